"""What the default run is expected to fit."""

_MODELS = {
    "coin_kappa5": ("fixed_mode", "partial_pooling"),
    "coin_kappa10": ("partial_pooling",),
    "memory_kappa5": ("partial_pooling",),
    "memory_kappa100": ("partial_pooling",),
    "radon": ("complete_pooling", "no_pooling", "regularised", "partial_pooling"),
    "marathon": ("complete_pooling", "no_pooling", "partial_pooling"),
    "frogs": ("complete_pooling", "no_pooling", "partial_pooling"),
    "frogs_simulated": ("complete_pooling", "no_pooling", "partial_pooling"),
}
LECTURE_FITS = {f"{name}/{model}" for name, models in _MODELS.items() for model in models}
