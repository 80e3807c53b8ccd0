"""Measure all tools on all tables: ``make benchmarks``, or ``python -m benchmarks.run``."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
from pooling.basics import files
from pooling.basics.errors import PoolingError
from pooling.run import provenance
from pooling.sampling import toolchain

from benchmarks import agree, measure, plot, tables, text
from benchmarks.tools import OWN, TOOLS, cpu, serves

SEEDS = (1, 2, 3)
LIMIT = 30.0  # CPU seconds for a fit of a table that grows
STORE = tables.ROOT / "build" / "executables"
RESULTS = Path(__file__).parent / "results"
# Rows and groups: longer with as many groups, or with groups as large.
GROWTH = [(10**power, 100) for power in range(3, 8)] + [
    (10**power, min(10 ** (power - 1), 10**5)) for power in range(4, 8)
]
GROWING = (*OWN, "nutpie")
OURS = ("collapsed", "exact draws")  # what the others are compared with
SPEEDS = ["rate", "call_rate", "population_cost"]


def say(text: str) -> None:
    """Tell how far the run is."""
    print(text, file=sys.stderr, flush=True)


def judged(fit: measure.Fit, table: tables.Table, exact, planned: int) -> dict:
    """Lay out a fit with what it cost and whether it agrees with the exact posterior."""
    values = fit.draws.values
    return measure.row(fit, table.labels) | agree.judge(values, exact, planned)


def answered(table: tables.Table) -> tuple[pd.DataFrame, dict]:
    """Compute a posterior without sampling, and what that takes.

    Returns
    -------
    exact : DataFrame
        ``mean`` and ``sd``, indexed by ``parameter``.
    cost : dict
        ``table``, ``numbers``, ``seconds`` of the processor, and ``error``, the largest of
        a mean or sd, in posterior sds.
    """
    before = cpu()
    found = table.exact()
    spent = cpu() - before
    exact = pd.DataFrame({"mean": found.mean, "sd": found.sd}, index=found.labels)
    cost = {"table": table.name, "numbers": len(exact), "seconds": spent}
    return exact.loc[table.labels], cost | {"error": found.error}


def withhold(rows: pd.DataFrame) -> pd.DataFrame:
    """Take the speeds from every tool that disagrees on a table, with whatever seed.

    Parameters
    ----------
    rows : DataFrame
        Rows of `judged`.
    """
    right = rows.groupby(["table", "tool"])["agrees"].transform("all")
    return rows.assign(**{name: rows[name].where(right) for name in SPEEDS})


def side_by_side(names, tools, seeds, *, store: Path, planned: int):
    """Fit tables with all tools that have their model.

    Parameters
    ----------
    names : list of str
        Some of `benchmarks.tables.NAMES`.
    tools, seeds : list
        What to fit them with.
    store : Path
        Where executables are kept; an empty one, and compilation is measured.
    planned : int
        Fits of the whole run, or a few more.

    Returns
    -------
    rows : DataFrame
        A row of `judged` per fit.
    answers : DataFrame
        A row of `answered` per table.
    """
    rows, answers = [], []
    for name in names:
        with tempfile.TemporaryDirectory() as scratch:
            table = tables.of(name, Path(scratch))
        answered(table)  # what it imports is not its cost
        exact, cost = answered(table)
        answers.append(cost)
        for tool in (tool for tool in tools if serves(tool, table)):
            given = {"settings": measure.SETTINGS, "store": store}
            for fit in measure.fits(table, tool, seeds, **given):
                rows.append(judged(fit, table, exact, planned))
                say(f"{name}: {tool}, seed {fit.seed}")
    return withhold(pd.DataFrame(rows)), pd.DataFrame(answers)


def growth(sizes, tools, seeds, planned: int) -> pd.DataFrame:
    """Fit simulated means of growing size, as far as each tool gets.

    A fit that takes longer than `LIMIT` is stopped, and larger tables are not tried;
    the collapsed program has no limit.

    Parameters
    ----------
    sizes : list of tuple
        Rows and groups, of like tables the smaller one first.
    tools, seeds : list
        What to fit them with.
    planned : int
        Fits of the whole run, or a few more.

    Returns
    -------
    DataFrame
        A row of `judged` per fit, with ``rows``, ``groups`` and
        ``status``: fitted, stopped after so many CPU seconds, or not tried.
    """
    rows, stopped = [], []
    for count, groups in sizes:
        table = tables.means(count, groups)
        exact, _ = answered(table)
        place = {"rows": count, "groups": groups}
        for tool in tools:
            own = {"table": table.name, "tool": tool} | place
            if any(
                tool == other and count >= most and groups >= least
                for other, most, least in stopped
            ):
                rows.append(own | {"status": "not tried"})
                continue
            given = {"settings": measure.SETTINGS, "store": STORE}
            given["limit"] = np.inf if tool == "collapsed" else LIMIT
            try:
                for fit in measure.fits(table, tool, seeds, **given):
                    found = judged(fit, table, exact, planned)
                    rows.append(found | place | {"status": "fitted"})
                    say(f"{table.name}: {tool}, seed {fit.seed}")
            except measure.Cut:
                stopped.append((tool, count, groups))
                rows.append(own | {"status": f"stopped after {LIMIT:.0f} s"})
                say(f"{table.name}: {tool} stopped after {LIMIT:.0f} s")
    return withhold(pd.DataFrame(rows))


def machine() -> dict[str, list]:
    """Describe the machine and the tools: columns ``what`` and ``value``."""
    system = provenance.system()
    cmdstan = toolchain.ensure(None, 1)
    packages = (
        "numpy",
        "cmdstanpy",
        *dict.fromkeys(sum((t.needs for t in TOOLS.values()), ())),
    )
    found = {
        "processor": system["processor"].get("name", ""),
        "cores": os.cpu_count(),
        "system": f"{system['os']} {system['architecture']}",
        "python": sys.version.split()[0],
        "CmdStan": cmdstan["version"],
        "compiler": cmdstan["compiler"],
    } | {package: metadata.version(package) for package in packages if find_spec(package)}
    return {"what": list(found), "value": list(found.values())}


def complaints(*measured: pd.DataFrame) -> list[str]:
    """Name every tool that does not give the exact posterior."""
    return [
        f"{row['table']}: {row['tool']} disagrees with the exact posterior, seed "
        f"{row['seed']:.0f}: the {row['statistic']} of {row['parameter']} is "
        f"{row['largest_z']:.1f} Monte Carlo errors away, {row['threshold']:.1f} are "
        "allowed. It gets no rate."
        for rows in measured
        for _, row in rows[rows["agrees"].eq(False)].iterrows()
    ]


def main(arguments: list[str] | None = None) -> int:
    """Measure, check, print and write; 1 where a tool disagrees."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__)
    parser.add_argument(
        "--quick",
        action="store_true",
        help="one seed, the smallest tables, the tools that are installed",
    )
    parser.add_argument(
        "--output", type=Path, default=RESULTS, help="folder of tables and figures"
    )
    chosen = parser.parse_args(arguments)
    missing = sorted(
        {need for tool in TOOLS.values() for need in tool.needs if not find_spec(need)}
    )
    if missing and not chosen.quick:
        say(f'{missing[0]} is missing; run "make benchmarks", which installs it.')
        return 2
    tools = [name for name, tool in TOOLS.items() if not set(missing) & set(tool.needs)]
    growing = [tool for tool in GROWING if tool in tools]
    names, seeds, sizes = list(tables.NAMES), list(SEEDS), GROWTH
    if chosen.quick:
        names, seeds = names[:1], seeds[:1]
        sizes = sizes[:1]
    planned = len(seeds) * (len(names) * len(tools) + len(sizes) * len(growing))
    with tempfile.TemporaryDirectory(prefix="pooling-benchmarks-") as scratch:
        os.environ.update(measure.ONE_THREAD)
        os.environ["TMPDIR"] = scratch
        # Nothing compiled is at hand, for any tool: what it costs is measured, too.
        os.environ["PYTENSOR_FLAGS"] = f"base_compiledir={scratch}/pytensor"
        store = STORE if chosen.quick else Path(scratch, "executables")
        try:
            beside, answers = side_by_side(
                names, tools, seeds, store=store, planned=planned
            )
            files.write_csv(chosen.output / "side_by_side.csv", beside)
            files.write_csv(chosen.output / "answers.csv", answers)
            grown = growth(sizes, growing, seeds, planned)
            files.write_csv(chosen.output / "growth.csv", grown)
        except PoolingError as error:
            say(f"benchmarks: {error}")
            return 2
    files.write_csv(chosen.output / "machine.csv", machine())
    files.write_csv(
        chosen.output / "ratios.csv",
        pd.concat(
            [
                measure.ratios(beside, column, ours).assign(ours=ours, of=of)
                for ours in OURS
                for column, of in (("rate", "sampling"), ("call_rate", "whole call"))
            ]
        ),
    )
    wrong = complaints(beside, grown)
    print("\n".join(wrong) if wrong else "All tools give the exact posterior.")
    written = "\n\n".join(
        [
            text.rates(beside),
            *(text.ratios(beside, ours) for ours in OURS),
            text.answers(answers),
            text.growth(grown),
        ]
    )
    print(f"\n{written}")
    files.write_text(chosen.output / "tables.md", f"# What was measured\n\n{written}\n")
    plot.side_by_side(beside, chosen.output)
    plot.growth(grown, chosen.output)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
