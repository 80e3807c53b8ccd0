# What the rules share: the checked configuration and functions of wildcards.
import os
import sys
from pathlib import Path

from pooling import families, figures
from pooling.config import load
from pooling.dependencies import modules_of
from pooling.errors import PoolingError, nearest
from pooling.sampling import seed_of

try:
    SETTINGS = load(config, Path.cwd())
except PoolingError as error:
    sys.exit(f"pooling: {error}")

HERE = Path(os.path.relpath(workflow.basedir))
SAMPLED = {name: list(SETTINGS.models(name)) for name in SETTINGS.analyses}


pathvars:
    results=f"results/{SETTINGS.run}",
    logs=f"results/{SETTINGS.run}/logs",
    benchmarks=f"results/{SETTINGS.run}/benchmarks",


wildcard_constraints:
    analysis="|".join(SETTINGS.analyses),
    family="|".join(families.NAMES),
    model="[a-z_]+",
    figure="[a-z0-9_]+",


def settings_of(wildcards):
    return SETTINGS.analyses[wildcards.analysis]


def family_of(wildcards):
    return settings_of(wildcards).family


def code(script, *packages):
    """Library files of a script, and per package the module of the family."""

    def files(wildcards):
        own = [f"pooling.{package}.{family_of(wildcards)}" for package in packages]
        return modules_of(Path(workflow.basedir, "workflow/scripts", script), *own)

    return files if packages else files(None)
