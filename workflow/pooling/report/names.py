"""Names of numbers that the run writes in short: those of claims and of the literature."""

from __future__ import annotations

from pooling.report.words import WORDS

# Number of a claim -> what it is; of a parameter, what follows its name, ``theta_1_away``.
VALUES = WORDS["values"]

# Published quantities that are no parameters of a program.
QUANTITIES = WORDS["quantities"]

# Numbers of a claim that say whether something is so.
ANSWERS = ("best_is_partial_pooling",)

# Texts that files of the run have in English -> their Spanish form; {} is a number.
# Sources and remarks of the table of published values.
SOURCES = {
    "Gelman and Hill (2007), section 12.4": "Gelman y Hill (2007), sección 12.4",
    "Gelman and Hill (2007), section 12.6": "Gelman y Hill (2007), sección 12.6",
    "Gelman and Hill (2007), section 13.1": "Gelman y Hill (2007), sección 13.1",
    "McElreath (2020), section 13.1, model m13.2": "McElreath (2020), sección 13.1, "
    "modelo m13.2",
    "Maloof (2020), exercise 13M1 of McElreath (2020)": "Maloof (2020), ejercicio 13M1 de "
    "McElreath (2020)",
    "Johnson, Ott and Dogucu (2022), chapter 17": "Johnson, Ott y Dogucu (2022), "
    "capítulo 17",
    "the lecture, after Kruschke (2015), section 9.3": "la clase, según Kruschke "
    "(2015), sección 9.3",
    "Gelman and others (2013), section 5.5": "Gelman y otros (2013), sección 5.5",
    "Gelman and others (2013), section 5.5, table 5.3": "Gelman y otros (2013), "
    "sección 5.5, tabla 5.3",
    "metafor (Viechtbauer 2010), rma with mods = ~ ablat": "metafor (Viechtbauer 2010), "
    "rma con mods = ~ ablat",
}
REMARKS = {
    "flat prior, ours is nearly flat": "prior plano; el nuestro es casi plano",
    "median of 200 draws, flat priors; ours is a posterior mean, priors nearly flat": "mediana "
    "de 200 muestras, priors planos; la nuestra es una media a posteriori, priors casi "
    "planos",
    "REML gives a point estimate, ours is a posterior mean": "REML da una estimación "
    "puntual; la nuestra es una media a posteriori",
    "root of tau^2 = 0.0764; REML gives a point estimate, ours is a posterior mean": "raíz de "
    "tau^2 = 0,0764; REML da una estimación puntual; la nuestra es una media a posteriori",
    "lmer, no prior; the model without predictors": "lmer, sin prior; el "
    "modelo sin predictores",
    "lmer gives a point estimate, ours is a posterior mean": "lmer da una estimación "
    "puntual; la nuestra es una media a posteriori",
    "a_bar there; the same priors": "allí a_bar; los mismos priors",
    "b_pred there; the same priors": "allí b_pred; los mismos priors",
    "b_size there; the same priors": "allí b_size; los mismos priors",
    "b_int there; the same priors": "allí b_int; los mismos priors",
    "sigma there; the same priors": "allí sigma; los mismos priors",
    "different priors; age is not centred there, so only what does not depend on the "
    "centre is compared": "otros priors; allí la edad no está centrada, "
    "por lo que solo se compara lo que no depende del centro",
    "different priors: slope N(2.5, 1), and a covariance prior at age 0, which holds the "
    "runners' intercepts there close together; age is not centred": "otros "
    "priors: pendiente N(2,5; 1) y uno de la covarianza a los 0 años, "
    "que mantiene muy juntas allí las ordenadas al origen de los corredores; la edad no está "
    "centrada",
    "different priors, and age is not centred": "otros priors, y la edad "
    "no está centrada",
    "a maximum, so it has no posterior sd": "un máximo, así que no tiene desvío estándar "
    "a posteriori",
    "its kappa is not printed; 2.06 is reconstructed from the value": "su κ no está "
    "impreso; 2,06 se reconstruye a partir del valor",
}
# Reasons for which no exact answer was computed.
REASONS = {
    "the density loses its digits where scales are all but {}; groups of more rows would "
    "give it a bound there.": "la densidad pierde sus dígitos donde las escalas son casi "
    "{}; con grupos de más filas tendría allí una cota.",
    "further grouping factors have {} levels together, and the limit is {}.": "los otros "
    "factores de agrupación tienen {} niveles en total, y el límite es {}.",
    "its grid would take {} numbers; the limit is {}.": "su grilla necesitaría {} "
    "números; el límite es {}.",
    "leaving rows and groups out would take {} multiplications at each point, and the "
    "limit is {}.": "dejar fuera filas y grupos necesitaría {} multiplicaciones en cada "
    "punto, y el límite es {}.",
    "levels of further grouping factors are integrated out of normal outcomes alone; of "
    "others there are draws of them.": "los niveles de otros factores de agrupación se "
    "integran solo con respuestas normales; con otras solo hay muestras de ellos.",
    "no finite grid holds this posterior; a tighter prior for the scales would give "
    "one.": "ninguna grilla finita abarca este posterior; con un prior más estrecho para "
    "las escalas la habría.",
    "the posterior has no bound, or none of it was found.": "el posterior no está acotado, o "
    "no se encontró nada de él.",
    "the rows of a group contradict each other: its effects have several modes, and "
    "quadrature nodes lie around one of them.": "las filas de un grupo se contradicen: sus "
    "efectos tienen varias modas, y los nodos de cuadratura rodean una de ellas.",
    "the weights of the points have a Pareto k of {}, and the limit is {}.": "los pesos de "
    "los puntos tienen un k de Pareto de {}, y el límite es {}.",
    "twice as many quadrature nodes would change the groups' effects by {} sds.": "el doble "
    "de nodos de cuadratura cambiaría los efectos de los grupos en {} desvíos estándar.",
    "with {} points its error is {} posterior sds, and the limit is {}.": "con {} puntos su "
    "error es de {} desvíos estándar a posteriori, y el límite es {}.",
    "{} columns vary by group, and the quadrature of outcomes that are not normal serves "
    "two; draws of them are what there is.": "{} columnas varían por grupo, y la cuadratura "
    "de respuestas que no son normales sirve para dos; de ellas solo hay muestras.",
    "the draws are independent": "las muestras son independientes",
    "the effects of a group are too far from normal for independent draws of them.": "los "
    "efectos de un grupo están demasiado lejos de la normal para muestras independientes "
    "de ellos.",
    "the groups' own fits leave no residual, so the posterior of sigma has no bound at "
    "{}.": "los ajustes propios de los grupos no dejan residuos, de modo que la densidad "
    "a posteriori de sigma no está acotada en {}.",
}
# Where CmdStan comes from.
TOOLCHAINS = {
    "the official release": "la versión oficial",
    "the package registry's copy": "la copia del registro de paquetes",
    "an earlier installation": "una instalación anterior",
    "the environment variable CMDSTAN": "la variable de entorno CMDSTAN",
    "toolchain.cmdstan in the configuration": "toolchain.cmdstan en la configuración",
}
