# What the rules share: the checked configuration and functions of wildcards.
import os
import re
import sys
from functools import cache
from pathlib import Path

from snakemake_logger_plugin_pooling.private import Inside

from pooling.model import families
from pooling.model.names import MAXIMUM_LIKELIHOOD, PARTIAL
from pooling import figures
from pooling.basics import places, prefork, prefork_client
from pooling.run import dependencies, samplers
from pooling.sampling import stan_programs
from pooling.run.config import load
from pooling.basics.errors import PoolingError, nearest
from pooling.basics.files import read_json
from pooling.basics.seeds import seed_of

inside = Inside(workflow)
# Of the project, and not of a workflow that has this one for a module.
PROJECT = inside.read_from.parents[1]
HERE = Path(os.path.relpath(PROJECT))
MODULE = Path(workflow.basedir).resolve() != PROJECT.resolve()
# `--config base=v1` names another run, to compare with; it changes nothing in this one.
BASE = config.get("base")
# `--config tables=data/districts` names a folder of tables for `snakemake collection`.
FOLDER = config.get("tables")
try:
    places.check(HERE.resolve())
    sys.executable = places.interpreter(sys.executable, Path.cwd())
    SETTINGS = load(
        {k: v for k, v in config.items() if k not in ("base", "tables")}, Path.cwd()
    )
except PoolingError as error:
    sys.exit(f"pooling: {error}")

# Jobs run side by side: the threads of one would only wait for those of another.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def unprepared():
    """Analyses whose table was not prepared since it or the configuration changed."""
    for name, settings in SETTINGS.analyses.items():
        made = Path("results", SETTINGS.run, name, "prepared.json")
        reasons = [*settings.sources, *settings.asked_in, *inside.configfiles]
        if settings.sources and not (
            made.exists()
            and all(made.stat().st_mtime >= os.stat(path).st_mtime for path in reasons)
        ):
            yield name


# What cannot be modelled is said before anything is made: where Snakemake was
# called, and not in each of its jobs.
if inside.called_here:
    for name in unprepared():
        from pooling.table import preparation  # pandas takes a second

        try:
            for remark in [
                *samplers.remarks(name, config["analyses"][name], SETTINGS),
                *preparation.check(name, SETTINGS.analyses[name], Path.cwd()),
            ]:
                print(f"pooling: {remark}", file=sys.stderr)
        except PoolingError as error:
            sys.exit(f"pooling: {error}")


SAMPLED = {name: list(SETTINGS.models(name)) for name in SETTINGS.analyses}


# Analyses whose draws are exact: no program of Stan runs for them.
EXACT = [name for name in SAMPLED if SETTINGS.exact_draws(name)]
BY_STAN = [name for name in SAMPLED if name not in EXACT]
TOOLCHAIN = ["build/toolchain.json"] if BY_STAN else []


COMPARED = [
    analysis
    for analysis, models in SAMPLED.items()
    if len(models) > 1 and families.get(SETTINGS.analyses[analysis].family).COMPARABLE
]


pathvars:
    results=f"results/{SETTINGS.run}",
    logs=f"results/{SETTINGS.run}/logs",


wildcard_constraints:
    analysis="|".join(map(re.escape, SETTINGS.analyses)),
    family="|".join(dict.fromkeys([*families.ALL, *families.ROOMS])),
    model="(?!figures/)[a-z_]+",
    figure="[a-z0-9_]+",
    language="|".join(families.base.LANGUAGES),
    format="png|pdf",


def needs(mib, minutes):
    """Memory and run time of a job: as much again with each attempt.

    The memory is that of the job in a run of the lecture, and of the two Snakemakes above
    it on a node (200 MiB each), with room for larger tables; the time is ten times as long
    or more. Where no cluster asks for them, nothing depends on them.
    """
    return {
        "mem_mb": lambda wildcards, attempt: mib * attempt,
        "runtime": lambda wildcards, attempt: minutes * attempt,
    }


