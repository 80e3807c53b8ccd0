"""Random small tables of every family, run to the report: a search, not a test.

``python tests/random_tables.py --folder FOLDER --seed 1 --tables 25`` copies the project
into a new FOLDER, writes so many random tables of each family, plans each alone, runs those
that are not refused in one run with short sampling, and reads the tables of the report back
against the results. It prints the sentence of each refusal, the end of each failed log and
each number that no result holds; its exit status is 0 where there is none of the last two.
"""

import argparse
import csv
import os
import shutil
import subprocess
import sys
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import yaml

ROOT = Path(__file__).resolve().parent.parent
LEFT_OUT = shutil.ignore_patterns(
    ".*", "results", "build", "*.egg-info", "__pycache__", "tests"
)
SHORT = {"chains": 2, "warmup": 100, "draws": 50}


def sizes(rng) -> list[int]:
    """Rows of 2 to 12 groups: all alike, one in most, or 1 to 6 each."""
    groups = int(rng.integers(2, 13))
    kind = rng.choice(["any", "few", "equal"])
    if kind == "equal":
        return [int(rng.integers(1, 7))] * groups
    return rng.choice([1, 1, 1, 1, 2] if kind == "few" else range(1, 7), groups).tolist()


def numbers(rng, groups: list[int]) -> np.ndarray:
    """An outcome or a predictor: any scale and offset, ties, zeros, outliers."""
    scale = 10.0 ** rng.integers(-12, 13)
    labels = np.repeat(np.arange(len(groups)), groups)
    between = rng.choice([0.0, 0.1, 1.0, 10.0])
    y = between * rng.normal(size=len(groups))[labels] + rng.normal(size=len(labels))
    kind = rng.choice(["plain", "ties", "zeros", "offset", "outlier", "constant in some"])
    if kind == "ties":
        y = np.round(y)
    if kind == "zeros":
        y[rng.random(len(y)) < 0.7] = 0
    if kind == "offset":
        y += 10.0 ** rng.integers(1, 9)
    if kind == "outlier":
        y[rng.integers(len(y))] += 10.0 ** rng.integers(1, 5)
    if kind == "constant in some":
        y[labels % 2 == 0] = 1
    return y * scale


def rows(rng, columns: tuple[str, ...]) -> list[list]:
    """A table with a row per observation."""
    groups = sizes(rng)
    labels = np.repeat([f"g{number}" for number in range(len(groups))], groups)
    values = [[f"{v:.9g}" for v in numbers(rng, groups)] for _ in columns]
    return [["g", *columns], *map(list, zip(labels, *values, strict=True))]


def counts(rng) -> list[list]:
    """A table with a row per unit: all scales, equal units, no and all successes."""
    units = int(rng.integers(2, 13))
    trials = np.maximum(1, 10 ** rng.uniform(0, rng.choice([0.5, 2, 5]), units)).astype(
        int
    )
    if rng.random() < 0.3:
        trials[:] = trials[0]
    rate = {
        "none": np.zeros(units),
        "all": np.ones(units),
        "either": rng.integers(0, 2, units).astype(float),
        "rare": np.full(units, 0.001),
        "equal": np.full(units, 0.5),
        "any": rng.random(units),
    }[rng.choice(["none", "all", "either", "rare", "equal", "any"])]
    hits = rng.binomial(trials, rate)
    table = [
        [f"u{i}", int(y), int(n)]
        for i, (y, n) in enumerate(zip(hits, trials, strict=True))
    ]
    return [["g", "y", "n"], *table]


def analysis(rng, family: str) -> tuple[list[list], dict]:
    """A random table of a family, and what a configuration says of it."""
    group = {"group": {"column": "g"}}
    if family in ("means", "lines"):
        columns = ("y",) if family == "means" else ("y", "x")
        roles = {"y": "outcome", "x": "predictor"}
        return rows(rng, columns), group | {roles[c]: {"column": c} for c in columns}
    columns = {"successes": {"column": "y"}, "trials": {"column": "n"}}
    if family == "rates":
        return counts(rng), group | columns
    omega = {"priors": {"omega": {"beta": [float(rng.choice([1, 2, 20]))] * 2}}}
    kappa = float(rng.choice([2.1, 5, 100]))
    return counts(rng), group | columns | {
        "kappa": kappa,
        "models": {"fixed_mode": {"omega": 0.5}, "partial_pooling": omega},
    }


