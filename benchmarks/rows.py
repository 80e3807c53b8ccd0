"""What a whole run and a first look take as tables grow, and other tools beside them.

``python -m benchmarks.rows`` makes tables of means in 200 groups, runs the project on each,
and lets lme4, bambi with nutpie and statsmodels estimate the same where they are installed.
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
import subprocess
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
from pooling.basics import files

from benchmarks import plot
from benchmarks.measure import ONE_THREAD
from benchmarks.tables import MU, ROOT, SIGMA, SIGMA_ALPHA

RESULTS = Path(__file__).parent / "results"
SIZES = [10**power for power in range(3, 8)]
GROUPS = 200
PARQUET = 10**7  # rows, from which on the table is no text
PEERS_FROM, PEERS_TO = 10**4, 10**6
LIMIT = 600  # CPU seconds of another tool
ESTIMATES = ("intercept", "sd_group", "sigma")
# What each tool does from its first line on: the file, and its estimates as JSON.
PEERS = {
    "lme4": (
        ("Rscript", "-e"),
        """
        suppressMessages(library(lme4))
        rows <- read.csv(commandArgs(TRUE)[1])
        fit <- lmer(y ~ 1 + (1 | g), rows)
        sds <- as.data.frame(VarCorr(fit))$sdcor
        cat(sprintf('[%.6f, %.6f, %.6f]\\n', fixef(fit)[[1]], sds[1], sds[2]))
        """,
    ),
    "statsmodels": (
        (sys.executable, "-c"),
        """
import json, sys
import pandas as pd
from statsmodels.regression.mixed_linear_model import MixedLM
rows = pd.read_csv(sys.argv[1])
fit = MixedLM.from_formula("y ~ 1", groups="g", data=rows).fit()
sds = float(fit.cov_re.iloc[0, 0]) ** 0.5, float(fit.scale) ** 0.5
print(json.dumps([float(fit.fe_params.iloc[0]), *sds]))
""",
    ),
    "bambi with nutpie": (
        (sys.executable, "-c"),
        """
import json, sys
import bambi, pandas as pd
rows = pd.read_csv(sys.argv[1])
model = bambi.Model("y ~ 1 + (1 | g)", rows)
fit = model.fit(
    draws=1000, tune=1000, chains=4, cores=1, random_seed=1,
    inference_method="nutpie", progressbar=False,
)
means = [float(fit.posterior[name].mean()) for name in ("Intercept", "1|g_sigma", "sigma")]
print(json.dumps(means))
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


