"""Names of numbers that the run writes in short: those of claims and of the literature."""

from __future__ import annotations

# Number of a claim -> what it is; for the groups' parameters, what follows their name.
VALUES = {
    "alpha_no_pooling": {
        "en": "spread of α without pooling",
        "es": "dispersión de α sin pooling",
    },
    "alpha_partial_pooling": {
        "en": "spread of α with partial pooling",
        "es": "dispersión de α con partial pooling",
    },
    "beta_no_pooling": {
        "en": "spread of β without pooling",
        "es": "dispersión de β sin pooling",
    },
    "beta_partial_pooling": {
        "en": "spread of β with partial pooling",
        "es": "dispersión de β con partial pooling",
    },
    "at_proportions": {"en": "at the proportions", "es": "en las proporciones"},
    "best_is_partial_pooling": {
        "en": "partial pooling is best",
        "es": "el partial pooling es el mejor",
    },
    "coefficients_left_out": {
        "en": "coefficients that are not compared",
        "es": "coeficientes que no se comparan",
    },
    "correlation": {"en": "correlation of the π", "es": "correlación de las π"},
    "correlation_given_omega": {
        "en": "the same, given ω",
        "es": "la misma, dada ω",
    },
    "correlation_given_theta": {
        "en": "the same, given π",
        "es": "la misma, dada π",
    },
    "correlation_in_errors": {
        "en": "correlation, in standard errors",
        "es": "correlación, en errores estándar",
    },
    "correlation_y_rep_omega": {
        "en": "correlation of replicates and ω",
        "es": "correlación entre réplicas y ω",
    },
    "distances": {"en": "distances compared", "es": "distancias comparadas"},
    "draws": {"en": "draws", "es": "muestras"},
    "error_partial": {
        "en": "mean error with partial pooling",
        "es": "error medio con partial pooling",
    },
    "error_raw": {
        "en": "mean error of the raw rates",
        "es": "error medio de las proporciones observadas",
    },
    "factor_least_information": {
        "en": "shrinkage where information is least",
        "es": "shrinkage donde hay menos información",
    },
    "factor_most_information": {
        "en": "shrinkage where information is most",
        "es": "shrinkage donde hay más información",
    },
    "gain_by_size": {
        "en": "gain of the units of a size, over the simulated tables",
        "es": "ganancia de las unidades de un tamaño, en las tablas simuladas",
    },
    "gain_here": {"en": "gain in this table", "es": "ganancia en esta tabla"},
    "gain_here_error": {
        "en": "its standard error over the units",
        "es": "su error estándar sobre las unidades",
    },
    "gain_large": {
        "en": "gain of the large units",
        "es": "ganancia de las unidades grandes",
    },
    "gain_small": {
        "en": "gain of the small units",
        "es": "ganancia de las unidades chicas",
    },
    "groups": {"en": "groups", "es": "grupos"},
    "in_errors": {
        "en": "move, in standard errors",
        "es": "desplazamiento, en errores estándar",
    },
    "in_errors_omega_fixed": {
        "en": "move with ω fixed, in standard errors",
        "es": "desplazamiento con ω fijada, en errores estándar",
    },
    "correlation_given_kappa": {
        "en": "correlation with κ, given ω and κ",
        "es": "correlación con κ, dadas ω y κ",
    },
    "correlation_given_omega_and_kappa": {
        "en": "correlation with ω, given ω and κ",
        "es": "correlación con ω, dadas ω y κ",
    },
    "interval_over_prior": {
        "en": "width of the interval over the prior's, log scale",
        "es": "ancho del intervalo sobre el del prior, escala logarítmica",
    },
    "kappa_chosen": {"en": "κ that was chosen", "es": "κ que se eligió"},
    "kappa_learned": {"en": "κ that is learned", "es": "κ que se aprende"},
    "kappa_q5": {"en": "5% of the learned κ", "es": "5 % de la κ aprendida"},
    "kappa_q95": {"en": "95% of the learned κ", "es": "95 % de la κ aprendida"},
    "probability_kappa_below": {
        "en": "probability that κ is below the chosen one",
        "es": "probabilidad de que κ sea menor que la elegida",
    },
    "kappa": {"en": "κ at the maximum", "es": "κ en el máximo"},
    "largest_distance": {
        "en": "largest distance, in standard errors",
        "es": "mayor distancia, en errores estándar",
    },
    "largest_off": {"en": "largest deviation", "es": "mayor desviación"},
    "largest_pull_in_sds": {
        "en": "largest effect of the prior, in sds",
        "es": "mayor efecto del prior, en DE",
    },
    "largest_ratio": {
        "en": "largest ratio of the sds",
        "es": "mayor cociente de los DE",
    },
    "largest_risk_with_enough_means": {
        "en": "largest relative risk with enough means",
        "es": "mayor riesgo relativo con medias suficientes",
    },
    "lead_in_errors": {
        "en": "gain, in standard errors",
        "es": "ganancia, en errores estándar",
    },
    "lead_over_complete_pooling": {
        "en": "lead in elpd over complete pooling",
        "es": "ventaja en elpd sobre el pooling completo",
    },
    "lead_over_no_pooling": {
        "en": "lead in elpd over no pooling",
        "es": "ventaja en elpd sobre no pooling",
    },
    "lead_small_over_large": {
        "en": "lead of the small units, in standard errors",
        "es": "ventaja de las chicas, en errores estándar",
    },
    "least_lead_in_simulation": {
        "en": "smallest lead in the simulation, in standard errors",
        "es": "menor ventaja en la simulación, en errores estándar",
    },
    "least_ratio": {
        "en": "smallest ratio of the sds",
        "es": "menor cociente de los DE",
    },
    "likelihood_off": {
        "en": "deviation of the log likelihood",
        "es": "desviación de la log-verosimilitud",
    },
    "maximum": {"en": "at the interior maximum", "es": "en el máximo interior"},
    "median_ratio": {
        "en": "median ratio of the sds",
        "es": "cociente mediano de los DE",
    },
    "mode_from_draws": {
        "en": "mode from the draws",
        "es": "moda según las muestras",
    },
    "mode_stated": {"en": "mode by the formula", "es": "moda según la fórmula"},
    "move_large": {
        "en": "move of the large units",
        "es": "desplazamiento de las unidades grandes",
    },
    "move_small": {
        "en": "move of the small units",
        "es": "desplazamiento de las unidades chicas",
    },
    "moves": {"en": "move", "es": "desplazamiento"},
    "narrowing_in_errors": {
        "en": "narrowing, in standard errors",
        "es": "estrechamiento, en errores estándar",
    },
    "off_centre": {
        "en": "distance from the centre at the tiny scale",
        "es": "distancia al centro con la escala diminuta",
    },
    "omega_move_loose": {
        "en": "move of ω, loose factory",
        "es": "desplazamiento de ω, fábrica laxa",
    },
    "omega_move_sharp": {
        "en": "move of ω, strict factory",
        "es": "desplazamiento de ω, fábrica estricta",
    },
    "times": {"en": "ratio of the two", "es": "cociente de las dos"},
    "times_at_this_kappa": {
        "en": "the same, with this κ at the proportions too",
        "es": "el mismo, con este κ también en las proporciones",
    },
    "omega_loose": {"en": "ω, loose factory", "es": "ω, fábrica laxa"},
    "omega_sharp": {"en": "ω, strict factory", "es": "ω, fábrica estricta"},
    "theta_loose": {"en": "π, loose factory", "es": "π, fábrica laxa"},
    "theta_sharp": {"en": "π, strict factory", "es": "π, fábrica estricta"},
    "omega_kappa_alone": {
        "en": "ω where κ alone is that of the strict factory",
        "es": "ω si solo κ es el de la fábrica estricta",
    },
    "omega_prior_alone": {
        "en": "ω where the prior of ω alone is that of the strict factory",
        "es": "ω si solo el prior de ω es el de la fábrica estricta",
    },
    "theta_kappa_alone": {
        "en": "π where κ alone is that of the strict factory",
        "es": "π si solo κ es el de la fábrica estricta",
    },
    "theta_prior_alone": {
        "en": "π where the prior of ω alone is that of the strict factory",
        "es": "π si solo el prior de ω es el de la fábrica estricta",
    },
    "omega_moves_exchanged_without_1": {
        "en": "move of ω without the first subject, had they each other's proportions",
        "es": "desplazamiento de ω sin el primer sujeto, con las proporciones cambiadas",
    },
    "omega_moves_exchanged_without_2": {
        "en": "the same, without the second subject",
        "es": "el mismo, sin el segundo sujeto",
    },
    "omega_moves_without_1": {
        "en": "move of ω without the first subject",
        "es": "desplazamiento de ω sin el primer sujeto",
    },
    "omega_moves_without_2": {
        "en": "move of ω without the second subject",
        "es": "desplazamiento de ω sin el segundo sujeto",
    },
    "rank_correlation": {"en": "rank correlation", "es": "correlación de rangos"},
    "ratio": {"en": "ratio of the sds", "es": "cociente de los DE"},
    "sd_around_omega": {"en": "sd of π around ω", "es": "DE de π en torno a ω"},
    "sd_around_omega_sharper": {
        "en": "the same, with a larger κ",
        "es": "el mismo, con κ mayor",
    },
    "sd_fewest": {
        "en": "sd with the fewest observations",
        "es": "DE con menos observaciones",
    },
    "sd_most": {
        "en": "sd with the most observations",
        "es": "DE con más observaciones",
    },
    "se_over_complete_pooling": {
        "en": "its standard error",
        "es": "su error estándar",
    },
    "se_over_no_pooling": {"en": "its standard error", "es": "su error estándar"},
    "share_between": {
        "en": "share of estimates between raw rate and population",
        "es": "proporción de estimaciones entre el valor observado y la población",
    },
    "share_less_uncertain": {
        "en": "share of less uncertain groups",
        "es": "proporción de grupos menos inciertos",
    },
    "smallest_risk_with_too_few": {
        "en": "smallest relative risk with too few means",
        "es": "menor riesgo relativo con medias insuficientes",
    },
    "spread_left": {
        "en": "spread left at the tiny scale",
        "es": "dispersión que queda con la escala diminuta",
    },
    "tables": {"en": "simulated tables", "es": "tablas simuladas"},
    "theta_1_away": {
        "en": "distance of π₁ from its proportion, in sds",
        "es": "distancia de π₁ a su proporción, en DE",
    },
    "theta_1_moves": {"en": "move of π₁", "es": "desplazamiento de π₁"},
    "theta_1_moves_omega_fixed": {
        "en": "move of π₁ with ω fixed",
        "es": "desplazamiento de π₁ con ω fijada",
    },
    "theta_1_sd": {"en": "sd of π₁", "es": "DE de π₁"},
    "theta_2_away": {
        "en": "distance of π₂ from its proportion, in sds",
        "es": "distancia de π₂ a su proporción, en DE",
    },
    "theta_2_sd": {"en": "sd of π₂", "es": "DE de π₂"},
    "theta_move_loose": {
        "en": "move of π, loose factory",
        "es": "desplazamiento de π, fábrica laxa",
    },
    "theta_move_sharp": {
        "en": "move of π, strict factory",
        "es": "desplazamiento de π, fábrica estricta",
    },
    "error_of_least_ratio": {
        "en": "Monte Carlo error of the smallest",
        "es": "error de Monte Carlo del menor",
    },
    "fall": {"en": "fall of the spread", "es": "caída de la dispersión"},
    "fall_error": {
        "en": "its Monte Carlo error, 0 where the posterior is exact",
        "es": "su error de Monte Carlo, 0 si el posterior es exacto",
    },
    "groups_left_out": {
        "en": "groups that are not compared",
        "es": "grupos que no se comparan",
    },
    "intercept_given_slope": {
        "en": "sd of the intercepts given the slope, at any centre",
        "es": "desvío estándar de las ordenadas al origen dada la pendiente, en todo centro",
    },
    "largest_ratio_of_groups": {
        "en": "largest",
        "es": "mayor",
    },
    "omega_lead": {"en": "difference for ω", "es": "diferencia para ω"},
    "theta_lead": {"en": "difference for π", "es": "diferencia para π"},
    "probability_rho_above_0": {
        "en": "probability that ρ is above 0 at this centre",
        "es": "probabilidad de que ρ sea mayor que 0 en este centro",
    },
    "probability_slopes_differ": {
        "en": "probability that the slopes differ",
        "es": "probabilidad de que las pendientes difieran",
    },
    "prior_probability_slopes_differ": {
        "en": "the same before the data",
        "es": "la misma antes de los datos",
    },
    "rho_here": {
        "en": "mean of ρ at this centre",
        "es": "media de ρ en este centro",
    },
    "share_nearer_here": {
        "en": "share of the units of this table whose estimate is nearer "
        "the truth than the raw rate",
        "es": "proporción de unidades de esta tabla cuya estimación está más cerca de "
        "la verdad que el valor observado",
    },
    "sigma_beta": {
        "en": "sd of the slopes",
        "es": "desvío estándar de las pendientes",
    },
    "turning_centre": {
        "en": "centre at which the correlation vanishes (median)",
        "es": "centro en el que la correlación se anula (mediana)",
    },
    "turning_centre_q5": {
        "en": "its 5% quantile",
        "es": "su cuantil del 5\u202f%",
    },
    "turning_centre_q95": {
        "en": "its 95% quantile",
        "es": "su cuantil del 95\u202f%",
    },
    "trials_fewest": {
        "en": "fewest observations",
        "es": "menor número de observaciones",
    },
    "trials_most": {"en": "most observations", "es": "mayor número de observaciones"},
}

# Published quantities that are no parameters of a program.
QUANTITIES = {
    "likelihood_at_maximum": {
        "en": "likelihood at its maximum",
        "es": "verosimilitud en su máximo",
    },
    "likelihood_at_proportions": {
        "en": "likelihood at the sample proportions",
        "es": "verosimilitud en las proporciones muestrales",
    },
}

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
    "more than two coefficients are correlated, and their correlations have no grid.": ""
    "más de dos coeficientes están correlacionados, y sus correlaciones no tienen grilla.",
    "no finite grid holds this posterior; a tighter prior for the scales would give "
    "one.": "ninguna grilla finita abarca este posterior; con un prior más estrecho para "
    "las escalas la habría.",
    "the posterior has no bound, or none of it was found.": "el posterior no está acotado, o "
    "no se encontró nada de él.",
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
