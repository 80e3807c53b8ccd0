"""Words of tables, checks and claims."""

from pooling.report.words.bilingual import bilingual

# Names that must not break at their hyphen.
R_HAT, E_BFMI = (
    name.replace("-", "\N{NON-BREAKING HYPHEN}") for name in ("R-hat", "E-BFMI")
)

TEXT = bilingual(
    formula=("Formula", "Fórmula"),
    priors=("Priors", "Priors"),
    known=("Known beforehand", "Conocido de antemano"),
    program=("Stan program", "Programa de Stan"),
    value=("value", "valor"),
    threshold=("threshold", "umbral"),
    remedy=("What to do:", "Qué hacer:"),
    tree_depth=(
        "NUTS trajectories with ten or more doublings (over 1000 steps): "
        "{value}; deepest tree: {largest}",
        "trayectorias de NUTS con diez o más duplicaciones (más de 1000 pasos): "
        "{value}; árbol más profundo: {largest}",
    ),
    collapsed=(
        "the program sees the table as sufficient statistics; effects of groups are "
        "integrated out of it and drawn afterwards, given what was sampled. The posterior "
        "is the same, and takes less time.",
        "el programa ve la tabla como estadísticos suficientes; los efectos de "
        "los grupos se integran analíticamente y se muestrean después, dado lo ya "
        "muestreado. El posterior es el mismo y lleva menos tiempo.",
    ),
    independent=(
        "the draws are exact: points of the exact computation, drawn each on its own "
        "and accepted by their weights, and the coefficients of groups drawn given each; "
        "no chain, and nothing of Stan, ran. What only a chain has, divergences, energy and "
        "long trajectories, is not computed, because the draws are independent. Pareto k "
        "tells whether the weights have too long a tail: above 0.7 the draws are not to be "
        "relied on.",
        "las muestras son exactas: puntos del cálculo exacto, tomados cada uno por su "
        "cuenta y aceptados según su peso, y los coeficientes de los grupos muestreados dado "
        "cada punto; no hubo cadena ni nada de Stan. Lo que solo tiene una cadena, "
        "divergencias, energía y trayectorias largas, no se calcula, porque las muestras son "
        "independientes. El k de Pareto dice si los pesos tienen una cola demasiado larga: "
        "por encima de 0,7 las muestras no son confiables.",
    ),
    independent_agreement=(
        "their draws are exact, of the integrals that the exact answer is made of, so "
        "that means and sds here check only how the draws were taken. The integrals "
        "themselves are checked by the density: by Bayes' theorem that of the points, and of "
        "the coefficients given each, must be that of the stated model, draw by draw.",
        "sus muestras son exactas, de las integrales que forman la respuesta exacta, de "
        "modo que las medias y los desvíos estándar comprueban aquí solo cómo se tomaron las "
        "muestras. Las integrales mismas se comprueban con la densidad: por el teorema de "
        "Bayes la de los puntos y la de los coeficientes dado cada uno deben ser la del "
        "modelo enunciado, muestra por muestra.",
    ),
    program_not_run=(
        "It states the same model; nothing of it ran, because the draws are exact.",
        "Enuncia el mismo modelo; no se ejecutó, porque las muestras son exactas.",
    ),
    thinned=(
        "Each chain took {taken} draws, of which one in {thin} is kept, {kept} in all, "
        "so that the file of draws stays small. Divergences and energies are those of all "
        "draws.",
        "Cada cadena tomó {taken} muestras, de las que se guarda una de cada {thin}, "
        "{kept} en total, para que el archivo de muestras sea pequeño. Las divergencias "
        "y energías son las de todas.",
    ),
    stored=(
        "Of {kept} draws of each chain R-hat, ESS, means, sds and quantiles are taken as "
        "they are drawn; the file of draws holds {stored} of each chain, because the groups "
        "are many. What else is drawn from, figures and checks, has these.",
        "De {kept} muestras de cada cadena se toman R-hat, ESS, medias, desvíos y "
        "cuantiles a medida que se obtienen; el archivo guarda {stored} de cada cadena, "
        "porque los grupos son muchos. Con ellas se hacen las figuras y las comprobaciones.",
    ),
    by_chance=(
        f"With many parameters and few draws of each, the largest {R_HAT} lies "
        "further from 1 by chance alone; where that is so, its cell says how far, and of "
        "the lowest ESS one in ten thousand is left aside.",
        f"Con muchos parámetros y pocas muestras de cada uno, el mayor {R_HAT} "
        "se aleja más de 1 por puro azar; en ese caso, su celda dice hasta dónde, y de los "
        "ESS más bajos se deja de lado uno de cada diez mil.",
    ),
    long_trajectories=(
        "Long trajectories cost time but are not a failure.",
        "Las trayectorias largas llevan tiempo, pero no son un error.",
    ),
    parameter=("parameter", "parámetro"),
    mean=("mean", "media"),
    exact_mean=("exact mean", "media exacta"),
    sd=("sd", "DE"),
    exact_sd=("exact sd", "DE exacto"),
    q5=("5%", "5\u202f%"),
    q50=("50%", "50\u202f%"),
    q95=("95%", "95\u202f%"),
    mcse_mean=("MCSE", "MCSE"),
    ess_bulk=("bulk ESS", "ESS central"),
    ess_tail=("tail ESS", "ESS de colas"),
    r_hat=(R_HAT, R_HAT),
    fits=("Fits", "Ajustes"),
    exact_answers=("Exact answers", "Respuestas exactas"),
    exact=("exact answer", "respuesta exacta"),
    largest_z=("largest z", "mayor z"),
    of=("of", "de"),
    density=("density, largest deviation", "densidad, mayor desviación"),
    grid_error=("error, in sds", "error, en DE"),
    edge_mass=("mass at the edges", "masa en los bordes"),
    because=("Not computed:", "No calculado:"),
    comparison=("Which model predicts best?", "¿Qué modelo predice mejor?"),
    elpd=("elpd", "elpd"),
    se=("se", "e.\u00a0e."),
    elpd_diff=("difference from the best", "diferencia con el mejor"),
    se_diff=("se of the difference", "e.\u00a0e. de la diferencia"),
    p_loo=(
        "effective number of parameters (p_loo)",
        "número efectivo de parámetros (p_loo)",
    ),
    k_bad=("replaced (k\u00a0>\u00a00.7)", "reemplazadas (k\u00a0>\u00a00,7)"),
    method=("method", "método"),
    pooling_factor=("How much do the groups share?", "¿Cuánto comparten los grupos?"),
    pooling_factor_text=(
        "The pooling factor, averaged over the groups, with the interval that holds "
        "90\u202f% of its posterior: 0 where each group stands alone, 1 where all are "
        "one. Lines have one for the intercept and one for the slope. What is grey was not "
        "learned: it follows from a κ that the configuration fixes.",
        "El factor de pooling, promediado sobre los grupos, con el intervalo que "
        "contiene el 90\u202f% de su posterior: 0 si cada grupo va por su cuenta, 1 si todos "
        "son uno. Las rectas tienen uno para la ordenada al origen y otro para la "
        "pendiente. Lo que está en gris no se aprendió: se sigue de un κ que fija la "
        "configuración.",
    ),
    pooling_factor_alone=(
        "A single group has no others to share with: what its estimate does not owe "
        "to its own data comes from the prior.",
        "Un solo grupo no tiene con quién compartir: lo que su estimación no debe a "
        "sus propios datos viene del prior.",
    ),
    range_by_size=(
        "{factor_least} (n\u202f=\u202f{size_least}) to {factor_most} "
        "(n\u202f=\u202f{size_most})",
        "{factor_least} (n\u202f=\u202f{size_least}) a {factor_most} "
        "(n\u202f=\u202f{size_most})",
    ),
    measured=("How it is measured", "Cómo se mide"),
    by_size=("By the size of the group", "Según el tamaño del grupo"),
    group_count=("groups: {count}", "grupos: {count}"),
    size=("observations or trials", "observaciones o ensayos"),
    factor=("pooling factor", "factor de pooling"),
    factor_head=("factor", "factor"),
    interval=("{low} to {high}", "{low} a {high}"),
    is_known=("fixed, with κ", "fijo, con κ"),
    known_because=("fixed, with κ", "fijo, con κ"),
    interval_head=("90% interval", "intervalo del 90\u202f%"),
    analysis=("analysis", "análisis"),
    scale_low=("0 no pooling", "0 sin pooling"),
    scale_high=("complete 1", "completo 1"),
    prior_checks=("Expected before the data", "Lo esperado antes de los datos"),
    predictive_checks=("Predictive checks", "Comprobaciones predictivas"),
    prior_weight=("Weight of the prior", "Peso del prior"),
    test=("test", "prueba"),
    observed=("observed", "observado"),
    replicated=("replicated, 90% interval", "replicado, intervalo del 90\u202f%"),
    p_value=("p", "p"),
    worst_groups=("Groups that stand out most", "Grupos que más destacan"),
    new_group=("A new group", "Un grupo nuevo"),
    new_one=("a new {group}", "un grupo nuevo ({group})"),
    size_of=("size {count}", "tamaño {count}"),
    trials_of=("of {count} ({trial})", "de {count} ({trial})"),
    prediction=("prediction for", "predicción para"),
    log_of=("natural logarithm of {original}", "logaritmo natural de {original}"),
    decisive=("Threshold", "Umbral"),
    both_ends=(
        "Of {of} rows the {shown} with the lowest and the highest values are shown; "
        "the file has all of them.",
        "De {of} filas se muestran las {shown} con los valores más bajos y más altos; "
        "el archivo las tiene todas.",
    ),
    group_size=("observations", "observaciones"),
    geometric_mean=("geometric mean, {original}", "media geométrica, {original}"),
    geometric_mean_text=(
        "The geometric mean is e to the power of the mean: the median of a group, as "
        "the model has it, and less than its arithmetic mean.",
        "La media geométrica es e elevado a la media: según el modelo es la mediana "
        "de un grupo, y es menor que su media aritmética.",
    ),
    median_of=("median, {original}", "mediana, {original}"),
    interval_of=("90% interval, {original}", "intervalo del 90\u202f%, {original}"),
    one_observation=("one observation of", "una observación de"),
    rate_of=("{probability} of", "{probability} de"),
    chance_above=(
        "chance to be above: {threshold}",
        "probabilidad de superar: {threshold}",
    ),
    leans=(
        "These parameters lean on their prior, so that a somewhat stronger or weaker "
        "one would move them:",
        "Estos parámetros se apoyan en su prior, de modo que uno algo más fuerte o "
        "más débil los movería:",
    ),
    leans_not=(
        "No parameter of the population leans on its prior.",
        "Ningún parámetro de la población se apoya en su prior.",
    ),
    given_chosen=(
        "All of this given κ\u202f=\u202f{value}, which was chosen and not learned:",
        "Todo esto dado κ\u202f=\u202f{value}, que se eligió y no se aprendió:",
    ),
    chosen_moves=(
        "with {values} a group's probability moves by up to {largest} posterior sds "
        "(noticeable from {threshold} on).",
        "con {values} la probabilidad de un grupo se mueve hasta {largest} desvíos "
        "estándar del posterior (apreciable desde {threshold}).",
    ),
    chosen_and_prior=(
        "Halved and doubled alike, κ moves a parameter by up to {number} sds and the "
        "power of the prior by up to {prior}.",
        "A la mitad y al doble, κ mueve un parámetro hasta {number} desvíos estándar "
        "y la potencia del prior, hasta {prior}.",
    ),
    chosen_table=(
        "Exact posterior means at other values of κ",
        "Medias exactas del posterior con otros valores de κ",
    ),
    chosen_move=("largest move, in sds", "mayor cambio, en desvíos estándar"),
    leaning_groups=(
        "Parameters of single groups that lean on their prior: {leaning} of {checked}.",
        "Parámetros de grupos que se apoyan en su prior: {leaning} de {checked}.",
    ),
    weights_unreliable=(
        "The importance weights behind these numbers are not reliable "
        "(Pareto k above 0.7).",
        "Los pesos de importancia de estos números no son confiables (k de "
        "Pareto mayor que 0,7).",
    ),
    to_prior=("to the prior", "al prior"),
    to_likelihood=("to the likelihood", "a la verosimilitud"),
    diagnosis=("diagnosis", "diagnóstico"),
    sampled=(
        "The table is large: a sample of {taken} of {of} was left out one by "
        "one, and the standard errors hold the error of the sample.",
        "La tabla es grande: se dejó fuera, uno a uno, una muestra de "
        "{taken} de {of}, y los errores estándar incluyen el error de la muestra.",
    ),
    some_nodes=(
        "{model}: the table is large, so each observation was left out at {nodes} of "
        "the {of} nodes of the exact posterior, which stand for all of them.",
        "{model}: la tabla es grande, así que cada observación se dejó fuera en "
        "{nodes} de los {of} nodos del posterior exacto, que representan a todos.",
    ),
    remark=(
        "{model}: {share} of its difference comes from {observations} "
        "observations in {groups} groups. Once one of them is left out, its group has "
        "too few rows left, and there the prior decides, not the data.",
        "{model}: el {share} de su diferencia proviene de {observations} "
        "observaciones en {groups} grupos. Al omitir una de ellas, a su grupo le quedan "
        "muy pocas filas, y ahí decide el prior, no los datos.",
    ),
    carried=(
        "{model}: {group} alone makes {difference} of the {of} nats of its difference "
        "from the best ({share}); without it the difference would be {without}.",
        "{model}: un solo grupo, {group}, hace {difference} de los {of} nats de su "
        "diferencia con el mejor ({share}); sin él, la diferencia sería {without}.",
    ),
    carried_against=(
        "{model}: it predicts {group} better than the best model does, by {difference} "
        "nats, {share} of its difference of {of} and the other way; without this group the "
        "difference would be {without}.",
        "{model}: predice un grupo, {group}, mejor que el mejor modelo, por "
        "{difference} nats, el {share} de su diferencia de {of} y en el otro sentido; sin "
        "ese grupo, la diferencia sería {without}.",
    ),
    group_comparison=(
        "Which model predicts a new group best?",
        "¿Qué modelo predice mejor un grupo nuevo?",
    ),
    single_row=(
        "Each group is one row: to leave it out is to leave out its row, so the sums "
        "are those of the comparison above.",
        "Cada grupo es una sola fila: omitirlo es omitir su fila, así que las sumas son "
        "las de la comparación anterior.",
    ),
    claims=("The claims", "Las afirmaciones"),
    claim=("claim {number}", "afirmación {number}"),
    claims_code=(
        "Does the code do what the model says?",
        "¿Hace el código lo que dice el modelo?",
    ),
    claims_model=(
        "What the model does here: findings",
        "Qué hace aquí el modelo: resultados",
    ),
    claims_data=("What the data say: findings", "Qué dicen los datos: resultados"),
    unused=("Columns that were not used", "Columnas que no se usaron"),
    claims_taught=(
        "Statements about hierarchical models, of the lecture or, where it says so, "
        "added by this program to test them, computed and judged in every run.",
        "Afirmaciones sobre modelos jerárquicos, de la clase o, donde se dice, "
        "agregadas por este programa para ponerlos a prueba, calculadas y juzgadas en cada "
        "ejecución.",
    ),
    claims_own=(
        "Statements about hierarchical models, computed and judged on your data.",
        "Afirmaciones sobre modelos jerárquicos, calculadas y juzgadas con sus datos.",
    ),
    claims_text=(
        "They are of three kinds. Some follow from the model: failing one is a fault of "
        "the program. Some show what the model does here, with the settings that were "
        "chosen; they could hardly come out otherwise. The others say what the data say, and "
        "could have come out otherwise. A number within its error of the threshold settles "
        "nothing.",
        "Son de tres clases. Unas se siguen del modelo: si una no se cumple, "
        "falla el programa. Otras muestran qué hace aquí el modelo, con la configuración "
        "elegida; difícilmente podrían resultar de otro modo. Las demás dicen lo que dicen "
        "los datos, y podrían haber resultado de otro modo. Un número que dista del umbral "
        "menos que su error no define nada.",
    ),
    numbers=("numbers", "números"),
    unreliable_claims=(
        "Fits of this run failed their checks; a claim that reads them cannot be "
        "relied on:",
        "Hay ajustes de esta ejecución que no superaron las comprobaciones; una "
        "afirmación que los lee no es confiable:",
    ),
    published=("Compared with the literature", "Comparación con la literatura"),
    published_text=(
        "Published values and the means and sds of our posteriors. The difference "
        "is theirs minus ours, in our sds.",
        "Valores publicados y las medias y desvíos estándar de nuestros "
        "posteriors. La diferencia es el valor publicado menos el "
        "nuestro, en nuestros desvíos estándar.",
    ),
    published_value=("published", "publicado"),
    ours=("ours", "nuestro"),
    difference=("difference, in sds", "diferencia, en DE"),
    source_of=("source", "fuente"),
)
