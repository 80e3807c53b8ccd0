"""Figures of rates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pooling.basics.numerals import decimals_of
from pooling.checks import truth
from pooling.figures import alt_text
from pooling.figures.axes import around, with_difference
from pooling.figures.base import ESTIMATES, Figure
from pooling.figures.checks import of_models
from pooling.figures.graph import UNITS, Graph, Node, Plate
from pooling.figures.groups import name_places, rows
from pooling.figures.predictive import by_unit, new_unit, rootogram
from pooling.figures.style import (
    DATA,
    KINDS,
    PALE,
    POOLING_COLOURS,
    POOLING_LINES,
    POOLING_MARKS,
    canvas,
    legend_below,
    show_outcome,
)
from pooling.model.families.rates import MODELS

COMPLETE, NONE, PARTIAL = "complete_pooling", "no_pooling", "partial_pooling"
THREE = (COMPLETE, NONE, PARTIAL)
ZOOMS = 4  # times that an axis closes in on a density
UNSEEN = 0.005  # of the highest density


def _units(results):
    """Prepared table in the order of the groups."""
    return results.prepared.set_index("group").loc[results.groups]


def _by_size(results, words):
    """Lay units out by size: places, order, and a panel with its size blocks."""
    units = _units(results)
    raw = (units["y"] / units["N"]).to_numpy()
    order = rows(results, np.lexsort((raw, units["N"].to_numpy())), 150)
    figure, axes = canvas(height=3.8)
    place = np.arange(len(order))
    labels = [results.groups[at] for at in order]
    name_places(axes, labels, units["N"].to_numpy()[order], words)
    group = words.label("group")
    axes.set_xlabel(
        words(
            f"{words.axis('N')}, one column per {group}",
            f"{words.axis('N')}, una columna por {group}",
        )
    )
    return figure, axes, place, order, raw


def _rate(words):
    """Name the vertical axis of a rate."""
    return words(
        f"share of {words.label('y')}",
        f"proporción de {words.label('y')}",
    )


def _median_of_population(results) -> float:
    """Give the rate at the centre of the population, toward which estimates move."""
    from scipy.special import expit

    return float(expit(results.fits[PARTIAL].best("mu_alpha", "mean")))


def _ends(*rates) -> tuple[float, float]:
    """Limits of an axis of rates: some per cent would be a corner of 0 to 1."""
    return around(np.concatenate(rates), least=0.04)


@dataclass(frozen=True)
class Kind:
    """Units that are marked alike.

    Attributes
    ----------
    at : ndarray of bool
        Which of the units that are drawn.
    mark : str
        Shape of their marks.
    name, colour : str or None
        None where units are not told apart.
    """

    at: np.ndarray
    mark: str
    name: str | None = None
    colour: str | None = None


def _kinds(results, words, order) -> list[Kind]:
    """Tell units apart by the column that the configuration names, if it does."""
    if "colour" not in results.prepared:
        return [Kind(np.ones(len(order), bool), POOLING_MARKS["none"])]
    values = _units(results)["colour"].to_numpy()
    return [
        Kind(values[order] == value, mark, words.kind(value), colour)
        for value, (mark, colour) in zip(np.unique(values), KINDS, strict=False)
    ]


def _kind_column(results, order) -> dict:
    """Give the values by which units are marked, as a column of the numbers drawn."""
    if "colour" not in results.prepared:
        return {}
    return {"colour": _units(results)["colour"].to_numpy()[order]}


def _finds_kinds(table, words, results) -> str:
    """Tell by what units are marked, and how their raw rates differ by it."""
    if "colour" not in results.prepared:
        return ""
    units = _units(results)
    found = (units["y"] / units["N"]).groupby(units["colour"]).agg(["mean", "size"])
    shares = alt_text.numbers(words, *found["mean"])
    kinds = "; ".join(
        f"{words.kind(value)} {share} (n = {size})"
        for value, share, size in zip(found.index, shares, found["size"], strict=True)
    )
    label, y = words.label("colour"), words.label("y")
    return words(
        f"Marks: {label} (drawn, not modelled). Mean share of {y}: {kinds}.",
        f"Marcas: {label} (en el dibujo, no en el modelo). Proporción media de {y}: "
        f"{kinds}.",
    )


def _population_lines(axes, results, words) -> list[float]:
    """Draw complete pooling and the centre of the population; give where they lie."""
    complete = results.fits[COMPLETE].best("p", "mean")
    median = _median_of_population(results)
    axes.axhline(
        complete,
        color=POOLING_COLOURS["complete"],
        ls=POOLING_LINES["complete"],
        lw=1.3,
        label=words.pooling("complete"),
    )
    axes.axhline(
        median,
        color=POOLING_COLOURS["partial"],
        lw=0.9,
        zorder=1,
        label=words("median of the population", "mediana de la población"),
    )
    return [complete, median]


def survival(results, words):
    """Draw raw and partially pooled rates of the units, by size."""
    figure, axes, place, order, raw = _by_size(results, words)
    fit = results.fits[PARTIAL]
    mean, low, high = (
        fit.column("p", results.groups, statistic)[order]
        for statistic in ("mean", "q5", "q95")
    )
    raw = raw[order]
    axes.vlines(
        place,
        low,
        high,
        color=POOLING_COLOURS["partial"],
        lw=1,
        alpha=0.6,
        label=words("90 % interval", "intervalo del 90 %"),
    )
    axes.vlines(place, raw, mean, color=PALE, lw=0.8, zorder=1)
    kinds = _kinds(results, words, order)
    plain = kinds[0].name is None
    own, pooled = (
        POOLING_COLOURS[degree] if plain else DATA for degree in ("none", "partial")
    )
    hollow, full = {"mfc": "white", "ms": 4}, {"ms": 3.4}
    text = words("raw rate", "proporción observada")
    axes.plot([], [], POOLING_MARKS["none"], mec=own, label=text, **hollow)
    mark, text = POOLING_MARKS["partial" if plain else "none"], words.pooling("partial")
    axes.plot([], [], mark, color=pooled, label=text, **full)
    for kind in kinds:
        at, mec, colour = kind.at, kind.colour or own, kind.colour or pooled
        axes.plot(place[at], raw[at], kind.mark, mec=mec, **hollow)
        mark = POOLING_MARKS["partial"] if plain else kind.mark
        axes.plot(place[at], mean[at], mark, color=colour, label=kind.name, **full)
    levels = _population_lines(axes, results, words)
    axes.set_ylim(_ends(raw, low, high, levels))
    show_outcome(axes, words)
    axes.set_ylabel(_rate(words))
    legend_below(figure, columns=3)
    return figure, {
        "group": [results.groups[at] for at in order],
        "trials": _units(results)["N"].to_numpy()[order],
        "raw_rate": raw,
        "partial_pooling_mean": mean,
        "partial_pooling_q5": low,
        "partial_pooling_q95": high,
        **_kind_column(results, order),
    }


def _says_survival(table, words, results) -> str:
    """Tell how raw and partially pooled rates spread."""
    raw, partial = table["raw_rate"], table["partial_pooling_mean"]
    complete = alt_text.number(words, results.fits[COMPLETE].best("p", "mean"))
    count = alt_text.groups(words, len(raw), results)
    trials = alt_text.span(words, table["trials"], words.unit("N"))
    moved = alt_text.sentence(alt_text.moves_most(words, table["group"], raw, partial))
    from_raw, pooled = (alt_text.span(words, values) for values in (raw, partial))
    centre = _median_of_population(results)
    median, nearer = alt_text.number(words, centre), alt_text.nearer(raw, partial, centre)
    return words(
        f"{count}; {words.label('N')}: {trials}. Raw rates run from {from_raw}, "
        f"partially pooled ones from {pooled}; complete pooling gives {complete}, and the "
        f"median of the population is {median}: {nearer} of {len(raw)} come nearer to it. "
        f"{moved}",
        f"{count}; {words.label('N')}: de {trials}. Las proporciones observadas van de "
        f"{from_raw}, las de partial pooling de {pooled}; el pooling completo da "
        f"{complete}, y la mediana de la población es {median}: {nearer} de {len(raw)} "
        f"se acercan a ella. {moved}",
    )


def pooling(results, words):
    """Draw how each unit's rate moves from no pooling to partial pooling."""
    figure, axes, place, order, raw = _by_size(results, words)
    shown = [results.groups[at] for at in order]
    none, partial = (results.fits[model].column("p", shown) for model in (NONE, PARTIAL))
    zero = np.zeros(len(place))
    arrows = {"angles": "xy", "scale_units": "xy", "scale": 1, "minlength": 0}
    axes.quiver(
        place, none, zero, partial - none, width=0.0022, headwidth=4, color=DATA, **arrows
    )
    kinds = _kinds(results, words, order)
    plain = kinds[0].name is None
    for degree, values in (("none", none), ("partial", partial)):
        colour = POOLING_COLOURS[degree]
        look = {"color": colour, "mfc": "white" if degree == "none" else colour}
        for kind in kinds:
            mark = POOLING_MARKS[degree] if plain else kind.mark
            axes.plot(place[kind.at], values[kind.at], mark, ms=3.4, **look)
        mark, text = POOLING_MARKS[degree if plain else "none"], words.pooling(degree)
        axes.plot([], [], mark, ms=4, label=text, **look)
    for kind in kinds:
        if kind.name:
            axes.plot([], [], kind.mark, color=DATA, ms=4, label=kind.name)
    levels = _population_lines(axes, results, words)
    axes.set_ylim(_ends(raw[order], none, partial, levels))
    show_outcome(axes, words)
    axes.set_ylabel(words("posterior mean of p", "media a posteriori de p"))
    legend_below(figure, columns=3)
    return figure, {
        "group": shown,
        "trials": _units(results)["N"].to_numpy()[order],
        "raw_rate": raw[order],
        "complete_mean": np.full(len(place), levels[0]),
        "none_mean": none,
        "partial_mean": partial,
        **_kind_column(results, order),
    }


