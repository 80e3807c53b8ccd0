"""Models compared by what they predict of left-out data."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from pooling.basics import files
from pooling.checks.comparison import THRESHOLD
from pooling.figures import alt_text, style
from pooling.figures.groups import CLOUD
from pooling.model import families

LEFT_OUT = "left_out_groups"
TICKS = [factor * 10**power for power in range(7) for factor in (1, 2, 5)]
FEW_SIZES = 8  # of groups, up to which each has a place of its own
CLEAR = 15  # from so many threshold widths on, a z is drawn at the edge


def _with_error(value: float, error: float, words) -> str:
    """Write a number with its standard error."""
    return f"{words.number(value, '.1f')} ± {words.number(error, '.1f')}"


def _differences(axes, table, *, results, words, beside) -> None:
    """Draw the difference of each model of a comparison to the best one, on top.

    The bars reach as many standard errors as tell two models apart; ``beside`` gives, of a
    row of the table, the text beside it.
    """
    for place, row in enumerate(table.to_dict("records")):
        degree = results.declared(row["model"]).pooling
        look = {"fmt": style.MARKS[degree], "color": style.COLOURS[degree]}
        look |= {"ms": 5.5, "lw": 1.5, "capsize": 3}
        error = THRESHOLD * row["se_diff"]
        axes.errorbar(row["elpd_diff"], place, xerr=error, **look)
        style.note(axes, place, beside(row), x=1.02, color=style.DATA)
    axes.axvline(0, color=style.DATA, lw=0.8, zorder=0)
    reach = THRESHOLD * table["se_diff"]
    low = min(0, (table["elpd_diff"] - reach).min())
    high = max(0, (table["elpd_diff"] + reach).max())
    axes.set_xlim(1.08 * low or -1, max(0.06 * -low, 1.1 * high, 0.1))
    style.named_rows(axes, list(map(words.model, table["model"])))


def _remarks(verdict: dict, words) -> list[str]:
    """Say where a prior that nothing is learned about decides, one line per model."""
    lines = []
    for remark in verdict["remarks"]:
        share = alt_text.percent(words, remark["share"])
        model, count = words.model(remark["model"]).capitalize(), remark["observations"]
        lines.append(
            words.say("checks/comparison/remark", model=model, share=share, count=count)
        )
    if lines:
        lines.append(words.say("checks/comparison/prior"))
    outside = ", ".join(words.model(model) for model in verdict["no_contestants"])
    if outside:
        lines.append(words(f"No contestant: {outside}.", f"No compite: {outside}."))
    return lines


def comparison(results, words):
    """Draw how much worse each model predicts than the best one."""
    import pandas as pd

    table = pd.read_csv(results.paths["comparison"])
    # What it tells stands beside it, under the same name.
    told = files.read_json(Path(results.paths["comparison"]).with_suffix(".json"))
    remarks = _remarks(told["observations"], words)
    figure, axes = style.canvas(height=1.3 + 0.45 * len(table) + 0.16 * len(remarks))
    _differences(
        axes,
        table,
        results=results,
        words=words,
        beside=lambda row: _with_error(row["elpd"], row["se"], words),
    )
    axes.annotate(
        words("elpd ± se", "elpd ± e.\u00a0e."),
        (1.02, 1),
        xycoords="axes fraction",
        fontsize=8,
        color=style.DATA,
        va="bottom",
    )
    if remarks:
        figure.supxlabel("\n".join(remarks), fontsize=8, color=style.DATA)
    axes.set_xlabel(
        words(
            "expected log predictive density minus that of the best model (nats);\n"
            "bars: two standard errors of the difference",
            "densidad predictiva logarítmica esperada menos la del mejor modelo (nats);\n"
            "barras: dos errores estándar de la diferencia",
        )
    )
    return figure, table


def says_comparison(table, words, results) -> str:
    """Tell which model predicts best, and how much worse the others do."""
    best, *others = table.sort_values("elpd", ascending=False).to_dict("records")
    texts = [
        words.model(row["model"])
        + f" {_with_error(row['elpd_diff'], row['se_diff'], words)}"
        for row in others
    ]
    name = words.model(best["model"])
    elpd = _with_error(best["elpd"], best["se"], words)
    if others and all(row["elpd_diff"] == 0 for row in others):
        every = ", ".join(words.model(row["model"]) for row in (best, *others))
        return words.say("checks/comparison/same", elpd=elpd, every=every)
    return words.say(
        "checks/comparison/says", name=name, elpd=elpd, listed="; ".join(texts)
    )


def _places(axes, sizes: np.ndarray, shown: np.ndarray, models: int) -> np.ndarray:
    """Place the marks of groups along an axis by their size, shape (model, group).

    Of all groups a few sizes have a place each, with marks side by side in it; many stand
    on a logarithmic axis, each where it is.
    """
    distinct = np.unique(sizes)
    if len(distinct) > FEW_SIZES:
        axes.set_xscale("log")
        axes.minorticks_off()
        axes.set_xticks([tick for tick in TICKS if distinct[0] <= tick <= distinct[-1]])
        return np.tile(np.asarray(shown, dtype=float), (models, 1))
    axes.set_xticks(np.arange(len(distinct)), [f"{size:g}" for size in distinct])
    axes.set_xlim(-0.6, len(distinct) - 0.4)
    slot = 0.7 / models
    shift = slot * (np.arange(models) - (models - 1) / 2)[:, np.newaxis]
    place = np.searchsorted(distinct, shown) + style.jitter(len(shown), 0.35 * slot)
    return place + shift


def new_groups(results, words):
    """Draw how much worse than the best model each other one predicts each group."""
    import pandas as pd

    from pooling.checks.comparison import carried, in_common, read

    module = families.get(results.family)
    table = pd.read_csv(results.paths["group_comparison"])
    parts = {model: read(results.fits[model].files[LEFT_OUT]) for model in table["model"]}
    parts = in_common(parts, "group")
    (best, of_best), *others = parts.items()
    single = module.ONE_ROW_PER_GROUP
    figure, panels = style.canvas(
        1, 1 if single else 2, 3.9, **({} if single else {"width_ratios": [1.9, 1]})
    )
    axes = panels if single else panels[0]
    order = np.argsort(of_best["size"].to_numpy(), kind="stable")
    # More marks than can be told apart say no more than some of them do.
    most = min(len(order), CLOUD // len(parts))
    even = np.linspace(0, len(order) - 1, most).round().astype(int)
    shown = np.sort(order[even])
    sizes = of_best["size"].to_numpy()
    places = _places(axes, sizes, sizes[shown], len(others))
    tables, named = [of_best.assign(model=best, difference=0.0)], []
    for at, (model, left_out) in zip(places, others, strict=True):
        degree = results.declared(model).pooling
        apart = (left_out["elpd"] - of_best["elpd"]) / sizes
        style.marks(axes, degree, at, apart.iloc[shown], mfc="none", ms=4, alpha=0.85)
        most = carried(model, parts, best)
        for place in np.flatnonzero(
            of_best["group"].iloc[shown] == (most or {}).get("group")
        ):
            named.append((most["group"], at[place], apart.iloc[shown[place]]))
        tables.append(left_out.assign(model=model, difference=apart))
    _name(axes, named, words)
    axes.axhline(0, color=style.DATA, lw=0.8, zorder=0)
    axes.set_xlabel(words.counted("trial") if single else words.observations())
    one = words("trial", "ensayo") if single else words("observation", "observación")
    name = words.model(best)
    axes.set_ylabel(
        words(
            f"elpd minus that of {name},\nnats per {one}",
            f"elpd menos el de {name},\nnats por {one}",
        )
    )
    title = words("Each {}, from the others", "Cada {}, a partir del resto")
    title = title.format(words.label("group"))
    if len(shown) < len(order):
        few, every = words.number(len(shown)), words.number(len(order))
        title = words.say(
            "checks/new_groups/some", few=few, every=every, groups=words.groups()
        )
    axes.set_title(title)
    if not single:
        _totals(panels[1], table, results, words)
    entries = []
    for model, _ in others:
        degree = results.declared(model).pooling
        look = {"mfc": "none", "mec": style.COLOURS[degree], "ms": 5}
        entries.append(style.key(words.model(model), style.MARKS[degree], **look))
    style.legend_below(figure, entries)
    columns = ["model", "group", "size", "elpd", "difference"]
    return figure, pd.concat(tables)[columns]


def _name(axes, named: list, words) -> None:
    """Write the name of a group beside its mark, (group, x, y), so that it stays within."""
    within = axes.transData + axes.transAxes.inverted()
    for group, x, y in named:
        across, up = within.transform((x, y))
        right = across > 0.5
        axes.annotate(
            words.group(group),
            (x, y),
            xytext=(4, -9 if up > 0.5 else 9) if right else (6, 0),
            textcoords="offset points",
            ha="right" if right else "left",
            va="center",
            fontsize=8,
        )


def _totals(axes, table, results, words) -> None:
    """Draw the sums over all groups, minus that of the best model."""
    best = words("best", "el mejor")
    _differences(
        axes,
        table,
        results=results,
        words=words,
        beside=lambda row: (
            _with_error(row["elpd_diff"], row["se_diff"], words)
            if row["elpd_diff"]
            else best
        ),
    )
    axes.set_yticks([])
    axes.set_title(words(f"All {words.groups()} together", "Todo en conjunto"))
    axes.set_xlabel(
        words(
            "elpd minus that of the best (nats);\nbars: two standard errors",
            "elpd menos el del mejor (nats);\nbarras: dos errores estándar",
        )
    )


def says_new_groups(table, words, results) -> str:
    """Tell which model predicts the groups best, and how much worse the others do."""
    import pandas as pd

    # Of a sample of groups the sums stand for all of them.
    sums = pd.read_csv(results.paths["group_comparison"])
    best, *others = sums.to_dict("records")
    texts = []
    for row in others:
        differences = table.loc[table["model"] == row["model"], "difference"]
        total, better = (
            words.number(row["elpd_diff"], ".1f"),
            int((differences > 0).sum()),
        )
        name = words.model(row["model"])
        texts.append(
            words.say("checks/new_groups/each", name=name, total=total, better=better)
        )
    count = alt_text.groups(words, table["group"].nunique(), results)
    name, total = words.model(best["model"]), words.number(best["elpd"], ".1f")
    return words(
        f"{count}, each predicted from the others. Best in total is {name} with {total} "
        f"nats; differences from it, and groups predicted better: {'; '.join(texts)}.",
        f"{count}, cada uno predicho por los demás. En total, el mejor es: {name}, con "
        f"{total} nats; diferencias con él, y grupos mejor predichos: {'; '.join(texts)}.",
    )