def write(rows: int, folder: Path) -> tuple[Path, Path]:
    """Make a table, and the configuration of its analysis; give the paths of both."""
    rng = np.random.default_rng(rows)
    groups = min(GROUPS, rows // 5)
    group = np.append(np.arange(groups), rng.integers(0, groups, rows - groups))
    y = rng.normal(MU, SIGMA_ALPHA, groups)[group] + rng.normal(0, SIGMA, rows)
    labels = pd.Categorical.from_codes(group, [f"g{k + 1}" for k in range(groups)])
    table = pd.DataFrame({"g": labels, "y": y.round(3)})
    path = folder / f"rows{rows}.{'parquet' if rows >= PARQUET else 'csv'}"
    if rows >= PARQUET:
        table.to_parquet(path, index=False)
    else:
        table.to_csv(path, index=False)
    analysis = {
        "family": "means",
        "title": f"{rows:,} rows",
        "data": str(path),
        "outcome": {"column": "y"},
        "group": {"column": "g"},
    }
    written = {
        "run": f"rows{rows}",
        "languages": ["en", "es"],
        "analyses": {"a": analysis},
    }
    configuration = folder / f"rows{rows}.yaml"
    configuration.write_text(json.dumps(written), "utf-8")  # which YAML reads, too
    return path, configuration


def ours(rows: int, configuration: Path) -> list[dict]:
    """Measure the first look and the whole run of a table, from nothing but programs."""
    own, found = ROOT / "results" / f"rows{rows}", []
    for what, target in (("first look", ["look"]), ("whole run", [])):
        shutil.rmtree(own, ignore_errors=True)
        command = [sys.executable, "-m", "snakemake", "--cores", "1"]
        command += ["--configfile", str(configuration), "--", *target]
        cost = cost_of(command, cwd=ROOT)
        if cost["code"]:
            say(cost["said"])
        found.append({"rows": rows, "tool": what} | cost)
        if what == "first look":
            found[-1]["said"] = _answer(own)
    shutil.rmtree(own, ignore_errors=True)
    return found


def _answer(folder: Path) -> str:
    """Give the estimates of the exact answer, as the other tools print theirs."""
    exact = pd.read_csv(folder / "a" / "partial_pooling" / "exact.csv", index_col=0)
    return json.dumps([exact.at[n, "mean"] for n in ("mu_alpha", "sigma_alpha", "sigma")])


def peers(rows: int, path: Path) -> list[dict]:
    """Measure the other tools that are there."""
    there = {
        "lme4": shutil.which("Rscript"),
        "statsmodels": find_spec("statsmodels"),
        "bambi with nutpie": find_spec("bambi") and find_spec("nutpie"),
    }
    found = []
    for tool, (start, program) in PEERS.items():
        if not there[tool]:
            say(f"{tool} is not installed, and is left out.")
            continue
        cost = cost_of([*start, program, str(path)], limit=LIMIT)
        if cost["code"]:
            stopped = cost["seconds"] >= LIMIT
            say(f"{tool}: stopped after {LIMIT} s" if stopped else cost["said"])
        found.append({"rows": rows, "tool": tool} | cost)
    return found


def laid(found: list[dict]) -> pd.DataFrame:
    """Lay out what was measured; what did not end has no estimates."""
    lines = []
    for each in found:
        last = each.pop("said").strip().splitlines()[-1:] or [""]
        told = last[0].startswith("[") and not each["code"]
        numbers = json.loads(last[0]) if told else [np.nan] * len(ESTIMATES)
        lines.append(each | dict(zip(ESTIMATES, numbers, strict=True)))
    return pd.DataFrame(lines)


def main(arguments: list[str] | None = None) -> int:
    """Measure, write and draw; 1 where a run of the project fails."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.rows", description=__doc__
    )
    parser.add_argument("--rows", type=int, nargs="+", default=SIZES, help="of tables")
    parser.add_argument("--output", type=Path, default=RESULTS, help="folder of results")
    chosen = parser.parse_args(arguments)
    os.environ.update(ONE_THREAD)
    found = []
    with tempfile.TemporaryDirectory(prefix="pooling-rows-") as scratch:
        for rows in chosen.rows:
            # Apart, for what a command is said to fill begins with what starts it fills.
            with ProcessPoolExecutor(1) as apart:
                path, configuration = apart.submit(write, rows, Path(scratch)).result()
            found += ours(rows, configuration)
            if PEERS_FROM <= rows <= PEERS_TO:
                found += peers(rows, path)
            for each in found:
                if each["rows"] == rows:
                    say(
                        f"{rows:,} rows, {each['tool']}: {each['seconds']:.1f} CPU s, "
                        f"{each['memory']:.2f} GB"
                    )
    table = laid(found)
    path = chosen.output / "rows.csv"
    if path.exists():  # sizes that were measured before stay
        before = pd.read_csv(path)
        table = pd.concat([before[~before["rows"].isin(chosen.rows)], table])
    table = table.sort_values("rows", kind="stable")
    files.write_csv(path, table)
    plot.rows(table, chosen.output)
    mine = table["tool"].isin(("first look", "whole run")) & table["rows"].isin(
        chosen.rows
    )
    return int(table.loc[mine, "code"].any())


if __name__ == "__main__":
    sys.exit(main())
