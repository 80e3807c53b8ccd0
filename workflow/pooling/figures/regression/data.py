"""The table: outcomes against the first measured predictor, or group by group."""

from __future__ import annotations

import numpy as np

from pooling.figures import alt_text, observations, style
from pooling.figures.groups import listing, selected
from pooling.figures.regression import terms
from pooling.figures.regression.effects import name_values, places
from pooling.figures.regression.expected import Variable, expected_of

LISTED = 20  # groups with a strip of their own
NINE_IN_TEN = 1.645  # standard errors on either side


def _split(results, variables: list[Variable]):
    """Give a predictor of few categories that marks tell apart, if any, and its values."""
    for variable in variables:
        if not variable.continuous and 1 < len(variable.values) <= len(style.KINDS):
            column = results.prepared[variable.column]
            return variable, column.astype(str).to_numpy()
    return None, np.full(len(results.prepared), "")


def _kinds(variable: Variable | None, values, words) -> list[tuple]:
    """Say how observations are marked: which, mark, colour, name for the legend.

    Without a variable that tells them apart there is no name.
    """
    if variable is None:
        return [(np.ones(len(values), bool), "o", style.DATA, None)]
    name = terms.variable(words, variable.name)
    return [
        (values == str(value), mark, colour, f"{name}: {variable.written(words, value)}")
        for value, (mark, colour) in zip(variable.values, style.KINDS, strict=False)
    ]


def data(results, words):
    """Draw every observation, by the first measured predictor or by group."""
    variables = expected_of(results).variables
    # Of groups with one row strips would have one mark each: any predictor says more.
    single = len(results.prepared) == len(results.groups)
    along = [each for each in variables if each.continuous or single][:1]
    split, values = _split(results, [each for each in variables if each not in along])
    if along:
        return _against(results, along[0], split, values, words=words)
    return _strips(results, split, values, words)


def _rows(results, split: Variable | None, values) -> dict:
    """Lay out the numbers of the table that are drawn."""
    table = {
        "group": results.prepared["group"].tolist(),
        "outcome": terms.outcomes(results),
    }
    if "se" in results.prepared:
        table["standard_error"] = results.prepared["se"].tolist()
    return table if split is None else table | {split.name: values}


def _cells(results, split: Variable | None, values, *, x, name: str) -> dict:
    """Lay out the cells that are drawn, where there are many observations."""
    y, parts = terms.outcomes(results), []
    for kind in dict.fromkeys(values):
        of_kind = values == kind
        across, up, rows = observations.summary(x[of_kind], y[of_kind])
        parts.append({name: across, "outcome": up, "rows": rows})
        if split is not None:
            parts[-1][split.name] = np.full(len(rows), kind)
    return {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}


def _intervals(lines, places, results, words, *, drawn=slice(None)) -> None:
    """Draw what an estimate says alone, by its standard error, where outcomes have one."""
    if "se" not in results.prepared or observations.many(len(places)):
        return
    y, reach = terms.outcomes(results), NINE_IN_TEN * results.prepared["se"].to_numpy()
    lines(
        places[drawn],
        (y - reach)[drawn],
        (y + reach)[drawn],
        color=style.PALE,
        lw=1,
        zorder=0.5,
        label=words("90 % interval of each alone", "intervalo del 90 % de cada una"),
    )


