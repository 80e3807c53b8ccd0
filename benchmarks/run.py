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
from pooling import files, provenance, toolchain
from pooling.errors import PoolingError

from benchmarks import agree, measure, plot, tables
from benchmarks.tools import OWN, TOOLS

SEEDS = (1, 2, 3)
LIMIT = 60.0  # CPU seconds for a fit of a table that grows
STORE = tables.ROOT / "build" / "executables"
RESULTS = Path(__file__).parent / "results"
# Rows and groups; the first table is in both.
GROWTH = {
    "100 groups": [(10**power, 100) for power in range(3, 8)],
    "10 rows to a group, up to 100,000 groups": [
        (10**power, min(10 ** (power - 1), 10**5)) for power in range(3, 8)
    ],
}
GROWING = (*OWN, "nutpie")
SPEEDS = ["rate", "call_rate", "population_cost"]


def say(text: str) -> None:
    """Tell how far the run is."""
    print(text, file=sys.stderr, flush=True)


def judged(fit: measure.Fit, table: tables.Table, exact, planned: int) -> dict:
    """Lay out a fit with what it cost and whether it agrees with the exact posterior."""
    values = fit.draws.values
    return measure.row(fit, table.labels) | agree.judge(values, exact, planned)


def withhold(rows: pd.DataFrame) -> pd.DataFrame:
    """Take the speeds from every tool that disagrees on a table, with whatever seed.

    Parameters
    ----------
    rows : DataFrame
        Rows of `judged`.
    """
    right = rows.groupby(["table", "tool"])["agrees"].transform("all")
    return rows.assign(**{name: rows[name].where(right) for name in SPEEDS})


def side_by_side(names, tools, seeds, store: Path, planned: int) -> pd.DataFrame:
    """Fit the tables of the lecture with all tools, and coins with this project's.

    Parameters
    ----------
    names : list of str
        Analyses of the lecture, or ``coins``.
    tools, seeds : list
        What to fit them with.
    store : Path
        Where executables are kept; an empty one, and compilation is measured.
    planned : int
        Fits of the whole run.

    Returns
    -------
    DataFrame
        A row of `judged` per fit.
    """
    rows = []
    for name in names:
        with tempfile.TemporaryDirectory() as scratch:
            table = (
                tables.coins(1000)
                if name == "coins"
                else tables.lecture(name, Path(scratch))
            )
        exact = table.exact()
        # The other tools have no model of coins.
        for tool in OWN if name == "coins" else tools:
            for fit in measure.fits(table, tool, seeds, measure.SETTINGS, store):
                rows.append(judged(fit, table, exact, planned))
                say(f"{name}: {tool}, seed {fit.seed}")
    return withhold(pd.DataFrame(rows))


def growth(sizes: dict, tools, seeds, planned: int) -> pd.DataFrame:
    """Fit simulated means of growing size, as far as each tool gets.

    A fit that takes longer than `LIMIT` is stopped, and larger tables are not tried;
    the collapsed program has no limit.

    Parameters
    ----------
    sizes : dict
        Series -> (rows, groups), from small to large.
    tools, seeds : list
        What to fit them with.
    planned : int
        Fits of the whole run.

    Returns
    -------
    DataFrame
        A row of `judged` per fit, with ``series``, ``rows``, ``groups`` and
        ``status``: fitted, stopped or not tried.
    """
    rows, stopped = [], []
    for series, (count, groups) in ((s, each) for s in sizes for each in sizes[s]):
        table = tables.means(count, groups)
        exact = table.exact()
        place = {"series": series, "rows": count, "groups": groups}
        for tool in tools:
            own = {"table": table.name, "tool": tool} | place
            if any(
                tool == other and count >= most and groups >= least
                for other, most, least in stopped
            ):
                rows.append(own | {"status": "not tried"})
                continue
            limit = np.inf if tool == "collapsed" else LIMIT
            try:
                for fit in measure.fits(
                    table, tool, seeds, measure.SETTINGS, STORE, limit
                ):
                    found = judged(fit, table, exact, planned)
                    rows.append(found | place | {"status": "fitted"})
                    say(f"{table.name}: {tool}, seed {fit.seed}")
            except measure.Cut:
                stopped.append((tool, count, groups))
                rows.append(own | {"status": "stopped"})
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


def spread(values, form: str = "{:.3g}") -> str:
    """Write the median of some numbers and their range."""
    known = values.dropna()
    if known.empty:
        return "none"
    middle, least, most = map(form.format, (known.median(), known.min(), known.max()))
    return middle if least == most else f"{middle} [{least}, {most}]"


