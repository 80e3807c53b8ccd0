"""Words of the page around the results."""

TEXT = {
    "missing": {"en": "What is missing, and why", "es": "Qué falta y por qué"},
    "not_computed": {"en": "not computed, because", "es": "no se calculó, porque"},
    "rests_on_failed": {
        "en": "Not judged, because it rests on a fit that failed its checks.",
        "es": "Sin juzgar, porque se apoya en un ajuste que no superó las "
        "comprobaciones.",
    },
    "fault": {
        "en": "This is a fault of the program; what happened stands in",
        "es": "Es un error del programa; lo que ocurrió está en",
    },
    "faults": {
        "en": "Faults of the program: {count}. What they have prevented is listed on "
        "this page.",
        "es": "Errores del programa: {count}. Lo que han impedido se enumera en esta "
        "página.",
    },
    "title": {
        "en": "Pooling: the report of a run",
        "es": "Pooling: informe de una ejecución",
    },
    "run": {"en": "Run", "es": "Ejecución"},
    "summary": {"en": "How it was checked", "es": "Cómo se comprobó"},
    "checked": {"en": "Checked", "es": "Comprobado"},
    "which": {"en": "which", "es": "cuáles"},
    "verdicts_of_all": {"en": "All verdicts", "es": "Todos los veredictos"},
    "reading_key": {
        "en": "Each question is about groups, and answered by a model in which they inform "
        "each other as far as the data say (partial pooling). Estimates are posterior means. "
        "Behind each, in brackets, is the interval in which the number lies with probability "
        "0.9, given the data and the model. In the small pictures every group goes from what "
        "its own data say (blue, above) to its estimate with the others (green, below; of "
        "few groups with intervals of 90%). A question mark says what the data do not "
        "settle, an exclamation mark what the models leave out.",
        "es": "Cada pregunta trata de grupos, y la responde un modelo en el que se informan "
        "unos a otros tanto como digan los datos (partial pooling). Las estimaciones son "
        "medias del posterior. Detrás de cada una, entre paréntesis, está el intervalo en el "
        "que queda el número con probabilidad 0,9, dados los datos y el modelo. En los dibujos "
        "cada grupo va de lo que dicen sus propios datos (azul, arriba) a su estimación junto "
        "con los demás (verde, abajo; si son pocos, con intervalos del 90\u202f%). Un signo de "
        "pregunta dice qué no definen los datos; uno de exclamación, qué dejan afuera los "
        "modelos.",
    },
    "for_contrast": {
        "en": "of models shown for contrast",
        "es": "de modelos que se muestran como contraste",
    },
    "flagged_in_full": {
        "en": "with a learned population:",
        "es": "con una población aprendida:",
    },
    "words_of_report": {"en": "Words", "es": "Palabras"},
    "play": {"en": "To play with", "es": "Para probar"},
    "played": {
        "en": "Further above:",
        "es": "Más arriba:",
    },
    "strip": {
        "en": "{what}: each group alone, from {own_low} to {own_high}; with pooling, from "
        "{pooled_low} to {pooled_high}.",
        "es": "{what}: cada grupo por separado, de {own_low} a {own_high}; con pooling, de "
        "{pooled_low} a {pooled_high}.",
    },
    "strip_observed": {"en": "observed", "es": "observado"},
    "strip_own": {"en": "separately", "es": "separados"},
    "strip_pooled": {"en": "pooled", "es": "con pooling"},
    "glossary": {"en": "Glossary", "es": "Glosario"},
    "how_parts": {"en": "How to read each part", "es": "Cómo leer cada parte"},
    "how_figures": {"en": "How to read the figures", "es": "Cómo leer las figuras"},
    "how_figure": {"en": "How to read it", "es": "Cómo leerla"},
    "answers": {"en": "What was found", "es": "Qué se encontró"},
    "answer": {"en": "Answer", "es": "Respuesta"},
    "rows_and_groups": {
        "en": "rows: {rows}, groups: {groups}",
        "es": "filas: {rows}, grupos: {groups}",
    },
    "unreliable_answer": {
        "en": "Not to be relied on: these fits failed:",
        "es": "No es confiable: estos ajustes fallaron:",
    },
    "cite": {"en": "How to cite it", "es": "Cómo citarlo"},
    "cite_version": {"en": "Version", "es": "Versión"},
    "cite_type": {"en": "[Software]", "es": "[Programa informático]"},
    "flags": {"en": "What the flags mean", "es": "Qué significan las señales"},
    "do": {"en": "What to do.", "es": "Qué hacer."},
    "found": {"en": "what was found", "es": "qué se encontró"},
    "kept": {"en": "chains, draws of each", "es": "cadenas, muestras de cada una"},
    "how_to_read": {"en": "How to read this part", "es": "Cómo leer esta parte"},
    "figure_target": {
        "en": "To draw this figure again",
        "es": "Para volver a dibujar esta figura",
    },
    "numbers_from": {
        "en": "Where these numbers come from",
        "es": "De dónde salen estos números",
    },
    "curve": {
        "en": "Density of the prior; 90\u202f% of it lies between {low} and {high}.",
        "es": "Densidad a priori; el 90\u202f% queda entre {low} y {high}.",
    },
    "prior_given": {
        "en": "given in the configuration",
        "es": "dado en la configuración",
    },
    "prior_default": {"en": "default", "es": "por defecto"},
    "prior_scaled": {
        "en": "default, scaled by this table",
        "es": "por defecto, en la escala de esta tabla",
    },
    "before_scaled": {
        "en": "The configuration does not give all priors, and the default ones are scaled by "
        "the mean and the standard deviation of this table: of these the check has seen the "
        "table once already, and hardly can find them in conflict with it.",
        "es": "La configuración no da todos los priors, y los que van por defecto toman su "
        "escala de la media y el desvío estándar de esta tabla: con ellos la comprobación ya "
        "vio una vez la tabla, y difícilmente los encuentre en conflicto con ella.",
    },
    "within": {"en": "90%: {range}", "es": "90\u202f%: {range}"},
    "the_graph": {"en": "The model as a graph", "es": "El modelo como grafo"},
    "sampler_figures": {
        "en": "Figures of the sampler",
        "es": "Gráficos del muestreo",
    },
    "of_population": {"en": "The population", "es": "La población"},
    "not_sampled": {
        "en": "Nothing is sampled here: the likelihood is maximised, so that there is no "
        "posterior and no sampler to check.",
        "es": "Aquí no se muestrea nada: se maximiza la verosimilitud, de modo que no "
        "hay posterior ni muestreador que comprobar.",
    },
    "all_claims": {
        "en": "All claims, with their thresholds and the reasons for them",
        "es": "Todas las afirmaciones, con sus umbrales y los motivos",
    },
    "contents": {"en": "Contents", "es": "Contenido"},
    "skip": {"en": "Skip to the content", "es": "Ir al contenido"},
    "overview": {"en": "All fits", "es": "Todos los ajustes"},
    "flagged": {
        "en": "Failed fits: {failed} of {fits}. The numbers and figures that depend on "
        "them are not to be relied on; each is marked.",
        "es": "Ajustes fallidos: {failed} de {fits}. Los números y las figuras que "
        "dependen de ellos no son confiables; cada uno lleva una alerta.",
    },
    "unreliable": {
        "en": "This fit failed its checks: do not rely on these numbers.",
        "es": "Este ajuste no superó las comprobaciones: no confíe en estos números.",
    },
    "unreliable_figure": {
        "en": "A fit shown here failed its checks:",
        "es": "Un ajuste que se muestra aquí no superó las comprobaciones:",
    },
    "model": {"en": "model", "es": "modelo"},
    "verdict": {"en": "verdict", "es": "veredicto"},
    "colophon": {"en": "What made this run", "es": "Con qué se hizo esta ejecución"},
    "seed": {"en": "Seed of the run", "es": "Semilla de la ejecución"},
    "sampling": {"en": "Sampling", "es": "Muestreo"},
    "sampling_text": {
        "en": "{chains} chains of {warmup} warm-up and {draws} kept draws, target "
        "acceptance {adapt_delta}, unless a fit says otherwise",
        "es": "{chains} cadenas de {warmup} iteraciones de calentamiento y {draws} "
        "muestras guardadas, aceptación objetivo {adapt_delta}, salvo que un ajuste "
        "diga otra cosa",
    },
    "sampling_exact": {
        "en": "exact draws, {count}, without a chain and without Stan: {analyses}",
        "es": "muestras exactas, {count}, sin cadenas y sin Stan: {analyses}",
    },
    "toolchain": {"en": "Toolchain", "es": "Herramientas"},
    "no_toolchain": {
        "en": "none of Stan: all draws are exact",
        "es": "ninguna de Stan: todas las muestras son exactas",
    },
    "versions": {"en": "Versions", "es": "Versiones"},
    "cost": {"en": "Cost", "es": "Costo"},
    "cost_page": {
        "en": "a page of its own, beside this one",
        "es": "en una página propia, junto a esta",
    },
    "source": {"en": "Source", "es": "Origen"},
    "source_configuration": {
        "en": "counts in the configuration",
        "es": "recuentos de la configuración",
    },
    "source_simulated": {
        "en": "simulated, so the truth is known",
        "es": "simulados: se conoce la verdad",
    },
    "rows": {"en": "Rows", "es": "Filas"},
    "rows_text": {
        "en": "{used} modelled of {read} read",
        "es": "leídas: {read}; modeladas: {used}",
    },
    "rows_dropped": {
        "en": "{dropped} dropped ({share}): a cell of {columns} is empty there",
        "es": "{dropped} descartadas ({share}): una celda de {columns} está vacía",
    },
    "or": {"en": "or", "es": "o"},
    "yes": {"en": "yes", "es": "sí"},
    "no": {"en": "no", "es": "no"},
    "group": {"en": "Groups", "es": "Grupos"},
    "groups_text": {"en": "{groups}, by {group}", "es": "{groups}, por {group}"},
    "groups_dropped": {
        "en": "without a row left",
        "es": "sin ninguna fila restante",
    },
    "table_remark": {"en": "Remark", "es": "Observación"},
    "centre": {"en": "Centre of {x}", "es": "Centro ({x})"},
    "column": {"en": "column", "es": "columna"},
    "y": {"en": "Outcome", "es": "Respuesta"},
    "x": {"en": "Predictor", "es": "Predictor"},
    "colour": {"en": "Marked in the figures", "es": "Marcado en las figuras"},
    "N": {"en": "Trials", "es": "Ensayos"},
    "standard_error": {"en": "Standard error", "es": "Error estándar"},
    "weight": {"en": "Weight", "es": "Peso"},
    "table_used": {"en": "The table", "es": "La tabla"},
}
