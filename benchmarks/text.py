"""What was measured, as tables in Markdown: medians, with the range of the seeds."""

from __future__ import annotations

import pandas as pd

from benchmarks import measure


def spread(values, form: str) -> str:
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


def rates(rows: pd.DataFrame) -> str:
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


def answers(rows: pd.DataFrame) -> str:
    """Write what the answers without any draw take, and how far they may be off."""
    lines = [
        [row.table, str(row.numbers), f"{row.seconds:.2f}", f"{row.error:.1g}"]
        for row in rows.itertuples()
    ]
    return markdown(["table", "parameters", "CPU s", "largest error, sds"], lines)


def ratios(rows: pd.DataFrame, ours: str) -> str:
    """Write how one of this project's ways compares with each other tool."""
    both = [
        measure.ratios(rows, column, ours).set_index(["table", "tool"])
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
    return markdown(["table", f"{ours} against", "sampling", "whole call"], lines)


def growth(rows: pd.DataFrame) -> str:
    """Write what an effective draw costs at each size, and each draw of all effects."""
    smallest = rows["rows"].min()
    first = rows[rows["rows"] == smallest].groupby("tool")["population_cost"].median()
    lines = []
    for key, own in rows.groupby(["rows", "groups", "tool"], sort=False):
        status = own["status"].iloc[-1]
        done = own[own["status"] == "fitted"]
        if done.empty:
            cells = [status, "", "", "", ""]
        else:
            times = done["population_cost"].median() / first[key[2]]
            cells = [
                spread(done["population_cost"], "{:.2g}")
                + (f"; then {status}" if status != "fitted" else ""),
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
