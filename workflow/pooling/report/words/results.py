"""Words of tables, checks and claims."""

# Names that must not break at their hyphen.
R_HAT, E_BFMI = (
    name.replace("-", "\N{NON-BREAKING HYPHEN}") for name in ("R-hat", "E-BFMI")
)

TEXT = {
    "formula": {"en": "Formula", "es": "Fórmula"},
    "priors": {"en": "Priors", "es": "Priors"},
    "known": {"en": "Known beforehand", "es": "Conocido de antemano"},
    "program": {"en": "Stan program", "es": "Programa de Stan"},
    "value": {"en": "value", "es": "valor"},
    "threshold": {"en": "threshold", "es": "umbral"},
    "remedy": {"en": "What to do:", "es": "Qué hacer:"},
    "tree_depth": {
        "en": "NUTS trajectories with ten or more doublings (over 1000 steps): "
        "{value}; deepest tree: {largest}",
        "es": "trayectorias de NUTS con diez o más duplicaciones (más de 1000 pasos): "
        "{value}; árbol más profundo: {largest}",
    },
    "collapsed": {
        "en": "the program sees the table as sufficient statistics; effects of groups are "
        "integrated out of it and drawn afterwards, given what was sampled. The posterior "
        "is the same, and takes less time.",
        "es": "el programa ve la tabla como estadísticos suficientes; los efectos de "
        "los grupos se integran analíticamente y se muestrean después, dado lo ya "
        "muestreado. El posterior es el mismo y lleva menos tiempo.",
    },
    "independent": {
        "en": "the draws are exact: points of the exact computation, drawn each on its own "
        "and accepted by their weights, and the coefficients of groups drawn given each; "
        "no chain, and nothing of Stan, ran. What only a chain has, divergences, energy and "
        "long trajectories, is not computed, because the draws are independent. Pareto k "
        "tells whether the weights have too long a tail: above 0.7 the draws are not to be "
        "relied on.",
        "es": "las muestras son exactas: puntos del cálculo exacto, tomados cada uno por su "
        "cuenta y aceptados según su peso, y los coeficientes de los grupos muestreados dado "
        "cada punto; no hubo cadena ni nada de Stan. Lo que solo tiene una cadena, "
        "divergencias, energía y trayectorias largas, no se calcula, porque las muestras son "
        "independientes. El k de Pareto dice si los pesos tienen una cola demasiado larga: "
        "por encima de 0,7 las muestras no son confiables.",
    },
    "independent_agreement": {
        "en": "their draws are exact, of the integrals that the exact answer is made of, so "
        "that means and sds here check only how the draws were taken. The integrals "
        "themselves are checked by the density: by Bayes' theorem that of the points, and of "
        "the coefficients given each, must be that of the stated model, draw by draw.",
        "es": "sus muestras son exactas, de las integrales que forman la respuesta exacta, de "
        "modo que las medias y los desvíos estándar comprueban aquí solo cómo se tomaron las "
        "muestras. Las integrales mismas se comprueban con la densidad: por el teorema de "
        "Bayes la de los puntos y la de los coeficientes dado cada uno deben ser la del "
        "modelo enunciado, muestra por muestra.",
    },
    "program_not_run": {
        "en": "It states the same model; nothing of it ran, because the draws are exact.",
        "es": "Enuncia el mismo modelo; no se ejecutó, porque las muestras son exactas.",
    },
    "thinned": {
        "en": "Each chain took {taken} draws, of which one in {thin} is kept, {kept} in all, "
        "so that the file of draws stays small. Divergences and energies are those of all "
        "draws.",
        "es": "Cada cadena tomó {taken} muestras, de las que se guarda una de cada {thin}, "
        "{kept} en total, para que el archivo de muestras sea pequeño. Las divergencias "
        "y energías son las de todas.",
    },
    "stored": {
        "en": "Of {kept} draws of each chain R-hat, ESS, means, sds and quantiles are taken as "
        "they are drawn; the file of draws holds {stored} of each chain, because the groups "
        "are many. What else is drawn from, figures and checks, has these.",
        "es": "De {kept} muestras de cada cadena se toman R-hat, ESS, medias, desvíos y "
        "cuantiles a medida que se obtienen; el archivo guarda {stored} de cada cadena, "
        "porque los grupos son muchos. Con ellas se hacen las figuras y las comprobaciones.",
    },
    "by_chance": {
        "en": f"With many parameters and few draws of each, the largest {R_HAT} lies "
        "further from 1 by chance alone; where that is so, its cell says how far.",
        "es": f"Con muchos parámetros y pocas muestras de cada uno, el mayor {R_HAT} "
        "se aleja más de 1 por puro azar; en ese caso, su celda dice hasta dónde.",
    },
    "long_trajectories": {
        "en": "Long trajectories cost time but are not a failure.",
        "es": "Las trayectorias largas llevan tiempo, pero no son un error.",
    },
    "parameter": {"en": "parameter", "es": "parámetro"},
    "mean": {"en": "mean", "es": "media"},
    "exact_mean": {"en": "exact mean", "es": "media exacta"},
    "sd": {"en": "sd", "es": "DE"},
    "exact_sd": {"en": "exact sd", "es": "DE exacto"},
    "q5": {"en": "5%", "es": "5\u202f%"},
    "q50": {"en": "50%", "es": "50\u202f%"},
    "q95": {"en": "95%", "es": "95\u202f%"},
    "mcse_mean": {"en": "MCSE", "es": "MCSE"},
    "ess_bulk": {"en": "bulk ESS", "es": "ESS central"},
    "ess_tail": {"en": "tail ESS", "es": "ESS de colas"},
    "r_hat": {"en": R_HAT, "es": R_HAT},
    "fits": {"en": "Fits", "es": "Ajustes"},
    "exact_answers": {"en": "Exact answers", "es": "Respuestas exactas"},
    "exact": {"en": "exact answer", "es": "respuesta exacta"},
    "largest_z": {"en": "largest z", "es": "mayor z"},
    "of": {"en": "of", "es": "de"},
    "density": {"en": "density, largest deviation", "es": "densidad, mayor desviación"},
    "grid_error": {"en": "error, in sds", "es": "error, en DE"},
    "edge_mass": {"en": "mass at the edges", "es": "masa en los bordes"},
    "because": {"en": "Not computed:", "es": "No calculado:"},
    "comparison": {
        "en": "Which model predicts best?",
        "es": "¿Qué modelo predice mejor?",
    },
    "elpd": {"en": "elpd", "es": "elpd"},
    "se": {"en": "se", "es": "e.\u00a0e."},
    "elpd_diff": {"en": "difference from the best", "es": "diferencia con el mejor"},
    "se_diff": {"en": "se of the difference", "es": "e.\u00a0e. de la diferencia"},
    "p_loo": {
        "en": "effective number of parameters (p_loo)",
        "es": "número efectivo de parámetros (p_loo)",
    },
    "k_bad": {
        "en": "replaced (k\u00a0>\u00a00.7)",
        "es": "reemplazadas (k\u00a0>\u00a00,7)",
    },
    "method": {"en": "method", "es": "método"},
    "pooling_factor": {
        "en": "How much do the groups share?",
        "es": "¿Cuánto comparten los grupos?",
    },
    "pooling_factor_text": {
        "en": "The pooling factor, averaged over the groups, with the interval that holds "
        "90\u202f% of its posterior: 0 where each group stands alone, 1 where all are "
        "one. Lines have one for the intercept and one for the slope. What is grey was not "
        "learned: it follows from a κ that the configuration fixes.",
        "es": "El factor de pooling, promediado sobre los grupos, con el intervalo que "
        "contiene el 90\u202f% de su posterior: 0 si cada grupo va por su cuenta, 1 si todos "
        "son uno. Las rectas tienen uno para la ordenada al origen y otro para la "
        "pendiente. Lo que está en gris no se aprendió: se sigue de un κ que fija la "
        "configuración.",
    },
    "pooling_factor_alone": {
        "en": "A single group has no others to share with: what its estimate does not owe "
        "to its own data comes from the prior.",
        "es": "Un solo grupo no tiene con quién compartir: lo que su estimación no debe a "
        "sus propios datos viene del prior.",
    },
    "range_by_size": {
        "en": "{factor_least} (n\u202f=\u202f{size_least}) to {factor_most} "
        "(n\u202f=\u202f{size_most})",
        "es": "{factor_least} (n\u202f=\u202f{size_least}) a {factor_most} "
        "(n\u202f=\u202f{size_most})",
    },
    "measured": {"en": "How it is measured", "es": "Cómo se mide"},
    "by_size": {"en": "By the size of the group", "es": "Según el tamaño del grupo"},
    "group_count": {"en": "groups: {count}", "es": "grupos: {count}"},
    "size": {"en": "observations or trials", "es": "observaciones o ensayos"},
    "factor": {"en": "pooling factor", "es": "factor de pooling"},
    "factor_head": {"en": "factor", "es": "factor"},
    "interval": {"en": "{low} to {high}", "es": "{low} a {high}"},
    "is_known": {"en": "fixed, with κ", "es": "fijo, con κ"},
    "known_because": {"en": "fixed, with κ", "es": "fijo, con κ"},
    "interval_head": {"en": "90% interval", "es": "intervalo del 90\u202f%"},
    "analysis": {"en": "analysis", "es": "análisis"},
    "scale_low": {"en": "0 no pooling", "es": "0 no pooling"},
    "scale_high": {"en": "complete 1", "es": "completo 1"},
    "prior_checks": {
        "en": "Expected before the data",
        "es": "Lo esperado antes de los datos",
    },
    "predictive_checks": {
        "en": "Predictive checks",
        "es": "Comprobaciones predictivas",
    },
    "prior_weight": {
        "en": "Weight of the prior",
        "es": "Peso del prior",
    },
    "test": {"en": "test", "es": "prueba"},
    "observed": {"en": "observed", "es": "observado"},
    "replicated": {
        "en": "replicated, 90% interval",
        "es": "replicado, intervalo del 90\u202f%",
    },
    "p_value": {"en": "p", "es": "p"},
    "worst_groups": {
        "en": "Groups that stand out most",
        "es": "Grupos que más destacan",
    },
    "new_group": {"en": "A new group", "es": "Un grupo nuevo"},
    "new_one": {"en": "a new {group}", "es": "un grupo nuevo ({group})"},
    "size_of": {"en": "size {count}", "es": "tamaño {count}"},
    "trials_of": {"en": "of {count} ({trial})", "es": "de {count} ({trial})"},
    "prediction": {"en": "prediction for", "es": "predicción para"},
    "log_of": {
        "en": "natural logarithm of {original}",
        "es": "logaritmo natural de {original}",
    },
    "decisive": {"en": "Threshold", "es": "Umbral"},
    "both_ends": {
        "en": "Of {of} rows the {shown} with the lowest and the highest values are shown; "
        "the file has all of them.",
        "es": "De {of} filas se muestran las {shown} con los valores más bajos y más altos; "
        "el archivo las tiene todas.",
    },
    "group_size": {"en": "observations", "es": "observaciones"},
    "geometric_mean": {
        "en": "geometric mean, {original}",
        "es": "media geométrica, {original}",
    },
    "geometric_mean_text": {
        "en": "The geometric mean is e to the power of the mean: the median of a group, as "
        "the model has it, and less than its arithmetic mean.",
        "es": "La media geométrica es e elevado a la media: según el modelo es la mediana "
        "de un grupo, y es menor que su media aritmética.",
    },
    "median_of": {"en": "median, {original}", "es": "mediana, {original}"},
    "interval_of": {
        "en": "90% interval, {original}",
        "es": "intervalo del 90\u202f%, {original}",
    },
    "one_observation": {"en": "one observation of", "es": "una observación de"},
    "rate_of": {"en": "{probability} of", "es": "{probability} de"},
    "chance_above": {
        "en": "chance to be above: {threshold}",
        "es": "probabilidad de superar: {threshold}",
    },
    "leans": {
        "en": "These parameters lean on their prior, so that a somewhat stronger or weaker "
        "one would move them:",
        "es": "Estos parámetros se apoyan en su prior, de modo que uno algo más fuerte o "
        "más débil los movería:",
    },
    "leans_not": {
        "en": "No parameter of the population leans on its prior.",
        "es": "Ningún parámetro de la población se apoya en su prior.",
    },
    "given_chosen": {
        "en": "All of this given κ\u202f=\u202f{value}, which was chosen and not learned:",
        "es": "Todo esto dado κ\u202f=\u202f{value}, que se eligió y no se aprendió:",
    },
    "chosen_moves": {
        "en": "with {values} a group's probability moves by up to {largest} posterior sds "
        "(noticeable from {threshold} on).",
        "es": "con {values} la probabilidad de un grupo se mueve hasta {largest} desvíos "
        "estándar del posterior (apreciable desde {threshold}).",
    },
    "chosen_and_prior": {
        "en": "Halved and doubled alike, κ moves a parameter by up to {number} sds and the "
        "power of the prior by up to {prior}.",
        "es": "A la mitad y al doble, κ mueve un parámetro hasta {number} desvíos estándar "
        "y la potencia del prior, hasta {prior}.",
    },
    "chosen_table": {
        "en": "Exact posterior means at other values of κ",
        "es": "Medias exactas del posterior con otros valores de κ",
    },
    "chosen_move": {
        "en": "largest move, in sds",
        "es": "mayor cambio, en desvíos estándar",
    },
    "leaning_groups": {
        "en": "Parameters of single groups that lean on their prior: {leaning} of "
        "{checked}.",
        "es": "Parámetros de grupos que se apoyan en su prior: {leaning} de {checked}.",
    },
    "weights_unreliable": {
        "en": "The importance weights behind these numbers are not reliable "
        "(Pareto k above 0.7).",
        "es": "Los pesos de importancia de estos números no son confiables (k de "
        "Pareto mayor que 0,7).",
    },
    "to_prior": {"en": "to the prior", "es": "al prior"},
    "to_likelihood": {"en": "to the likelihood", "es": "a la verosimilitud"},
    "diagnosis": {"en": "diagnosis", "es": "diagnóstico"},
    "sampled": {
        "en": "The table is large: a sample of {taken} of {of} was left out one by "
        "one, and the standard errors hold the error of the sample.",
        "es": "La tabla es grande: se dejó fuera, uno a uno, una muestra de "
        "{taken} de {of}, y los errores estándar incluyen el error de la muestra.",
    },
    "some_nodes": {
        "en": "{model}: the table is large, so each observation was left out at {nodes} of "
        "the {of} nodes of the exact posterior, which stand for all of them.",
        "es": "{model}: la tabla es grande, así que cada observación se dejó fuera en "
        "{nodes} de los {of} nodos del posterior exacto, que representan a todos.",
    },
    "remark": {
        "en": "{model}: {share} of its difference comes from {observations} "
        "observations in {groups} groups. Once one of them is left out, its group has "
        "too few rows left, and there the prior decides, not the data.",
        "es": "{model}: el {share} de su diferencia proviene de {observations} "
        "observaciones en {groups} grupos. Al omitir una de ellas, a su grupo le quedan "
        "muy pocas filas, y ahí decide el prior, no los datos.",
    },
    "carried": {
        "en": "{model}: {group} alone makes {difference} of the {of} nats of its difference "
        "from the best ({share}); without it the difference would be {without}.",
        "es": "{model}: un solo grupo, {group}, hace {difference} de los {of} nats de su "
        "diferencia con el mejor ({share}); sin él, la diferencia sería {without}.",
    },
    "carried_against": {
        "en": "{model}: it predicts {group} better than the best model does, by {difference} "
        "nats, {share} of its difference of {of} and the other way; without this group the "
        "difference would be {without}.",
        "es": "{model}: predice un grupo, {group}, mejor que el mejor modelo, por "
        "{difference} nats, el {share} de su diferencia de {of} y en el otro sentido; sin "
        "ese grupo, la diferencia sería {without}.",
    },
    "group_comparison": {
        "en": "Which model predicts a new group best?",
        "es": "¿Qué modelo predice mejor un grupo nuevo?",
    },
    "single_row": {
        "en": "Each group is one row: to leave it out is to leave out its row, so the sums "
        "are those of the comparison above.",
        "es": "Cada grupo es una sola fila: omitirlo es omitir su fila, así que las sumas son "
        "las de la comparación anterior.",
    },
    "claims": {"en": "The claims", "es": "Las afirmaciones"},
    "claim": {"en": "claim {number}", "es": "afirmación {number}"},
    "claims_code": {
        "en": "Does the code do what the model says?",
        "es": "¿Hace el código lo que dice el modelo?",
    },
    "claims_model": {
        "en": "What the model does here: findings",
        "es": "Qué hace aquí el modelo: resultados",
    },
    "claims_data": {
        "en": "What the data say: findings",
        "es": "Qué dicen los datos: resultados",
    },
    "unused": {
        "en": "Columns that were not used",
        "es": "Columnas que no se usaron",
    },
    "claims_taught": {
        "en": "Statements about hierarchical models, of the lecture or, where it says so, "
        "added by this program to test them, computed and judged in every run.",
        "es": "Afirmaciones sobre modelos jerárquicos, de la clase o, donde se dice, "
        "agregadas por este programa para ponerlos a prueba, calculadas y juzgadas en cada "
        "ejecución.",
    },
    "claims_own": {
        "en": "Statements about hierarchical models, computed and judged on your data.",
        "es": "Afirmaciones sobre modelos jerárquicos, calculadas y juzgadas con sus datos.",
    },
    "claims_text": {
        "en": "They are of three kinds. Some follow from the model: failing one is a fault of "
        "the program. Some show what the model does here, with the settings that were "
        "chosen; they could hardly come out otherwise. The others say what the data say, and "
        "could have come out otherwise. A number within its error of the threshold settles "
        "nothing.",
        "es": "Son de tres clases. Unas se siguen del modelo: si una no se cumple, "
        "falla el programa. Otras muestran qué hace aquí el modelo, con la configuración "
        "elegida; difícilmente podrían resultar de otro modo. Las demás dicen lo que dicen "
        "los datos, y podrían haber resultado de otro modo. Un número que dista del umbral "
        "menos que su error no define nada.",
    },
    "numbers": {"en": "numbers", "es": "números"},
    "unreliable_claims": {
        "en": "Fits of this run failed their checks; a claim that reads them cannot be "
        "relied on:",
        "es": "Hay ajustes de esta ejecución que no superaron las comprobaciones; una "
        "afirmación que los lee no es confiable:",
    },
    "published": {
        "en": "Compared with the literature",
        "es": "Comparación con la literatura",
    },
    "published_text": {
        "en": "Published values and the means and sds of our posteriors. The difference "
        "is theirs minus ours, in our sds.",
        "es": "Valores publicados y las medias y desvíos estándar de nuestros "
        "posteriors. La diferencia es el valor publicado menos el "
        "nuestro, en nuestros desvíos estándar.",
    },
    "published_value": {"en": "published", "es": "publicado"},
    "ours": {"en": "ours", "es": "nuestro"},
    "difference": {"en": "difference, in sds", "es": "diferencia, en DE"},
    "source_of": {"en": "source", "es": "fuente"},
}