def _against(results, variable: Variable, split, values, *, words):
    """Draw observations against a predictor, those of a group that are a series joined."""
    figure, axes = style.canvas(height=4)
    column = results.prepared[variable.column]
    x = places(variable, column)
    if not variable.continuous:
        x = x + style.jitter(len(x), 0.25)
    y = terms.outcomes(results)
    binary, many = _binary(results, y), len(y) > observations.VECTORS
    # Zeros and ones would hide each other.
    shown_y = y + style.jitter(len(y), 0.04, seed=1) if binary else y
    # Measured at the same places in many groups, not wherever they happened to be.
    series = len(variable.values) <= len(y) / 2 and not variable.constant
    series = series and not observations.many(len(y))
    series = series and not results.prepared.duplicated(["group", variable.column]).any()
    _intervals(axes.vlines, x, results, words)
    one = observations.named(words, len(y))
    for of_kind, mark, colour, name in _kinds(split, values, words):
        observations.draw(
            axes,
            x[of_kind],
            shown_y[of_kind],
            s=5 if many else 12,
            marker=mark,
            color=colour,
            alpha=max(0.05, 1500 / len(y)) if many else 0.65,
        )
        axes.scatter([], [], s=14, marker=mark, color=colour, lw=0, label=name or one)
        if series and binary and of_kind.any():
            at, place = np.unique(x[of_kind], return_inverse=True)
            share = np.bincount(place, y[of_kind]) / np.bincount(place)
            axes.plot(at, share, marker=mark, color=colour, lw=1.5, ms=5)
    if series and not binary:
        label = words(f"one {words.label('group')}", "un grupo")
        group = results.prepared["group"].to_numpy()
        observations.series(axes, x, y, group=group, label=label)
    if not variable.continuous:
        name_values(axes, variable)
    axes.set_xlabel(terms.axis(words, variable.name))
    axes.set_ylabel(terms.outcome_axis(words, results))
    style.show_outcome(axes, words)
    style.legend_below(figure, columns=3)
    if observations.many(len(y)):
        return figure, _cells(results, split, values, x=x, name=variable.name)
    return figure, _rows(results, split, values) | {variable.name: column}


def _binary(results, y: np.ndarray) -> bool:
    """Say whether outcomes are zeros and ones: lines between them would say nothing."""
    return terms.is_share(results) and set(np.unique(y)) <= {0.0, 1.0}


def _strips(results, split, values, words):
    """Draw a strip of observations for each group, the largest on top."""
    sizes, raw = terms.sizes_of(results), terms.group_outcomes(results)
    chosen = selected(results, raw, LISTED)
    row_of = {label: at for at, label in enumerate(chosen)}
    y, group = terms.outcomes(results), results.prepared["group"]
    drawn = group.isin(chosen).to_numpy()
    place = group.map(row_of).to_numpy(float)
    at = [results.groups.index(label) for label in chosen]
    name = terms.size_name(words, results)
    figure, (axes,) = listing(results, at, words, sizes=sizes, size_name=name)
    place = observations.strips(
        axes, y, place, kinds=_kinds(split, values, words), words=words
    )
    _intervals(axes.hlines, place, results, words, drawn=drawn)
    name = words(f"mean of the {words.label('group')}", "media del grupo")
    look = {"marker": "|", "s": 70, "lw": 1.6, "color": style.EXACT, "label": name}
    axes.scatter(raw[at], range(len(at)), **look)
    axes.set_xlabel(terms.outcome_axis(words, results))
    style.show_outcome(axes, words, across=True)
    style.legend_below(figure, columns=2)
    if observations.many(len(y)):
        return figure, {"group": chosen, "rows": sizes[at], "outcome": raw[at]}
    return figure, _rows(results, split, values) | {"drawn": drawn.astype(int)}


def says_data(table, words, results) -> str:
    """Tell how many observations there are, and from where to where they run."""
    count = alt_text.observations(words, len(results.prepared))
    groups = alt_text.groups(words, len(results.groups), results)
    unit = None if terms.is_share(results) else words.unit("y")
    y = alt_text.span(words, terms.outcomes(results), unit)
    name = words.share() if terms.has_trials(results) else words.label("y")
    texts = [f"{name}: {y}"]
    for variable in expected_of(results).variables:
        if variable.continuous and variable.name in table:
            x = alt_text.span(words, results.prepared[variable.column])
            texts.append(f"{terms.variable(words, variable.name)}: {x}")
    said = alt_text.sentence("; ".join(texts)).removesuffix(".")
    return words(f"{count} of {groups}. {said}.", f"{count} de {groups}. {said}.")