def _says_pooling(table, words, results) -> str:
    """Tell how the rates of the three degrees spread."""
    raw = alt_text.span(words, table["raw_rate"])
    degrees = alt_text.degrees(
        words, table["complete_mean"][0], table["none_mean"], table["partial_mean"]
    )
    count = alt_text.groups(words, len(table["group"]), results)
    return words(
        f"{count} with raw rates from {raw}: {degrees}.",
        f"{count} con proporciones observadas de {raw}: {degrees}.",
    )


def population(results, words):
    """Draw the distribution of rates in the population of units."""
    from scipy.special import expit, logit, ndtr

    fit, names = results.fits[PARTIAL], ("mu_alpha", "sigma_alpha")
    mu, sigma = fit.draws(*names).values()
    points, weights = fit.points(*names)
    centres, spreads = (points[name][:, None] for name in names)
    units = _units(results)
    raw = (units["y"] / units["N"]).to_numpy()
    reach = expit(np.percentile([mu - 3 * sigma, mu + 3 * sigma], (1, 99)))
    for _ in range(ZOOMS):
        edges = np.linspace(*np.clip(_ends(raw, reach), 0, 1), 401)
        # The mean of bins: at points, draws of hardly any spread would stand out.
        below = weights @ ndtr((logit(edges) - centres) / spreads)
        mean = np.diff(below) / np.diff(edges)
        # A few draws of a large spread reach where next to nothing is seen.
        seen = np.flatnonzero(mean > UNSEEN * mean.max())
        reach = edges[[seen[0], seen[-1] + 1]]
    grid = (edges[1:] + edges[:-1]) / 2
    chosen = np.linspace(0, len(mu) - 1, 40).round().astype(int)
    distance = (logit(grid) - mu[chosen, None]) / sigma[chosen, None]
    # Density of p where logit(p) is normal: the change of variable adds 1/(p(1-p)).
    curves = np.exp(-(distance**2) / 2) / (np.sqrt(2 * np.pi) * sigma[chosen, None])
    curves /= grid * (1 - grid)
    figure, axes = canvas(height=3.6)
    lines = axes.plot(
        grid,
        curves.T,
        color=POOLING_COLOURS["partial"],
        lw=0.6,
        alpha=0.35,
    )
    lines[0].set_label(words("one posterior draw", "una muestra a posteriori"))
    axes.plot(
        grid,
        mean,
        color=POOLING_COLOURS["partial"],
        lw=2.2,
        label=words("posterior mean density", "densidad media a posteriori"),
    )
    axes.plot(
        raw,
        np.full(len(raw), -0.02),
        "|",
        color=DATA,
        ms=9,
        transform=axes.get_xaxis_transform(),
        clip_on=False,
        label=words(
            f"raw rate of a {words.label('group')}",
            f"proporción observada ({words.label('group')})",
        ),
    )
    highest = np.percentile(curves.max(axis=1), 90)
    axes.set_ylim(0, min(1.25 * highest, 3 * mean.max()))
    axes.tick_params(axis="x", pad=9)
    axes.set_xlim(edges[0], edges[-1])
    show_outcome(axes, words, across=True)
    group = words.label("group")
    axes.set_xlabel(
        words(
            f"rate p of a {group} of the population",
            f"proporción p en la población ({group})",
        )
    )
    axes.set_ylabel(words("density", "densidad"))
    legend_below(figure, columns=3)
    return figure, {"p": grid, "mean_density": mean}


