"""Names of numbers that the run writes in short: those of claims and of the literature."""

from __future__ import annotations

from pooling.report.words.bilingual import bilingual

# Number of a claim -> what it is; of a parameter, what follows its name, ``theta_1_away``.
VALUES = bilingual(
    no_pooling=("spread of {sign} without pooling", "dispersión de {sign} sin pooling"),
    partial_pooling=(
        "spread of {sign} with partial pooling",
        "dispersión de {sign} con partial pooling",
    ),
    move_loose=(
        "move of {sign}, loose factory",
        "desplazamiento de {sign}, fábrica laxa",
    ),
    move_sharp=(
        "move of {sign}, strict factory",
        "desplazamiento de {sign}, fábrica estricta",
    ),
    loose=("{sign}, loose factory", "{sign}, fábrica laxa"),
    sharp=("{sign}, strict factory", "{sign}, fábrica estricta"),
    kappa_alone=(
        "{sign} where κ alone is that of the strict factory",
        "{sign} si solo κ es el de la fábrica estricta",
    ),
    prior_alone=(
        "{sign} where the prior of ω alone is that of the strict factory",
        "{sign} si solo el prior de ω es el de la fábrica estricta",
    ),
    away=(
        "distance of {sign} from its proportion, in sds",
        "distancia de {sign} a su proporción, en DE",
    ),
    sd=("sd of {sign}", "DE de {sign}"),
    lead=("difference for {sign}", "diferencia para {sign}"),
    at_proportions=("at the proportions", "en las proporciones"),
    best_is_partial_pooling=("partial pooling is best", "el partial pooling es el mejor"),
    coefficients_left_out=(
        "coefficients that are not compared",
        "coeficientes que no se comparan",
    ),
    correlation=("correlation of the π", "correlación de las π"),
    correlation_given_omega=("the same, given ω", "la misma, dada ω"),
    correlation_given_theta=("the same, given π", "la misma, dada π"),
    correlation_in_errors=(
        "correlation, in standard errors",
        "correlación, en errores estándar",
    ),
    correlation_y_rep_omega=(
        "correlation of replicates and ω",
        "correlación entre réplicas y ω",
    ),
    distances=("distances compared", "distancias comparadas"),
    draws=("draws", "muestras"),
    error_partial=("mean error with partial pooling", "error medio con partial pooling"),
    error_raw=(
        "mean error of the raw rates",
        "error medio de las proporciones observadas",
    ),
    factor_least_information=(
        "shrinkage where information is least",
        "shrinkage donde hay menos información",
    ),
    factor_most_information=(
        "shrinkage where information is most",
        "shrinkage donde hay más información",
    ),
    gain_by_size=(
        "gain of the units of a size, over the simulated tables",
        "ganancia de las unidades de un tamaño, en las tablas simuladas",
    ),
    gain_here=("gain in this table", "ganancia en esta tabla"),
    gain_here_error=(
        "its standard error over the units",
        "su error estándar sobre las unidades",
    ),
    gain_large=("gain of the large units", "ganancia de las unidades grandes"),
    gain_small=("gain of the small units", "ganancia de las unidades chicas"),
    groups=("groups", "grupos"),
    in_errors=("move, in standard errors", "desplazamiento, en errores estándar"),
    in_errors_omega_fixed=(
        "move with ω fixed, in standard errors",
        "desplazamiento con ω fijada, en errores estándar",
    ),
    correlation_given_kappa=(
        "correlation with κ, given ω and κ",
        "correlación con κ, dadas ω y κ",
    ),
    correlation_given_omega_and_kappa=(
        "correlation with ω, given ω and κ",
        "correlación con ω, dadas ω y κ",
    ),
    interval_over_prior=(
        "width of the interval over the prior's, log scale",
        "ancho del intervalo sobre el del prior, escala logarítmica",
    ),
    kappa_chosen=("κ that was chosen", "κ que se eligió"),
    kappa_learned=("κ that is learned", "κ que se aprende"),
    kappa_q5=("5% of the learned κ", "5 % de la κ aprendida"),
    kappa_q95=("95% of the learned κ", "95 % de la κ aprendida"),
    probability_kappa_below=(
        "probability that κ is below the chosen one",
        "probabilidad de que κ sea menor que la elegida",
    ),
    kappa=("κ at the maximum", "κ en el máximo"),
    largest_distance=(
        "largest distance, in standard errors",
        "mayor distancia, en errores estándar",
    ),
    largest_off=("largest deviation", "mayor desviación"),
    largest_pull_in_sds=(
        "largest effect of the prior, in sds",
        "mayor efecto del prior, en DE",
    ),
    largest_ratio=("largest ratio of the sds", "mayor cociente de los DE"),
    largest_risk_with_enough_means=(
        "largest relative risk with enough means",
        "mayor riesgo relativo con medias suficientes",
    ),
    lead_in_errors=("gain, in standard errors", "ganancia, en errores estándar"),
    lead_over_complete_pooling=(
        "lead in elpd over complete pooling",
        "ventaja en elpd sobre el pooling completo",
    ),
    lead_over_no_pooling=(
        "lead in elpd over no pooling",
        "ventaja en elpd sobre el modelo sin pooling",
    ),
    lead_small_over_large=(
        "lead of the small units, in standard errors",
        "ventaja de las chicas, en errores estándar",
    ),
    least_lead_in_simulation=(
        "smallest lead in the simulation, in standard errors",
        "menor ventaja en la simulación, en errores estándar",
    ),
    least_ratio=("smallest ratio of the sds", "menor cociente de los DE"),
    likelihood_off=(
        "deviation of the log likelihood",
        "desviación de la log-verosimilitud",
    ),
    maximum=("at the interior maximum", "en el máximo interior"),
    median_ratio=("median ratio of the sds", "cociente mediano de los DE"),
    mode_from_draws=("mode from the draws", "moda según las muestras"),
    mode_stated=("mode by the formula", "moda según la fórmula"),
    move_large=("move of the large units", "desplazamiento de las unidades grandes"),
    move_small=("move of the small units", "desplazamiento de las unidades chicas"),
    moves=("move", "desplazamiento"),
    narrowing_in_errors=(
        "narrowing, in standard errors",
        "estrechamiento, en errores estándar",
    ),
    off_centre=(
        "distance from the centre at the tiny scale",
        "distancia al centro con la escala diminuta",
    ),
    times=("ratio of the two", "cociente de las dos"),
    times_at_this_kappa=(
        "the same, with this κ at the proportions too",
        "el mismo, con este κ también en las proporciones",
    ),
    omega_moves_exchanged_without_1=(
        "move of ω without the first subject, had they each other's proportions",
        "desplazamiento de ω sin el primer sujeto, con las proporciones cambiadas",
    ),
    omega_moves_exchanged_without_2=(
        "the same, without the second subject",
        "el mismo, sin el segundo sujeto",
    ),
    omega_moves_without_1=(
        "move of ω without the first subject",
        "desplazamiento de ω sin el primer sujeto",
    ),
    omega_moves_without_2=(
        "move of ω without the second subject",
        "desplazamiento de ω sin el segundo sujeto",
    ),
    rank_correlation=("rank correlation", "correlación de rangos"),
    ratio=("ratio of the sds", "cociente de los DE"),
    sd_around_omega=("sd of π around ω", "DE de π en torno a ω"),
    sd_around_omega_sharper=("the same, with a larger κ", "el mismo, con κ mayor"),
    sd_fewest=("sd with the fewest observations", "DE con menos observaciones"),
    sd_most=("sd with the most observations", "DE con más observaciones"),
    se_over_complete_pooling=("its standard error", "su error estándar"),
    se_over_no_pooling=("its standard error", "su error estándar"),
    share_between=(
        "share of estimates between raw rate and population",
        "proporción de estimaciones entre el valor observado y la población",
    ),
    share_less_uncertain=(
        "share of less uncertain groups",
        "proporción de grupos menos inciertos",
    ),
    smallest_risk_with_too_few=(
        "smallest relative risk with too few means",
        "menor riesgo relativo con medias insuficientes",
    ),
    spread_left=(
        "spread left at the tiny scale",
        "dispersión que queda con la escala diminuta",
    ),
    tables=("simulated tables", "tablas simuladas"),
    theta_1_moves=("move of π₁", "desplazamiento de π₁"),
    theta_1_moves_omega_fixed=(
        "move of π₁ with ω fixed",
        "desplazamiento de π₁ con ω fijada",
    ),
    error_of_least_ratio=(
        "Monte Carlo error of the smallest",
        "error de Monte Carlo del menor",
    ),
    fall=("fall of the spread", "caída de la dispersión"),
    fall_error=(
        "its Monte Carlo error, 0 where the posterior is exact",
        "su error de Monte Carlo, 0 si el posterior es exacto",
    ),
    groups_left_out=("groups that are not compared", "grupos que no se comparan"),
    intercept_given_slope=(
        "sd of the intercepts given the slope, at any centre",
        "desvío estándar de las ordenadas al origen dada la pendiente, en todo centro",
    ),
    largest_ratio_of_groups=("largest", "mayor"),
    probability_rho_above_0=(
        "probability that ρ is above 0 at this centre",
        "probabilidad de que ρ sea mayor que 0 en este centro",
    ),
    probability_slopes_differ=(
        "probability that the slopes differ",
        "probabilidad de que las pendientes difieran",
    ),
    prior_probability_slopes_differ=(
        "the same before the data",
        "la misma antes de los datos",
    ),
    rho_here=("mean of ρ at this centre", "media de ρ en este centro"),
    share_nearer_here=(
        "share of the units of this table whose estimate is nearer "
        "the truth than the raw rate",
        "proporción de unidades de esta tabla cuya estimación está más cerca de "
        "la verdad que el valor observado",
    ),
    sigma_beta=("sd of the slopes", "desvío estándar de las pendientes"),
    turning_centre=(
        "centre at which the correlation vanishes (median)",
        "centro en el que la correlación se anula (mediana)",
    ),
    turning_centre_q5=("its 5% quantile", "su cuantil del 5\u202f%"),
    turning_centre_q95=("its 95% quantile", "su cuantil del 95\u202f%"),
    trials_fewest=("fewest observations", "menor número de observaciones"),
    trials_most=("most observations", "mayor número de observaciones"),
)

# Published quantities that are no parameters of a program.
QUANTITIES = bilingual(
    likelihood_at_maximum=("likelihood at its maximum", "verosimilitud en su máximo"),
    likelihood_at_proportions=(
        "likelihood at the sample proportions",
        "verosimilitud en las proporciones muestrales",
    ),
)

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