def markdown(columns: list[str], lines: list[list[str]]) -> str:
    """Write a table in Markdown."""
    rule = ["---"] * len(columns)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (columns, rule, *lines))


def table_of_rates(rows: pd.DataFrame) -> str:
    """Write what each tool gave and cost, over its seeds."""
    lines = [
        [
            *key,
            spread(own["rate"], "{:.0f}"),
            spread(own["ess"], "{:.0f}"),
            spread(own["sampling"], "{:.2f}"),
            spread(own["call"], "{:.2f}"),
            f"{own['compile'].iloc[0]:.1f}",
            str(int(own["divergences"].sum())),
            f"{own['largest_z'].max():.1f} of {own['threshold'].max():.1f}",
        ]
        for key, own in rows.groupby(["table", "tool"], sort=False)
    ]
    columns = [
        "table",
        "tool",
        "min ESS / CPU s",
        "min ESS",
        "CPU s, sampling",
        "CPU s, whole call",
        "CPU s, compile",
        "divergences",
        "largest z",
    ]
    return markdown(columns, lines)


def table_of_ratios(rows: pd.DataFrame) -> str:
    """Write how the collapsed program compares with each other tool."""
    both = [
        measure.ratios(rows, column).set_index(["table", "tool"])
        for column in ("rate", "call_rate")
    ]
    lines = [
        [
            *key,
            *(
                f"{t.at[key, 'median']:.1f} [{t.at[key, 'least']:.1f}, {t.at[key, 'most']:.1f}]"
                for t in both
            ),
        ]
        for key in both[0].index
    ]
    return markdown(["table", "collapsed against", "sampling", "whole call"], lines)


def table_of_growth(rows: pd.DataFrame) -> str:
    """Write what an effective draw costs at each size, and each draw of all effects."""
    smallest = rows["rows"].min()
    first = rows[rows["rows"] == smallest].groupby("tool")["population_cost"].median()
    lines = []
    for key, own in rows.groupby(["rows", "groups", "tool"], sort=False):
        status = own["status"].iloc[-1]
        done = own[own["status"] == "fitted"]
        ended = f"{status}, limit {LIMIT:.0f} s" if status == "stopped" else status
        if done.empty:
            cells = [ended, "", "", "", ""]
        else:
            times = done["population_cost"].median() / first[key[2]]
            cells = [
                spread(done["population_cost"], "{:.2g}")
                + (f"; then {ended}" if status != "fitted" else ""),
                f"{times:.2g}",
                spread(done["population_ess"], "{:.0f}"),
                spread(done["reduce"] + done["chains"], "{:.2f}"),
                spread(done["effects"], "{:.2f}") if key[2] == "collapsed" else "",
            ]
        lines.append([f"{key[0]:.0e}", f"{key[1]:,}", key[2], *cells])
    columns = [
        "rows",
        "groups",
        "tool",
        "CPU s per effective draw",
        f"times that of {smallest:,} rows",
        "min ESS",
        "CPU s",
        "CPU s, group effects",
    ]
    return markdown(columns, lines)


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
    names, seeds, sizes = [*tables.LECTURE, "coins"], list(SEEDS), GROWTH
    if chosen.quick:
        names, seeds = names[:1], seeds[:1]
        sizes = {series: each[:1] for series, each in list(GROWTH.items())[:1]}
    planned = len(seeds) * (
        len(names) * len(tools) + len(growing) * sum(map(len, sizes.values()))
    )
    with tempfile.TemporaryDirectory(prefix="pooling-benchmarks-") as scratch:
        os.environ.update(measure.ONE_THREAD)
        os.environ["TMPDIR"] = scratch
        # Nothing compiled is at hand, for any tool: what it costs is measured, too.
        os.environ["PYTENSOR_FLAGS"] = f"base_compiledir={scratch}/pytensor"
        store = STORE if chosen.quick else Path(scratch, "executables")
        try:
            beside = side_by_side(names, tools, seeds, store, planned)
            files.write_csv(chosen.output / "side_by_side.csv", beside)
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
                measure.ratios(beside, column).assign(of=of)
                for column, of in (("rate", "sampling"), ("call_rate", "whole call"))
            ]
        ),
    )
    wrong = complaints(beside, grown)
    print("\n".join(wrong) if wrong else "All tools give the exact posterior.")
    for text in (
        table_of_rates(beside),
        table_of_ratios(beside),
        table_of_growth(grown),
    ):
        print(f"\n{text}")
    plot.side_by_side(beside, chosen.output)
    plot.growth(grown, chosen.output)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