def chains_at_once(wildcards):
    """Cores of a job that samples: on one machine, one where there are many more fits.

    Chains that run side by side leave the cores idle while their draws are read.
    """
    chains = SETTINGS.sampling_of(wildcards.analysis)["chains"]
    fits = sum(map(len, SAMPLED.values()))
    cores = workflow.cores or 1
    crowded = inside.one_machine and fits >= 2 * cores
    return 1 if crowded else min(chains, cores)


def one_of(analyses):
    """Match the names of some analyses, and nothing where there are none."""
    return "|".join(map(re.escape, analyses)) or "(?!)"


def settings_of(wildcards):
    return SETTINGS.analyses[wildcards.analysis]


def rows_to_predict(analysis):
    """The values of the predictors at which an analysis asks for predictions, or a table."""
    return getattr(SETTINGS.analyses[analysis], "predict", [])


PREDICTED = list(filter(rows_to_predict, SAMPLED))


def family_of(wildcards):
    """The family that a target names, or that of its analysis."""
    return wildcards.get("family") or settings_of(wildcards).family


def compiled(analysis, model):
    """Record of the compiled program that samples a model of an analysis."""
    room = families.room(SETTINGS.analyses[analysis].family)
    return f"build/programs/{room}/{SETTINGS.program_of(analysis, model)}.json"


def chains_of_fit(wildcards):
    """Chains that run as jobs of their own, where the configuration says so."""
    if not SETTINGS.chains_apart(wildcards.analysis):
        return []
    chains = SETTINGS.sampling_of(wildcards.analysis)["chains"]
    return [
        f"<results>/{{analysis}}/{{model}}/chains/{k + 1}.csv" for k in range(chains)
    ]


def of_analyses(name, having=tuple(SAMPLED)):
    """One file of each analysis that has it."""
    return [
        f"<results>/{analysis}/{name}" for analysis in SAMPLED if analysis in having
    ]


def of_analysis(name, having):
    """One file of an analysis, in a list, where it has it."""
    return lambda w: [f"<results>/{w.analysis}/{name}"] * (w.analysis in having)


def fits_of_run(name):
    """One file of each fit of the run."""
    return [
        f"<results>/{a}/{m}/{name}" for a, models in SAMPLED.items() for m in models
    ]


def fits_of_analysis(name, model=None):
    """One file of each fit of an analysis, or of one of them, where it is there."""
    return lambda w: [
        f"<results>/{w.analysis}/{each}/{name}"
        for each in SAMPLED[w.analysis]
        if model in (None, each)
    ]


def shown(path, category):
    """Mark an output for `snakemake --report`, with the caption that has its name."""
    labels = {"analysis": "{analysis}", "fit": "{model}"}
    labels = {label: each for label, each in labels.items() if each in path}
    return report(
        path,
        caption=f"../report/{Path(path).stem}.rst",
        category=category,
        subcategory=labels.get("analysis"),
        labels=labels | {"result": Path(path).name},
    )


def digests(name, find):
    """File with the digests of library files, named here and found when it is asked for.

    It is written as a run is planned; jobs elsewhere only name it.
    """

    @cache
    def written(family):
        path = f"build/code/{name}{family and '.' + family}.sha256"
        if inside.called_here:
            try:
                dependencies.record(path, find(family))
            except PoolingError as error:
                sys.exit(f"pooling: {error}")
            inside.note_written(path)
        return path

    return written


def code(script, *packages, modules=(), name=None):
    """File with the digests of what a script imports, and what it loads by name.

    Of a package that is the module of the family's room, of others the modules as such.
    The name, by default the script's, is another one where the modules are others.
    """
    path = PROJECT / "workflow/scripts" / script

    def found(family):
        own = families.modules(family, packages) if family else []
        return dependencies.modules_of(path, *modules, *own)

    written = digests(name or path.stem, found)
    return lambda w: written(family_of(w) if packages else "")
