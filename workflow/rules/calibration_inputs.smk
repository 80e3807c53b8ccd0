# Which programs are calibrated, and the library files of each one's calibration.

PROGRAMS = [
    f"{family}/{model}"
    for family in families.NAMES
    for model, declared in families.get(family).MODELS.items()
    if declared.sampled
]


def calibration_code(script, *modules):
    """Library files of a script, and the modules that it loads by name."""
    path = Path(workflow.basedir, "workflow/scripts", script)
    return lambda w: modules_of(path, *(name.format(**w) for name in modules))
