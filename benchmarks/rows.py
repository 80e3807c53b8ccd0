"""What a whole run and a first look take as tables grow, and other tools beside them.

``python -m benchmarks.rows`` makes tables of means in 200 groups, and a few large ones of
other models, runs the project on each, and lets lme4, bambi with nutpie and statsmodels
estimate the same where they are installed.
CPU seconds are those of a command and all its processes, from reading the file on; memory
is that of the largest process. It writes ``results/rows.csv`` and a picture of it. Programs
should be compiled before: ``make`` does.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
from pooling.basics import files

from benchmarks import plot
from benchmarks.measure import ONE_THREAD
from benchmarks.tables import MU, ROOT, SIGMA, SIGMA_ALPHA

RESULTS = Path(__file__).parent / "results"
PARQUET = 10**7  # rows, from which on the table is no text
PEERS_FROM, PEERS_TO = 10**4, 10**6
LIMIT = 600  # CPU seconds of another tool
SLOPES, SD_SLOPE = (0.5, -0.3, 0.2), 0.15  # of the predictors, and of the first by group


@dataclass(frozen=True)
class Model:
    """What is estimated from a table that is made.

    Attributes
    ----------
    analysis : dict
        What a configuration says of it beside the file.
    sizes : tuple of int
        Rows of the tables that are made.
    groups : int
        Their groups, where there are five rows for each.
    fixed, varying : str
        Of the other tools' formula ``y ~ fixed + (varying | g)``.
    zero_one : bool
        Whether the outcome is 0 or 1; statsmodels does not maximise that likelihood.
    """

    analysis: dict
    sizes: tuple[int, ...]
    groups: int
    fixed: str = "1"
    varying: str = "1"
    zero_one: bool = False

    @property
    def predictors(self) -> int:
        """Number of predictors."""
        return self.fixed.count("x")


ROLES = {"outcome": {"column": "y"}, "group": {"column": "g"}}
MODELS = {
    "means": Model(
        {"family": "means"} | ROLES, tuple(10**power for power in range(3, 8)), 200
    ),
    "three predictors": Model(
        {"family": "normal", "formula": "y ~ x1 + x2 + x3 + (1 | g)"},
        (10**6,),
        200,
        "1 + x1 + x2 + x3",
    ),
    "lines": Model(
        {"family": "lines", "predictor": {"column": "x1"}} | ROLES,
        (10**5,),
        5000,
        "1 + x1",
        "1 + x1",
    ),
    "0/1": Model(
        {"family": "bernoulli", "formula": "y ~ x1 + x2 + (1 | g)"},
        (10**5,),
        5000,
        "1 + x1 + x2",
        zero_one=True,
    ),
}
# What this project and the tools call an estimate -> its column of the results.
ESTIMATES = {
    "intercept": ("mu_alpha", "Intercept", "(Intercept)"),
    "x1": ("mu_beta", "x1"),
    "x2": ("x2",),
    "x3": ("x3",),
    "sd_group": ("sigma_alpha", "sd_g[Intercept]", "sd g (Intercept)", "1|g_sigma"),
    "sd_x1": ("sigma_beta", "sd g x1", "x1|g_sigma"),
    "sigma": ("sigma", "sd Residual NA"),
}
# What each tool does from its first line on: the file, the model's two halves and whether
# it is one of 0 and 1; and its estimates as JSON.
PEERS = {
    "lme4": (
        ("Rscript", "-e"),
        """
        suppressMessages(library(lme4))
        given <- commandArgs(TRUE)
        rows <- read.csv(given[1])
        model <- as.formula(sprintf("y ~ %s + (%s | g)", given[2], given[3]))
        fit <- if (given[4] == "1") glmer(model, rows, binomial) else lmer(model, rows)
        sds <- as.data.frame(VarCorr(fit))
        sds <- sds[is.na(sds$var2), ]
        all <- c(fixef(fit), setNames(sds$sdcor, paste("sd", sds$grp, sds$var1)))
        cat(sprintf("{%s}\\n", paste0('"', names(all), '": ', all, collapse = ", ")))
        """,
    ),
    "statsmodels": (
        (sys.executable, "-c"),
        """
