"""Pictures of what was measured, in the look of the project's figures."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from pooling.figures import style

from benchmarks.tools import OWN, TOOLS

# All tools fit the same partial pooling: colour tells ours from others', mark and line
# tell each from each.
OURS = (*OWN, "exact draws")
COLOURS = {
    tool: style.COLOURS["partial"] if tool in OURS else style.DATA for tool in TOOLS
}
MARKS = dict(zip(TOOLS, ("D", "o", "P", "s", "^", "v"), strict=True))
LINES = dict(zip(TOOLS, ("-", "--", "-", ":", "-.", "-."), strict=True))
# Which of the tables that grow are in a panel; the smallest is in both.
GROWTH = {
    "100 groups": lambda table: table["groups"] == 100,
    "10 rows a group, up to 100,000 groups": lambda table: (
        table["groups"] == (table["rows"] // 10).clip(upper=10**5)
    ),
}
KINDS = ("svg", "png")


def side_by_side(rows: pd.DataFrame, folder: Path) -> None:
    """Draw the rates of all tools, a panel per table: median and range of the seeds.

    Parameters
    ----------
    rows : DataFrame
        Rows of `benchmarks.measure.row`; those without a rate are left out.
    folder : Path
        Where ``side_by_side.svg`` and ``.png`` are written.
    """
    known = rows.dropna(subset="rate")
    names = list(known["table"].unique())
    tools = [tool for tool in TOOLS if tool in set(known["tool"])]
    figure, axes = style.canvas(
        1, len(names), height=1.1 + 0.3 * len(tools), sharey=True, squeeze=False
    )
    for panel, name in zip(axes.flat, names, strict=True):
        own = known[known["table"] == name]
        for place, tool in enumerate(reversed(tools)):
            rates = own.loc[own["tool"] == tool, "rate"]
            if rates.empty:
                continue
            panel.plot(
                [rates.min(), rates.max()], [place] * 2, color=COLOURS[tool], lw=1.5
            )
            panel.plot(
                rates.median(), place, MARKS[tool], color=COLOURS[tool], ms=6, zorder=3
            )
        panel.set_xscale("log")
        panel.margins(x=0.15)
        panel.set_title(name)
        panel.set_yticks(range(len(tools)), reversed(tools))
        panel.set_ylim(-0.6, len(tools) - 0.4)
    figure.supxlabel("smallest bulk ESS per CPU second of sampling", fontsize=9)
    for kind in KINDS:
        style.save(
            figure,
            folder / f"side_by_side.{kind}",
            "en",
            "Smallest bulk ESS per CPU second of each tool on each table; the numbers "
            "are in side_by_side.csv.",
        )


def growth(rows: pd.DataFrame, folder: Path) -> None:
    """Draw what an effective draw costs as a table grows, a panel per kind of growth.

    Parameters
    ----------
    rows : DataFrame
        Rows of `benchmarks.measure.row`, with ``rows`` and ``groups``; those without a
        cost are left out.
    folder : Path
        Where ``growth.svg`` and ``.png`` are written.
    """
    known = rows.dropna(subset="population_cost")
    tools = [tool for tool in TOOLS if tool in set(known["tool"])]
    figure, axes = style.canvas(1, len(GROWTH), height=3.4, sharey=True, squeeze=False)
    for panel, (name, chosen) in zip(axes.flat, GROWTH.items(), strict=True):
        own = known[chosen(known)]
        for tool in tools:
            costs = own[own["tool"] == tool].groupby("rows")["population_cost"]
            middle = costs.median()
            panel.fill_between(
                middle.index,
                costs.min(),
                costs.max(),
                color=COLOURS[tool],
                alpha=0.2,
                lw=0,
            )
            panel.plot(
                middle.index,
                middle,
                LINES[tool],
                marker=MARKS[tool],
                color=COLOURS[tool],
                ms=5,
                label=tool,
            )
        panel.set_xscale("log")
        panel.set_yscale("log")
        panel.set_title(name)
        panel.set_xlabel("rows of the table")
    axes.flat[0].set_ylabel("CPU seconds per effective draw")
    style.legend_below(figure)
    for kind in KINDS:
        style.save(
            figure,
            folder / f"growth.{kind}",
            "en",
            "CPU seconds per effective draw of what the groups have in common, against "
            "the rows of a simulated table; the numbers are in growth.csv.",
        )


def rows(table: pd.DataFrame, folder: Path) -> None:
    """Draw what whole commands take as a table grows: CPU seconds, and memory.

    Parameters
    ----------
    table : DataFrame
        Of `benchmarks.rows`, of means: ``rows``, ``tool``, ``seconds``, ``memory`` and
        ``code``; what did not end well is left out.
    folder : Path
        Where ``rows.svg`` and ``.png`` are written.
    """
    known = table[table["code"] == 0]
    marks = dict(zip(known["tool"].unique(), "oDs^v", strict=False))
    figure, axes = style.canvas(1, 2, height=3.4, squeeze=False)
    for panel, (column, name) in zip(
        axes.flat,
        (("seconds", "CPU seconds"), ("memory", "GB of the largest process")),
        strict=True,
    ):
        for tool, mark in marks.items():
            own = known[known["tool"] == tool]
            mine = {"whole run": "-", "first look": "--"}
            ours = tool in mine
            panel.plot(
                own["rows"],
                own[column],
                mine.get(tool, ":"),
                marker=mark,
                color=style.COLOURS["partial"] if ours else style.DATA,
                ms=5,
                label=tool,
            )
        panel.set_xscale("log")
        panel.set_yscale("log")
        panel.set_xlabel("rows of the table")
        panel.set_ylabel(name)
    style.legend_below(figure)
    for kind in KINDS:
        style.save(
            figure,
            folder / f"rows.{kind}",
            "en",
            "CPU seconds and memory of a whole run, of a first look and of other tools, "
            "against the rows of a table of means in 200 groups; the numbers are in "
            "rows.csv.",
        )
