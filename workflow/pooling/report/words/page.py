"""Words of the page around the results."""

from pooling.report.words.bilingual import bilingual

TEXT = bilingual(
    missing=("What is missing, and why", "Qué falta y por qué"),
    not_computed=("not computed, because", "no se calculó, porque"),
    rests_on_failed=(
        "Not judged, because it rests on a fit that failed its checks.",
        "Sin juzgar, porque se apoya en un ajuste que no superó las comprobaciones.",
    ),
    fault=(
        "This is a fault of the program; what happened stands in",
        "Es un error del programa; lo que ocurrió está en",
    ),
    faults=(
        "Faults of the program: {count}. What they have prevented is listed on "
        "this page.",
        "Errores del programa: {count}. Lo que han impedido se enumera en esta página.",
    ),
    title=("Pooling: the report of a run", "Pooling: informe de una ejecución"),
    run=("Run", "Ejecución"),
    summary=("How it was checked", "Cómo se comprobó"),
    checked=("Checked", "Comprobado"),
    which=("which", "cuáles"),
    verdicts_of_all=("All verdicts", "Todos los veredictos"),
    reading_key=(
        "Each question is about groups, and answered by a model in which they inform "
        "each other as far as the data say (partial pooling). Estimates are posterior means. "
        "Behind each, in brackets, is the interval in which the number lies with probability "
        "0.9, given the data and the model. In the small pictures every group goes from what "
        "its own data say (blue, above) to its estimate with the others (green, below; of "
        "few groups with intervals of 90%). A question mark says what the data do not "
        "settle, an exclamation mark what the models leave out.",
        "Cada pregunta trata de grupos, y la responde un modelo en el que se informan "
        "unos a otros tanto como digan los datos (partial pooling). Las estimaciones son "
        "medias del posterior. Detrás de cada una, entre paréntesis, está el intervalo en el "
        "que queda el número con probabilidad 0,9, dados los datos y el modelo. En los dibujos "
        "cada grupo va de lo que dicen sus propios datos (azul, arriba) a su estimación junto "
        "con los demás (verde, abajo; si son pocos, con intervalos del 90\u202f%). Un signo de "
        "pregunta dice qué no definen los datos; uno de exclamación, qué dejan afuera los "
        "modelos.",
    ),
    for_contrast=(
        "of models shown for contrast",
        "de modelos que se muestran como contraste",
    ),
    flagged_in_full=("with a learned population:", "con una población aprendida:"),
    words_of_report=("Words", "Palabras"),
    play=("To play with", "Para probar"),
    played=("Further above:", "Más arriba:"),
    strip=(
        "{what}: each group alone, from {own_low} to {own_high}; with pooling, from "
        "{pooled_low} to {pooled_high}.",
        "{what}: cada grupo por separado, de {own_low} a {own_high}; con pooling, de "
        "{pooled_low} a {pooled_high}.",
    ),
    strip_observed=("observed", "observado"),
    strip_own=("separately", "separados"),
    strip_pooled=("pooled", "con pooling"),
    glossary=("Glossary", "Glosario"),
    how_parts=("How to read each part", "Cómo leer cada parte"),
    how_figures=("How to read the figures", "Cómo leer las figuras"),
    how_figure=("How to read it", "Cómo leerla"),
    answers=("What was found", "Qué se encontró"),
    answer=("Answer", "Respuesta"),
    rows_and_groups=("rows: {rows}, groups: {groups}", "filas: {rows}, grupos: {groups}"),
    unreliable_answer=(
        "Not to be relied on: these fits failed:",
        "No es confiable: estos ajustes fallaron:",
    ),
    cite=("How to cite it", "Cómo citarlo"),
    cite_version=("Version", "Versión"),
    cite_type=("[Software]", "[Programa informático]"),
    flags=("What the flags mean", "Qué significan las señales"),
    do=("What to do.", "Qué hacer."),
    found=("what was found", "qué se encontró"),
    kept=("chains, draws of each", "cadenas, muestras de cada una"),
    how_to_read=("How to read this part", "Cómo leer esta parte"),
    figure_target=("To draw this figure again", "Para volver a dibujar esta figura"),
    numbers_from=("Where these numbers come from", "De dónde salen estos números"),
    curve=(
        "Density of the prior; 90\u202f% of it lies between {low} and {high}.",
        "Densidad a priori; el 90\u202f% queda entre {low} y {high}.",
    ),
    prior_given=("given in the configuration", "dado en la configuración"),
    prior_default=("default", "por defecto"),
    prior_scaled=(
        "default, scaled by this table",
        "por defecto, en la escala de esta tabla",
    ),
    before_scaled=(
        "The configuration does not give all priors, and the default ones are scaled by "
        "the mean and the standard deviation of this table: of these the check has seen the "
        "table once already, and hardly can find them in conflict with it.",
        "La configuración no da todos los priors, y los que van por defecto toman su "
        "escala de la media y el desvío estándar de esta tabla: con ellos la comprobación ya "
        "vio una vez la tabla, y difícilmente los encuentre en conflicto con ella.",
    ),
    within=("90%: {range}", "90\u202f%: {range}"),
    the_graph=("The model as a graph", "El modelo como grafo"),
    sampler_figures=("Figures of the sampler", "Gráficos del muestreo"),
    of_population=("The population", "La población"),
    not_sampled=(
        "Nothing is sampled here: the likelihood is maximised, so that there is no "
        "posterior and no sampler to check.",
        "Aquí no se muestrea nada: se maximiza la verosimilitud, de modo que no "
        "hay posterior ni muestreador que comprobar.",
    ),
    all_claims=(
        "All claims, with their thresholds and the reasons for them",
        "Todas las afirmaciones, con sus umbrales y los motivos",
    ),
    contents=("Contents", "Contenido"),
    skip=("Skip to the content", "Ir al contenido"),
    overview=("All fits", "Todos los ajustes"),
    flagged=(
        "Failed fits: {failed} of {fits}. The numbers and figures that depend on "
        "them are not to be relied on; each is marked.",
        "Ajustes fallidos: {failed} de {fits}. Los números y las figuras que "
        "dependen de ellos no son confiables; cada uno lleva una alerta.",
    ),
    unreliable=(
        "This fit failed its checks: do not rely on these numbers.",
        "Este ajuste no superó las comprobaciones: no confíe en estos números.",
    ),
    unreliable_figure=(
        "A fit shown here failed its checks:",
        "Un ajuste que se muestra aquí no superó las comprobaciones:",
    ),
    model=("model", "modelo"),
    verdict=("verdict", "veredicto"),
    colophon=("What made this run", "Con qué se hizo esta ejecución"),
    seed=("Seed of the run", "Semilla de la ejecución"),
    sampling=("Sampling", "Muestreo"),
    sampling_text=(
        "{chains} chains of {warmup} warm-up and {draws} kept draws, target "
        "acceptance {adapt_delta}, unless a fit says otherwise",
        "{chains} cadenas de {warmup} iteraciones de calentamiento y {draws} "
        "muestras guardadas, aceptación objetivo {adapt_delta}, salvo que un ajuste "
        "diga otra cosa",
    ),
    sampling_exact=(
        "exact draws, {count}, without a chain and without Stan: {analyses}",
        "muestras exactas, {count}, sin cadenas y sin Stan: {analyses}",
    ),
    toolchain=("Toolchain", "Herramientas"),
    no_toolchain=(
        "none of Stan: all draws are exact",
        "ninguna de Stan: todas las muestras son exactas",
    ),
    versions=("Versions", "Versiones"),
    cost=("Cost", "Costo"),
    cost_page=(
        "a page of its own, beside this one",
        "en una página propia, junto a esta",
    ),
    source=("Source", "Origen"),
    source_configuration=("counts in the configuration", "recuentos de la configuración"),
    source_simulated=(
        "simulated, so the truth is known",
        "simulados: se conoce la verdad",
    ),
    rows=("Rows", "Filas"),
    rows_text=("{used} modelled of {read} read", "leídas: {read}; modeladas: {used}"),
    rows_dropped=(
        "{dropped} dropped ({share}): a cell of {columns} is empty there",
        "{dropped} descartadas ({share}): una celda de {columns} está vacía",
    ),
    or_else=("or", "o"),
    yes=("yes", "sí"),
    no=("no", "no"),
    group=("Groups", "Grupos"),
    groups_text=("{groups}, by {group}", "{groups}, por {group}"),
    further_groups=("Further groups", "Otros grupos"),
    groups_dropped=("without a row left", "sin ninguna fila restante"),
    table_remark=("Remark", "Observación"),
    centre=("Centre of {x}", "Centro ({x})"),
    column=("column", "columna"),
    y=("Outcome", "Respuesta"),
    x=("Predictor", "Predictor"),
    colour=("Marked in the figures", "Marcado en las figuras"),
    N=("Trials", "Ensayos"),
    standard_error=("Standard error", "Error estándar"),
    weight=("Weight", "Peso"),
    table_used=("The table", "La tabla"),
)
