"""What is said of models and of columns that none of them uses."""

from __future__ import annotations

import math
from typing import Any

from pooling.basics.numerals import percent_signs
from pooling.checks import comparison
from pooling.checks.results import Results
from pooling.figures import alt_text
from pooling.figures.words import Spoken
from pooling.model.names import PARTIAL
from pooling.report.answers.base import LEFT, Statement, capitalised, say, state

IDLE = 0.005  # share of the variance that is written as 0 %
LISTED = 5  # columns that are named in one sentence


def best(results: Results) -> list[Statement]:
    """Say which model predicts best, and by how much, or that it is not settled."""
    if not results.has("comparison_verdict"):
        return []
    verdict = results.json("comparison_verdict")
    sums = verdict["observations"]
    table = comparison.read(results.paths["comparison"]).set_index("model")
    # Where a prior decides, and not the data, a model is no rival.
    table = table.drop(sums["no_contestants"])
    names = list(table.index)
    if len(names) < 2:
        return []
    lead, error = (
        float(abs(table[column].iloc[1])) for column in ("elpd_diff", "se_diff")
    )
    values = {"best": names[0], "next": names[1], "lead": lead, "lead_se": error}
    outside = sums["no_contestants"]

    def said(words: Spoken) -> str:
        competing, told = "", ""
        if outside:
            competing = words(" that competes", " que compite")
            named = ", ".join(map(words.model, outside))
            told = " " + say(words, "best/outside", named=named)
        left_out = "left_out_groups" if verdict["single_row"] else "left_out"
        return say(
            words,
            "best/says",
            model=words.model(names[0]),
            left_out=say(words, f"best/{left_out}"),
            lead=words.number(lead, ".1f"),
            error=words.number(error, ".1f"),
            competing=competing,
            next=words.model(names[1]),
            outside=told,
        )

    # Without a finite difference nothing is settled.
    if len(sums["close"]) == 1 and math.isfinite(lead):
        return [state(results, "best", values, said)]
    values["close"] = sums["close"]

    def close(words: Spoken) -> str:
        return ", ".join(map(words.model, sums["close"]))

    return [state(results, "open", values, "best/open", close=close)]


def unused(results: Results) -> list[Statement]:
    """Name columns that no model uses and that explain much, with what they tell apart."""
    if not results.has("unused"):
        return []
    of_units = results.counts
    told = results.json("unused")
    statements, columns = _moving(results, told["moving"]), told["columns"]
    for row in columns:
        if not row["named"]:
            continue
        values = {"column": row["column"], "share": row["share"]} | {
            f"mean[{each['value']}]": each["mean"] for each in row["values"]
        }

        def said(words: Spoken, row: dict = row) -> str:
            share = f"{words.number(100 * row['share'], '.0f')} %"
            share = percent_signs(share, words.language)
            left = (LEFT.get(row["coefficient"]) or LEFT[row["against"]])[words.language]
            name = row["column"]
            coloured = words.labels.get("colour", {}).get("column") == name
            told = say(words, "unused/explains", name=name)
            told = capitalised(f"{told} {left.format(share=share)}")

            def kind(value: str) -> str:
                return words.kind(value) if coloured else f"{name} = {value}"

            if row["values"]:
                means = alt_text.numbers(words, *(each["mean"] for each in row["values"]))
                listed = "; ".join(
                    f"{kind(each['value'])}: {mean} (n = {each['rows']})"
                    for each, mean in zip(row["values"], means, strict=True)
                )
                what = "share" if of_units else "mean"
                told += ". " + say(words, f"unused/{what}", listed=listed)
            elif row["against"] == "estimates" and row["labels"]:
                told += say(words, "unused/labels", count=row["labels"])
            return f"{told}."

        statements.append(state(results, "unused", values, said))
    return statements + _idle(results, columns)


def _moving(results: Results, columns: list[str]) -> list[Statement]:
    """Say which columns cannot be told apart from the predictor."""
    if not columns:
        return []
    name = "moving_one" if len(columns) == 1 else "moving"
    gaps = {"listed": ", ".join(columns)}
    return [state(results, "unused", {"moving": columns}, f"unused/{name}", **gaps)]


def _idle(results: Results, columns: list[dict[str, Any]]) -> list[Statement]:
    """List the columns that no model uses and that explain nothing by themselves."""
    shares: dict[str, float] = {}
    for row in columns:
        if row["numbers"]:
            continue
        shares[row["column"]] = max(row["share"], shares.get(row["column"], 0.0))
    idle = {name: share for name, share in shares.items() if share < IDLE}
    if not idle:
        return []
    listed = ", ".join(list(idle)[:LISTED])
    more = len(idle) - LISTED

    def rest(words: Spoken) -> str:
        return words(f" and {more} more", f" y {more} más") if more > 0 else ""

    values = {f"share[{name}]": share for name, share in idle.items()}
    return [state(results, "idle", values, "unused/idle", listed=listed, rest=rest)]


def leaning(results: Results) -> list[Statement]:
    """Name what partial pooling learned that leans on a prior which nobody gave."""
    fit = results.fits.get(PARTIAL)
    if fit is None or not fit.has("sensitivity"):
        return []
    from pooling.report import chapters  # and with it scipy

    default = {
        label
        for prior in chapters.of(results.family).priors(results, PARTIAL)
        if not prior.given
        for label in prior.labels
    }
    moved = [name for name in fit.json("sensitivity")["leaning"] if name in default]
    if not moved:
        return []
    name = "leaning_one" if len(moved) == 1 else "leaning"

    def named(words: Spoken) -> str:
        return ", ".join(map(words.parameter, moved))

    return [state(results, "leaning", {"leaning": moved}, f"unused/{name}", named=named)]