class Shown(HTMLParser):
    """The numbers in the tables of a report, under the section that they stand in."""

    def __init__(self):
        super().__init__()
        self.section, self.numbers = "", {}

    def handle_starttag(self, tag, attrs):
        """Note a section, or a cell with a number."""
        attrs = dict(attrs)
        if tag == "section":
            self.section = attrs.get("id", "")
        if attrs.get("data-value"):
            self.numbers.setdefault(self.section, set()).add(attrs["data-value"])


def not_held(results: Path) -> list[str]:
    """Numbers in the tables of the report that no file of the analysis holds.

    Parameters
    ----------
    results : Path
        Folder of a finished run.

    Returns
    -------
    list of str
        The analysis and the number, for each.
    """
    found = []
    for report in results.glob("report.*.html"):
        shown = Shown()
        shown.feed(report.read_text("utf-8"))
        for name, values in shown.numbers.items():
            held = set()
            for kind in ("*/summary", "*/exact", "ranks"):
                for path in (results / name).glob(f"{kind}.csv"):
                    with path.open(encoding="utf-8", newline="") as lines:
                        for row in list(csv.reader(lines))[1:]:
                            held |= {f"{float(cell):.8g}" for cell in row[1:] if cell}
            with (results / name / "prepared.csv").open(encoding="utf-8") as lines:
                groups = Counter(row["group"] for row in csv.DictReader(lines))
            held |= {str(size) for size in groups.values()}
            assert held, f"{report}: section {name} has numbers, and no results"
            found += [f"{name}: {value}" for value in sorted(values - held)]
        assert shown.numbers, f"{report} shows no numbers"
    return found


def plan(folder: Path, name: str, settings: dict) -> str:
    """Plan an analysis alone; give the sentence that refuses it, if any."""
    from pooling.basics.errors import PoolingError
    from pooling.run import config
    from pooling.table import preparation

    try:
        loaded = config.load({"run": "random", "analyses": {name: settings}}, folder)
        preparation.check(name, loaded.analyses[name], folder)
    except PoolingError as error:
        return str(error)
    return ""


def search(folder: Path, seed: int, tables: int, families: list[str], cores: int) -> bool:
    """Run random tables; print what went wrong, and say whether nothing did."""
    shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
    (folder / "build").mkdir()
    (folder / "build" / "executables").symlink_to(ROOT / "build" / "executables")
    (folder / "random").mkdir()
    analyses = {}
    for family in families:
        rng = np.random.default_rng([seed, *family.encode()])
        for number in range(tables):
            name = f"{family}_{number}"
            table, settings = analysis(rng, family)
            source = folder / "random" / f"{name}.csv"
            with source.open("w", encoding="utf-8", newline="") as lines:
                csv.writer(lines).writerows(table)
            settings |= {"family": family, "data": f"random/{source.name}"}
            refused = plan(folder, name, settings)
            if refused:
                print(f"refused: {name}: {refused}", flush=True)
            else:
                analyses[name] = settings
    written = {
        "run": "random",
        "seed": seed,
        "languages": ["en"],
        "sampling": SHORT,
        "diagnostics": {"on_failure": "flag"},
        "analyses": analyses,
    }
    configuration = folder / "random.yaml"
    configuration.write_text(yaml.safe_dump(written, sort_keys=False), encoding="utf-8")
    command = [sys.executable, "-m", "snakemake", "--cores", str(cores), "--keep-going"]
    done = subprocess.run(
        [*command, "--configfile", str(configuration)],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder / "workflow")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    (folder / "said.txt").write_text(done.stdout, encoding="utf-8")
    results = folder / "results" / "random"
    for log in sorted((results / "logs").rglob("*.log")):
        said = log.read_text("utf-8", "replace").strip()
        if "Traceback" in said:
            print(f"failed: {log.relative_to(results)}\n{said[-1500:]}\n", flush=True)
    wrong = not_held(results) if (results / "report.en.html").exists() else []
    for number in wrong:
        print(f"in no result: {number}")
    print(f"{len(analyses)} tables run; Snakemake ended with {done.returncode}.")
    return done.returncode == 0 and not wrong


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, required=True, help="a new folder")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tables", type=int, default=25, help="of each family")
    every = ["coins", "means", "lines", "rates"]
    parser.add_argument("--families", nargs="+", default=every, choices=every)
    parser.add_argument("--cores", type=int, default=2)
    chosen = parser.parse_args()
    well = search(
        chosen.folder.resolve(), chosen.seed, chosen.tables, chosen.families, chosen.cores
    )
    sys.exit(not well)