import json, sys
import pandas as pd
from statsmodels.regression.mixed_linear_model import MixedLM
rows = pd.read_csv(sys.argv[1])
fixed, varying = f"y ~ {sys.argv[2]}", sys.argv[3]
fit = MixedLM.from_formula(fixed, rows, re_formula=varying, groups="g").fit()
names = [f"{name.strip()}|g_sigma" for name in varying.split("+")]
sds = zip(names, fit.cov_re.to_numpy().diagonal() ** 0.5)
print(json.dumps(dict(fit.fe_params) | dict(sds) | {"sigma": fit.scale ** 0.5}))
""",
    ),
    "bambi with nutpie": (
        (sys.executable, "-c"),
        """
import json, sys
import bambi, pandas as pd
rows = pd.read_csv(sys.argv[1])
formula = f"y ~ {sys.argv[2]} + ({sys.argv[3]} | g)"
family = "bernoulli" if sys.argv[4] == "1" else "gaussian"
fit = bambi.Model(formula, rows, family=family).fit(
    draws=1000, tune=1000, chains=4, cores=1, random_seed=1,
    inference_method="nutpie", progressbar=False,
)
found = {name: float(draws.mean()) for name, draws in fit.posterior.items() if draws.ndim == 2}
print(json.dumps(found))
""",
    ),
}


def say(text: str) -> None:
    """Tell how far it is."""
    print(text, file=sys.stderr, flush=True)


def cost_of(command: list[str], limit: float | None = None, **others) -> dict:
    """Run a command; give its CPU seconds, memory in GB, exit code and what it printed.

    Parameters
    ----------
    command : list of str
    limit : float, optional
        CPU seconds after which it is stopped.
    **others
        Of `subprocess.Popen`.
    """
    given = None
    if limit is not None:

        def given():
            resource.setrlimit(resource.RLIMIT_CPU, (int(limit), int(limit) + 5))

    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(
            command, stdout=said, stderr=subprocess.STDOUT, preexec_fn=given, **others
        )
        # The ended children of its children are counted in theirs.
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        return {
            "seconds": used.ru_utime + used.ru_stime,
            "memory": used.ru_maxrss / 2**20,
            "code": process.returncode,
            "said": said.read(),
        }


def write(name: str, rows: int, folder: Path) -> tuple[Path, Path]:
    """Make a table, and the configuration of its analysis; give the paths of both."""
    model, rng = MODELS[name], np.random.default_rng(rows)
    groups = min(model.groups, rows // 5)
    group = np.append(np.arange(groups), rng.integers(0, groups, rows - groups))
    eta = rng.normal(MU, SIGMA_ALPHA, groups)[group]
    labels = pd.Categorical.from_codes(group, [f"g{k + 1}" for k in range(groups)])
    table = pd.DataFrame({"g": labels})
    for number, slope in enumerate(SLOPES[: model.predictors], start=1):
        x = rng.normal(size=rows).round(2)
        varying = f"x{number}" in model.varying
        each = rng.normal(slope, SD_SLOPE if varying else 0.0, groups)
        table[f"x{number}"], eta = x, eta + each[group] * x
    if model.zero_one:
        table["y"] = rng.binomial(1, 1 / (1 + np.exp(-eta)))
    else:
        table["y"] = (eta + rng.normal(0, SIGMA, rows)).round(3)
    run = run_of(name, rows)
    path = folder / f"{run}.{'parquet' if rows >= PARQUET else 'csv'}"
    if rows >= PARQUET:
        table.to_parquet(path, index=False)
    else:
        table.to_csv(path, index=False)
    analysis = model.analysis | {"title": f"{name}, {rows:,} rows", "data": str(path)}
    written = {"run": run, "languages": ["en", "es"], "analyses": {"a": analysis}}
    configuration = folder / f"{run}.yaml"
    configuration.write_text(json.dumps(written), "utf-8")  # which YAML reads, too
    return path, configuration


def run_of(name: str, rows: int) -> str:
    """Name the run of a table."""
    return f"rows-{''.join(filter(str.isalnum, name))}-{rows}"


def ours(configuration: Path) -> list[dict]:
    """Measure the first look and the whole run of a table, from nothing but programs."""
    results, measured = ROOT / "results" / configuration.stem, []
    for what, target in (("first look", ["look"]), ("whole run", [])):
        shutil.rmtree(results, ignore_errors=True)
        command = [sys.executable, "-m", "snakemake", "--cores", "1"]
        command += ["--configfile", str(configuration), "--", *target]
        cost = cost_of(command, cwd=ROOT)
        if cost["code"]:
            say(cost["said"])
        elif target:
            cost["said"] = _answer(results)
        measured.append({"tool": what} | cost)
    shutil.rmtree(results, ignore_errors=True)
    return measured


def _answer(folder: Path) -> str:
    """Give the estimates of the exact answer, as the other tools print theirs."""
    exact = pd.read_csv(folder / "a" / "partial_pooling" / "exact.csv", index_col=0)
    return exact["mean"].to_json()


def peers(name: str, path: Path) -> list[dict]:
    """Measure the other tools that are there."""
    model, measured = MODELS[name], []
    there = {
        "lme4": shutil.which("Rscript"),
        "statsmodels": find_spec("statsmodels"),
        "bambi with nutpie": find_spec("bambi") and find_spec("nutpie"),
    }
    if model.zero_one:
        there.pop("statsmodels")
    given = [str(path), model.fixed, model.varying, str(int(model.zero_one))]
    for tool, found in there.items():
        start, program = PEERS[tool]
        if not found:
            say(f"{tool} is not installed, and is left out.")
            continue
        cost = cost_of([*start, program, *given], limit=LIMIT)
        if cost["code"]:
            stopped = cost["code"] == -signal.SIGXCPU
            say(f"{tool}: stopped after {LIMIT} s" if stopped else cost["said"])
        measured.append({"tool": tool} | cost)
    return measured


def laid(measured: list[dict]) -> pd.DataFrame:
    """Lay out what was measured; what did not end has no estimates."""
    lines = []
    for each in measured:
        last = each.pop("said").strip().splitlines()[-1:] or [""]
        told = last[0].startswith("{") and not each["code"]
        numbers = json.loads(last[0]) if told else {}
        values = {
            column: next((numbers[n] for n in names if n in numbers), np.nan)
            for column, names in ESTIMATES.items()
        }
        lines.append(each | values)
    return pd.DataFrame(lines)


def main(arguments: list[str] | None = None) -> int:
    """Measure, write and draw; 1 where a run of the project fails."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.rows", description=__doc__
    )
    parser.add_argument("--models", nargs="+", default=list(MODELS), choices=MODELS)
    parser.add_argument("--rows", type=int, nargs="+", help="of the tables, if not all")
    parser.add_argument("--output", type=Path, default=RESULTS, help="folder of results")
    chosen = parser.parse_args(arguments)
    os.environ.update(ONE_THREAD)
    measured = []
    with tempfile.TemporaryDirectory(prefix="pooling-rows-") as scratch:
        for name in chosen.models:
            for rows in chosen.rows or MODELS[name].sizes:
                measured += _measure(name, rows, Path(scratch))
    table = laid(measured)
    path = chosen.output / "rows.csv"
    if path.exists():  # what was measured before, and not again, stays
        table = pd.concat([table, pd.read_csv(path)])
        table = table.drop_duplicates(["model", "rows", "tool"])
    order = table["model"].map(list(MODELS).index)
    table = table.assign(order=order).sort_values(["order", "rows"], kind="stable")
    table = table.drop(columns="order")
    files.write_csv(path, table)
    plot.rows(table[table["model"] == "means"], chosen.output)
    return int(any(each["code"] for each in measured if each["tool"] not in PEERS))


def _measure(name: str, rows: int, folder: Path) -> list[dict]:
    """Measure all tools on one table, and tell what they took."""
    # Apart, for what a command is said to fill begins with what starts it fills.
    with ProcessPoolExecutor(1) as apart:
        path, configuration = apart.submit(write, name, rows, folder).result()
    measured = ours(configuration)
    if PEERS_FROM <= rows <= PEERS_TO:
        measured += peers(name, path)
    for each in measured:
        say(
            f"{name}, {rows:,} rows, {each['tool']}: {each['seconds']:.1f} CPU s, "
            f"{each['memory']:.2f} GB"
        )
    return [{"model": name, "rows": rows} | each for each in measured]


if __name__ == "__main__":
    sys.exit(main())