def _says_population(table, words, results) -> str:
    """Tell where the rates of the population lie."""
    found = alt_text.of_density(table["p"], table["mean_density"])
    count = alt_text.groups(words, len(results.groups), results)
    median = alt_text.number(words, _median_of_population(results))
    return words(
        f"Learned from {count}: the median of the population is {median}, its mean "
        f"{alt_text.interval(words, found)}, with the highest density near "
        f"{alt_text.number(words, found['mode'])}.",
        f"Aprendido de {count}: la mediana de la población es {median}, su media "
        f"{alt_text.interval(words, found)}, con la mayor densidad cerca de "
        f"{alt_text.number(words, found['mode'])}.",
    )


def error_by_size(results, words):
    """Draw the errors of raw and partially pooled rates against the truth."""
    figure, axes, place, order, _ = _by_size(results, words)
    units = _units(results)
    known = truth.errors(results)
    errors = {"none": known.raw, "partial": known.partial}
    sizes = units["N"].to_numpy()[order]
    names = {
        "none": words("raw rate", "proporción observada"),
        "partial": words.pooling("partial"),
    }
    for degree, error in errors.items():
        colour = POOLING_COLOURS[degree]
        face = "white" if degree == "none" else colour
        mark, name = POOLING_MARKS[degree], names[degree]
        axes.plot(place, error[order], mark, color=colour, mfc=face, ms=3.6, label=name)
        means = [error[order][sizes == size].mean() for size in np.unique(sizes)]
        blocks = [place[sizes == size] for size in np.unique(sizes)]
        axes.hlines(
            means,
            [block[0] - 0.4 for block in blocks],
            [block[-1] + 0.4 for block in blocks],
            color=colour,
            ls="-" if degree == "partial" else (0, (3, 1.5)),
            lw=1.8,
            zorder=2 if degree == "partial" else 2.5,
            label=words(f"{name}: mean of a size", f"{name}: media de un tamaño"),
        )
    axes.set_ylim(0, None)
    axes.set_ylabel(
        words(
            "absolute error against the true rate",
            "error absoluto frente a la proporción verdadera",
        )
    )
    legend_below(figure, columns=2)
    return figure, {
        "group": [results.groups[at] for at in order],
        "trials": sizes,
        "true_rate": units["p_true"].to_numpy()[order],
        "raw_error": errors["none"][order],
        "partial_pooling_error": errors["partial"][order],
        "gain": known.gain[order],
    }


