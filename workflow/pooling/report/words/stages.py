"""Stages of a run, in the order of the data: the files that their rules are written in."""

# File of the rules -> title of the stage.
STAGES = {
    "toolchain": {"en": "CmdStan and compiling", "es": "CmdStan y compilación"},
    "data": {"en": "Tables and Stan data", "es": "Tablas y datos de Stan"},
    "fit": {"en": "Sampling", "es": "Muestreo"},
    "check": {"en": "Checks of the sampler", "es": "Comprobaciones del muestreo"},
    "exact": {"en": "Exact answers", "es": "Respuestas exactas"},
    "compare": {"en": "Comparison of models", "es": "Comparación de modelos"},
    "predictive": {"en": "Predictive checks", "es": "Comprobaciones predictivas"},
    "explore": {"en": "Answers to try out", "es": "Respuestas para probar"},
    "claims": {"en": "Claims", "es": "Afirmaciones"},
    "answers": {"en": "Answers", "es": "Respuestas"},
    "ranks": {"en": "Ranks and pairs of groups", "es": "Rangos y pares de grupos"},
    "figures": {"en": "Figures", "es": "Figuras"},
    "look": {"en": "First look", "es": "Primer vistazo"},
    "report": {"en": "Report and manifest", "es": "Informe y manifiesto"},
    "exports": {
        "en": "Answers to paste, and print",
        "es": "Respuestas para pegar e imprimir",
    },
    "calibration": {"en": "Calibration", "es": "Calibración"},
    "collection": {"en": "Folder of tables", "es": "Carpeta de tablas"},
}
