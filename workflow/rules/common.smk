# What the rules share: the checked configuration and functions of wildcards.
import os
import sys
from pathlib import Path

from pooling import families
from pooling.config import load
from pooling.dependencies import modules_of
from pooling.errors import PoolingError
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


def fit_files(kind):
    """Files of one kind, by model, for the fits that a figure reads."""

    def paths(wildcards):
        return [
            f"<results>/{wildcards.analysis}/{model}/{kind}"
            for model in fits_of_figure(wildcards)
        ]

    return paths


def figure_of(wildcards):
    declared = figures.of(family_of(wildcards))
    if wildcards.figure not in declared:
        raise PoolingError(f"{wildcards.analysis} has no figure {wildcards.figure}")
    return declared[wildcards.figure]