def _finds_error_by_size(table, words, results) -> str:
    """Tell the mean errors at every size, and in how many units pooling is closer."""
    trials = np.asarray(table["trials"])
    known = truth.Errors(
        *(np.asarray(table[f"{name}_error"]) for name in ("raw", "partial_pooling"))
    )
    texts = []
    for size in _some(np.unique(trials)):
        raw, partial = alt_text.numbers(
            words,
            *(each[trials == size].mean() for each in (known.raw, known.partial)),
        )
        texts.append(words(f"{size}: {raw} and {partial}", f"{size}: {raw} y {partial}"))
    all_raw, all_partial, gain = with_difference(
        known.raw.mean(),
        known.partial.mean(),
        decimals_of(known.gain_error),
        words.language,
    )
    return words(
        f"Mean absolute errors of the raw rates and with partial pooling, by "
        f"{words.axis('N')}: {'; '.join(texts)}. All together: {all_raw} and {all_partial}, "
        f"a gain of {gain}. With partial pooling {known.closer} of "
        f"{len(trials)} estimates are closer to the truth.",
        f"Errores absolutos medios de las proporciones observadas y con partial "
        f"pooling, por {words.axis('N')}: {'; '.join(texts)}. En conjunto: {all_raw} y "
        f"{all_partial}, una ganancia de {gain}. Con partial pooling {known.closer} "
        f"de {len(trials)} estimaciones están más cerca de la verdad.",
    )


def _says_error_by_size(table, words, results) -> str:
    """Tell how many units there are, and their errors."""
    count = alt_text.groups(words, len(table["trials"]), results)
    return f"{count}. {_finds_error_by_size(table, words, results)}"


def _some(sizes, most: int = 6):
    """Take all of a few sizes, or an even selection with both ends."""
    if len(sizes) <= most:
        return sizes
    return sizes[np.linspace(0, len(sizes) - 1, most).round().astype(int)]


def _simulated(settings, models):
    """Say that the truth is known."""
    return settings.simulate is not None


COUNTS = {
    "N": Node("N_i", 1.1, 0, "known"),
    "y": Node("y_i", 0, 0, "observed", ("p", "N")),
}
BY_UNIT = COUNTS | {"p": Node("p_i", 0, 1.15, "computed", ("alpha",))}
PLATE = (Plate(("alpha", "p", "y", "N"), UNITS),)

PREDICTIVE = {"prior": by_unit, "posterior": rootogram}
NEW_GROUP = new_unit

GRAPHS = {
    "complete_pooling": Graph(
        COUNTS
        | {
            "alpha": Node(r"\alpha", 0, 2.7, prior="alpha"),
            "p": Node("p", 0, 1.5, "computed", ("alpha",)),
        },
        (Plate(("y", "N"), UNITS),),
    ),
    "no_pooling": Graph(
        BY_UNIT | {"alpha": Node(r"\alpha_i", 0, 2.3, prior="alpha")}, PLATE
    ),
    "partial_pooling": Graph(
        BY_UNIT
        | {
            "mu_alpha": Node(r"\mu_\alpha", -0.6, 3.7, prior="mu_alpha"),
            "sigma_alpha": Node(r"\sigma_\alpha", 0.6, 3.7, prior="sigma_alpha"),
            "alpha": Node(r"\alpha_i", 0, 2.3, parents=("mu_alpha", "sigma_alpha")),
        },
        PLATE,
    ),
}

FIGURES = {
    "survival": Figure(
        survival,
        _says_survival,
        {
            "en": "Raw and partially pooled rates",
            "es": "Proporciones observadas y con partial pooling",
        },
        {
            "en": "Units by size, smallest first. Estimates are pooled toward the median of "
            "the population (green line), which weighs all units alike, and not toward "
            "complete pooling (dashed), which weighs all trials alike. Look which move most.",
            "es": "Unidades por tamaño, primero las chicas. Las estimaciones se acercan a la "
            "mediana de la población (línea verde), en la que cada unidad pesa lo mismo, y no "
            "al pooling completo (de trazos), en el que pesa lo mismo cada ensayo. Mire "
            "cuáles se mueven más.",
        },
        (COMPLETE, PARTIAL),
        finds=_finds_kinds,
    ),
    "pooling": Figure(
        pooling,
        _says_pooling,
        {"en": "Three degrees of pooling", "es": "Tres grados de pooling"},
        {
            "en": "Units by size, smallest first, and those of one size by their raw rate. "
            "Each arrow takes a unit from no pooling to partial pooling; complete pooling "
            "(dashed) is one value for all. Look whether arrows point to the median of the "
            "population, and where they are long.",
            "es": "Unidades por tamaño, primero las chicas, y las de un mismo tamaño por su "
            "proporción observada. Cada flecha lleva una unidad de no pooling a partial "
            "pooling; el pooling completo (de trazos) es un solo valor para todas. Mire si las "
            "flechas apuntan a la mediana de la población, y dónde son largas.",
        },
        THREE,
        finds=_finds_kinds,
    ),
    "population": Figure(
        population,
        _says_population,
        {"en": "The population of rates", "es": "La población de proporciones"},
        {
            "en": "What the units say about the population they come from: densities of the "
            "rate p for single posterior draws, and their mean.",
            "es": "Lo que las unidades dicen de la población de la que vienen: "
            "densidades de la proporción p para muestras a posteriori individuales, y "
            "su media.",
        },
        (PARTIAL,),
        (*ESTIMATES, "posterior.nc", "exact_nodes.nc"),
    ),
    "error_by_size": Figure(
        error_by_size,
        _says_error_by_size,
        {"en": "Errors against the truth", "es": "Errores frente a la verdad"},
        {
            "en": "Absolute errors of raw and partially pooled rates where the truth is "
            "known, with their means for each size. This is one simulated table; another "
            "may differ.",
            "es": "Errores absolutos de las proporciones observadas y con partial "
            "pooling cuando se conoce la verdad, con sus medias por tamaño. Es una "
            "sola tabla simulada; otra puede diferir.",
        },
        (PARTIAL,),
        applies=_simulated,
        finds=_finds_error_by_size,
    ),
    **of_models(MODELS, compared=True),
}
