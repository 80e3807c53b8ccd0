"""Predictive checks: what a model expects to see, before and after the data."""

from __future__ import annotations

from functools import cache
from itertools import product

import numpy as np

from pooling.checks.predictive.words import (
    QUANTITIES,
    name_of_test,
    new_group_reading,
    posterior_reading,
    prior_reading,
)
from pooling.checks.predictive.words import REPLICATES as REPLICATED
from pooling.figures import alt_text
from pooling.figures.axes import around
from pooling.figures.groups import apart, name_places, rows
from pooling.figures.style import (
    DATA,
    EXACT,
    PALE,
    POOLING_COLOURS,
    PRIOR,
    canvas,
    legend_below,
    no_grid,
    show_column,
    show_outcome,
)
from pooling.model import families

SHOWN = 50  # replicated tables that are drawn one by one
UNITS = 150  # units that fit one row
PANELS = 8  # coins, or sizes of units, that get a panel of their own
SIZES = 4
BINS = 40
COLUMNS = 3  # of test statistics
UNITS_PER_BIN, LEAST_BINS = 3, 8  # of a rootogram, on average
FEWEST = 5  # transforms that have a distribution to look at
MOSTLY = 0.5  # share of tables like the observed one above which a number says little
UNLIKELY = 0.05  # p-value of one group below which it is named in a figure
LONG = 24  # letters of a name that leave no room for a unit beside it


def replicates(results, kind: str) -> np.ndarray:
    """Load the replicated tables of a fit.

    Parameters
    ----------
    results : pooling.checks.results.Results
        With one fit, and its file of that kind.
    kind : {"prior", "posterior"}
        Which of them.

    Returns
    -------
    ndarray
        Shape (draw, observation), in the order of the Stan data; of a large table
        some draws only.
    """
    from pooling.checks.predictive.base import (
        LEAST_DRAWS,
        NUMBERS,
        from_prior,
        replicated,
    )

    # With the seed of the checks: the tables are those that they judge.
    case = case_of(results, f"{kind}_predictive")
    if kind == "posterior":
        return np.concatenate(list(replicated(case, NUMBERS)))
    return np.concatenate([tables for _, tables in from_prior(case, LEAST_DRAWS)])


def colour_of(results, model: str) -> str:
    """Colour of a model's degree of pooling."""
    declared = families.get(results.settings["family"]).MODELS[model]
    return POOLING_COLOURS[declared.pooling]


def _colour(results, model: str, kind: str) -> str:
    """Colour of replicates from the prior, or of a model's own."""
    return PRIOR if kind == "prior" else colour_of(results, model)


def case_of(results, checked: str | None = None):
    """Give the fit of a figure to the checks, with the seed of their results.

    Parameters
    ----------
    results : pooling.checks.results.Results
        With one fit.
    checked : str, optional
        Which JSON of the checks holds the seed, where numbers are drawn.

    Returns
    -------
    pooling.checks.predictive.base.Case
    """
    from pooling.checks.predictive.base import Case

    ((model, fit),) = results.fits.items()
    seed = fit.json(checked)["seed"] if checked else 0
    return Case(results.settings["family"], model, fit, results.groups, seed)


def say(figure, sentence: str) -> None:
    """Write a sentence over a figure."""
    # It is broken into lines where the figure is written.
    figure.suptitle(sentence, x=0.01, ha="left", fontsize=8.5)


def _density(values, grid) -> np.ndarray:
    """Smooth draws into a density; the bandwidth is Silverman's (1986, eq. 3.31)."""
    low, high = np.percentile(values, [25, 75])
    spread = min(values.std(), (high - low) / 1.34) or values.std()
    # From its start on, the grid is even also where doubles around it are few.
    values, grid = values - grid[0], np.linspace(0, grid[-1] - grid[0], len(grid))
    width = 0.9 * spread * len(values) ** -0.2
    # Counts on the grid, smoothed: the same sum over fewer terms.
    step = grid[1]
    edges = np.append(grid - step / 2, grid[-1] + step / 2)
    counts = np.histogram(values, edges)[0]
    kernel = np.exp(-0.5 * ((grid[:, np.newaxis] - grid) / max(width, step / 2)) ** 2)
    kernel /= kernel.sum(axis=0)
    return kernel @ counts / (len(values) * step)


def _given(results, kind: str) -> list[float]:
    """Give the plausible range that the configuration states, where the prior is drawn."""
    ((_, fit),) = results.fits.items()
    return (fit.json("prior_predictive")["plausible"] if kind == "prior" else None) or []


def _shaded(span, given: list[float], words) -> tuple[list, list[str]]:
    """Shade the plausible range, if there is one, and name it for the legend.

    Parameters
    ----------
    span : callable
        ``axvspan`` or ``axhspan`` of the axes.
    given : list of float
        From `_given`.
    words : pooling.figures.words.Words
        Language of the name.
    """
    if not given:
        return [], []
    patch = span(*given, color=PALE, alpha=0.45, lw=0, zorder=0)
    return [patch], [words("plausible range given", "intervalo plausible dado")]


def _summary_panel(axes, values, observed, colour, words) -> None:
    """Draw a statistic of the replicated tables and of the observed one."""
    top = max(np.percentile(values, 99), 1.05 * observed)
    ends = around([min(values.min(), 0.95 * observed), top], 0)
    axes.hist(values, np.linspace(*ends, BINS), color=colour, alpha=0.45)
    axes.axvline(observed, color=EXACT, lw=1.6)
    axes.set_yticks([])
    no_grid(axes)
    share = np.mean(values >= observed)
    axes.set_title(
        words(
            f"{words.number(100 * share, '.0f')} % equal or exceed\nthe observed",
            f"el {words.number(100 * share, '.0f')} % iguala o supera\nlo observado",
        ),
        fontsize=8,
    )


def real(results, words, kind: str):
    """Draw replicated tables of a real outcome over the observed one."""
    ((model, fit),) = results.fits.items()
    data = fit.stan_data
    y, group = np.asarray(data["y"]), np.asarray(data["group"]) - 1
    copies = replicates(results, kind)
    colour = _colour(results, model, kind)
    chosen = copies[np.linspace(0, len(copies) - 1, SHOWN).round().astype(int)]
    low, high = np.percentile(chosen, [0.5, 99.5])
    given = _given(results, kind)
    low, high = min(low, y.min(), *given), max(high, y.max(), *given)
    grid = np.linspace(*around([low, high], 0.1), 300)
    figure, (axes, panel) = canvas(1, 2, height=3.3, width_ratios=[2, 1])
    curves = np.array([_density(copy, grid) for copy in chosen])
    axes.plot(grid, curves.T, color=colour, lw=0.6, alpha=0.4)
    observed = _density(y, grid)
    axes.plot(grid, observed, color=EXACT, lw=1.8)
    axes.set_ylim(0, 1.1 * max(observed.max(), np.percentile(curves.max(axis=1), 90)))
    axes.set_xlim(grid[0], grid[-1])
    axes.set_xlabel(words.axis("y"))
    axes.set_ylabel(words("density", "densidad"))
    limit = show_outcome(axes, words, across=True)
    size = np.bincount(group)
    spreads = np.array([(np.bincount(group, copy) / size).std(ddof=1) for copy in copies])
    own = (np.bincount(group, y) / size).std(ddof=1)
    _summary_panel(panel, spreads, own, colour, words)
    unit = words.unit("y")
    name = words("sd of the group means", "DE de las medias")
    panel.set_xlabel(f"{name}\n({unit})" if unit else name)
    shade = _shaded(axes.axvspan, given, words)
    lines = [(line, line.get_label()) for line in limit]
    _legend(figure, axes, colour, words, [*zip(*shade, strict=True), *lines])
    return figure, {
        "y": grid,
        "observed_density": observed,
        **{
            f"replicates_q{level}": np.percentile(curves, level, axis=0)
            for level in (5, 50, 95)
        },
    }


def _says_real(table, words, results) -> str:
    """Tell how much of the observed density the replicated data sets hold."""
    density = table["observed_density"]
    inside = (density >= table["replicates_q5"]) & (density <= table["replicates_q95"])
    share = alt_text.percent(words, density[inside].sum() / density.sum())
    seen = alt_text.span(words, results.prepared["y"], words.unit("y"))
    return words(
        f"The observed outcomes run from {seen}; {share} of their density lies within "
        f"the central 90 % of {SHOWN} replicated data sets.",
        f"La respuesta observada va de {seen}; el {share} de su densidad queda dentro "
        f"del 90 % central de {SHOWN} conjuntos de datos replicados.",
    )


def _legend(figure, axes, colour, words, more=()) -> None:
    """Tell replicated tables from the observed one, and name what else is drawn."""
    handles = axes.plot([], [], color=EXACT, lw=1.8)
    handles += axes.plot([], [], color=colour, lw=1.2, alpha=0.7)
    texts = [
        words("observed table", "tabla observada"),
        words("replicated data", "datos replicados"),
    ]
    handles += [handle for handle, _ in more]
    texts += [text for _, text in more]
    legend_below(figure, handles, texts)


def by_unit(results, words, kind: str):
    """Draw the rates that a model expects of each unit, and the observed ones."""
    ((model, fit),) = results.fits.items()
    y, n = np.asarray(fit.stan_data["y"]), np.asarray(fit.stan_data["N"])
    raw = y / n
    copies = replicates(results, kind) / n
    colour = _colour(results, model, kind)
    order = np.lexsort((raw, n))
    if len(order) > UNITS:
        order = order[np.linspace(0, len(order) - 1, UNITS).round().astype(int)]
    levels = (5, 25, 75, 95)
    bounds = dict(
        zip(levels, np.percentile(copies[:, order], levels, axis=0), strict=True)
    )
    figure, (axes, panel) = canvas(1, 2, height=3.9, width_ratios=[3, 1])
    place = np.arange(len(order))
    width = 4 if len(order) < 80 else 2
    axes.vlines(place, bounds[5], bounds[95], color=colour, alpha=0.35, lw=width)
    axes.vlines(place, bounds[25], bounds[75], color=colour, alpha=0.8, lw=width)
    inside = (raw[order] >= bounds[5]) & (raw[order] <= bounds[95])
    for mask, face in ((inside, EXACT), (~inside, "white")):
        axes.plot(
            place[mask], raw[order][mask], "o", mfc=face, mec=EXACT, ms=3.4, mew=0.8
        )
    sizes = n[order]
    labels = [results.groups[at] for at in order]
    name_places(axes, labels, sizes, words, share=0.7)
    axes.set_ylim(-0.03, 1.03)
    axes.set_xlabel(words.axis("N"))
    axes.set_ylabel(
        words(f"share of {words.label('y')}", f"proporción de {words.label('y')}")
    )
    _summary_panel(panel, copies.std(axis=1, ddof=1), raw.std(ddof=1), colour, words)
    panel.set_xlabel(words("sd of the raw rates", "DE de las\nproporciones"))
    handles = [axes.plot([], [], color=colour, lw=4, alpha=a)[0] for a in (0.8, 0.35)]
    handles += axes.plot([], [], "o", color=EXACT, ms=4)
    texts = [
        words("half of the replicated data sets", "la mitad de los datos replicados"),
        words("90 % of them", "el 90 % de ellos"),
        words("observed", "observado"),
    ]
    if not inside.all():
        handles += axes.plot([], [], "o", mfc="white", mec=EXACT, ms=4)
        texts.append(words("observed, outside the 90 %", "observado, fuera del 90 %"))
    patches, names = _shaded(axes.axhspan, _given(results, kind), words)
    legend_below(figure, handles + patches, texts + names, columns=2)
    table = {
        "group": [results.groups[at] for at in order],
        "trials": sizes,
        "observed_rate": raw[order],
    }
    return figure, table | {f"replicates_q{level}": bounds[level] for level in levels}


def _says_by_unit(table, words, results) -> str:
    """Tell how many units lie where the model expects them."""
    rate = table["observed_rate"]
    inside = (rate >= table["replicates_q5"]) & (rate <= table["replicates_q95"])
    count = alt_text.groups(words, len(rate), results)
    return words(
        f"{count}, observed rates from {alt_text.span(words, rate)}; within the central "
        f"90 % of the replicated data sets: {inside.sum()} of {len(rate)}.",
        f"{count}, proporciones observadas de {alt_text.span(words, rate)}; dentro del "
        f"90 % central de los datos replicados: {inside.sum()} de {len(rate)}.",
    )


def _count_axis(axes, edges, words) -> None:
    """Put successes on the horizontal axis, with whole numbers."""
    from matplotlib.ticker import MaxNLocator

    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlim(edges[0], edges[-1])
    axes.set_ylim(0, None)
    axes.set_xlabel(words.axis("y") if "y" in words.labels else words.counted("success"))


def by_coin(results, words, kind: str):
    """Draw how often each number of successes is expected of each coin."""
    ((model, fit),) = results.fits.items()
    y, n = fit.stan_data["y"], fit.stan_data["N"]
    copies = replicates(results, kind)
    colour = _colour(results, model, kind)
    shown = min(len(y), PANELS)
    columns = min(shown, 2)
    lines = -(-shown // columns)
    figure, panels = canvas(lines, columns, height=0.9 + 2.2 * lines, squeeze=False)
    from pooling.checks.predictive.coins import expected

    means = expected(case_of(results), kind)
    table = {"group": [], "expected": [], "successes": [], "share": []}
    for coin, axes in enumerate(panels.flat):
        if coin >= shown:
            axes.set_visible(False)
            continue
        edges = _reached(y[coin], copies[:, coin])
        share = np.histogram(_within(copies[:, coin], edges), edges)[0] / len(copies)
        axes.stairs(share, edges, fill=True, color=colour, alpha=0.45)
        axes.stairs(share, edges, color=colour, lw=0.8)
        axes.axvline(y[coin], color=EXACT, lw=1.6)
        axes.set_title(
            words(
                f"{words.group(results.groups[coin])}: {y[coin]} of {n[coin]}",
                f"{words.group(results.groups[coin])}: {y[coin]} de {n[coin]}",
            )
        )
        _count_axis(axes, edges, words)
        for key, value in zip(
            table,
            (
                [results.groups[coin]] * len(share),
                [means[coin]] * len(share),
                _middles(edges),
                share,
            ),
            strict=True,
        ):
            table[key].extend(value)
    for axes in panels[:, 0]:
        axes.set_ylabel(words("share of the tables", "proporción de las tablas"))
    _legend(figure, panels[0, 0], colour, words)
    return figure, table


def _says_by_coin(table, words, results) -> str:
    """Tell how many successes each coin had, and how many are expected."""
    ((_, fit),) = results.fits.items()
    texts = []
    for coin, label in enumerate(results.groups[:PANELS]):
        at = list(table["group"]).index(label)
        mean = alt_text.number(words, float(table["expected"][at]))
        y, n = fit.stan_data["y"][coin], fit.stan_data["N"][coin]
        texts.append(
            words(
                f"{words.group(label)}: {y} of {n}, {mean} are expected",
                f"{words.group(label)}: {y} de {n}, se esperan {mean}",
            )
        )
    counted = words.counted("success")
    return alt_text.sentence(f"{counted}. {'; '.join(texts)}")


def _edges(highest: int, most: int = BINS, lowest: int = 0) -> np.ndarray:
    """Bins for counts of a range: one for each count where they are few."""
    step = -(-(highest - lowest + 1) // most)
    return np.arange(lowest, highest + step + 1, step) - 0.5


def _reached(seen, *drawn, most: int = BINS) -> np.ndarray:
    """Bins for the counts that were seen or that draws reach.

    Three successes in a thousand trials would all fall into the first of some bins
    from 0 to a thousand. One draw in a thousand may lie beyond either end.
    """
    ends = [np.percentile(counts, [0.1, 99.9]) for counts in drawn]
    every = np.append(np.ravel(ends), seen)
    return _edges(int(np.ceil(every.max())), most, int(every.min()))


def _within(counts, edges) -> np.ndarray:
    """Let the first and the last bin hold what lies beyond them."""
    return np.clip(counts, edges[0], edges[-1] - 0.5)


def _middles(edges) -> np.ndarray:
    """Counts in the middle of bins."""
    return (edges[:-1] + edges[1:]) / 2


def before(results, words, draw):
    """Draw what is expected before the data, with its reading in one sentence.

    Parameters
    ----------
    results : pooling.checks.results.Results
        With one fit.
    words : pooling.figures.words.Words
        Language of the texts.
    draw : callable
        The family's own figure.
    """
    (fit,) = results.fits.values()
    found = fit.json("prior_predictive")
    sentence = prior_reading(found, words.language, words.unit("y"))
    figure, table = draw(results, words, "prior")
    say(figure, sentence)
    return figure, table


def _known(results, words, known) -> str:
    """Name a group of the table and say how large it is."""
    name = words.group(results.groups[known.group])
    return f"{name}\n{alt_text.observations(words, known.size)}"


def _a_new(words) -> str:
    """Name a new group."""
    return words(
        f"a new {words.label('group')}", f"un grupo nuevo ({words.label('group')})"
    )


def new_mean(results, words):
    """Draw predictions for an observation of two known groups and of a new one."""
    ((model, fit),) = results.fits.items()
    case = case_of(results)
    y, group = np.asarray(case.data["y"]), np.asarray(case.data["group"]) - 1
    (prediction,) = case.own.new_group(case)
    lines = [
        (_known(results, words, known), known.outcome, y[group == known.group])
        for known in prediction.existing
    ]
    lines.append((_a_new(words), prediction.outcome, y[:0]))
    colour = colour_of(results, model)
    figure, axes = canvas(height=3.6)
    say(figure, new_group_reading(fit.json("predictive_new_group"), words.language))
    ends = [outcome.quantile(q) for _, outcome, _ in lines for q in (0.003, 0.997)]
    grid = np.linspace(*around(ends, 0), 1200)
    table = {"group": [], "q5": [], "q50": [], "q95": []}
    for place, (name, outcome, seen) in enumerate(lines):
        base = -place
        curve = outcome.density(grid)
        height = 0.62 * curve / curve.max()
        last = place == len(lines) - 1
        axes.fill_between(
            grid, base, base + height, color=colour, alpha=0.45 if last else 0.2, lw=0
        )
        axes.plot(grid, base + height, color=colour, lw=1.2)
        low, middle, high = (outcome.quantile(q) for q in (0.05, 0.5, 0.95))
        axes.plot([low, high], [base - 0.07] * 2, color=colour, lw=2.4)
        axes.plot(seen, np.full(len(seen), base - 0.15), "|", color=DATA, ms=6, mew=0.7)
        span = f"90 %: {' … '.join(alt_text.numbers(words, low, high))}"
        if words.original():
            span += f"\n{words.original_span(low, high)}"
        axes.annotate(
            words(span, span),
            (1, base + 0.3),
            xycoords=("axes fraction", "data"),
            ha="right",
            fontsize=8,
            color=DATA,
        )
        for key, value in zip(
            table, (name.replace("\n", ", "), low, middle, high), strict=True
        ):
            table[key].append(value)
    axes.set_yticks(-np.arange(len(lines)), [name for name, *_ in lines])
    axes.set_xlim(grid[0], grid[-1] + 0.18 * (grid[-1] - grid[0]))
    axes.tick_params(axis="y", length=0)
    no_grid(axes, "y")
    axes.set_xlabel(words.axis("y"))
    limit = show_outcome(axes, words, across=True)
    handles = axes.plot([], [], color=colour, lw=2.4)
    handles += axes.plot([], [], "|", color=DATA, ms=7)
    texts = [
        words("90 % of the predictions", "90 % de las predicciones"),
        words("observed", "observado"),
    ]
    handles += limit
    texts += [line.get_label() for line in limit]
    legend_below(figure, handles, texts)
    return figure, table


def _says_new_mean(table, words, results) -> str:
    """Tell the interval of each prediction."""
    texts = [
        f"{name}: {alt_text.span(words, ends, words.unit('y'))}"
        for name, *ends in zip(table["group"], table["q5"], table["q95"], strict=True)
    ]
    return words("90 % of the predictions: ", "90 % de las predicciones: ") + (
        "; ".join(texts) + "."
    )


def new_line(results, words):
    """Draw predictions over the predictor for two known groups and a new one."""
    ((model, fit),) = results.fits.items()
    case = case_of(results)
    data, group = case.data, np.asarray(case.data["group"]) - 1
    grid = np.asarray(data["x_new"])
    points = case.own.new_group(case)
    panels_of = [
        (
            _known(results, words, known),
            [point.existing[place].outcome for point in points],
            group == known.group,
        )
        for place, known in enumerate(points[0].existing)
    ]
    panels_of.append((_a_new(words), [point.outcome for point in points], group < 0))
    centre = results.facts["centre"]
    colour = colour_of(results, model)
    # Where all groups have one size, a single known one is shown.
    figure, panels = canvas(1, len(panels_of), height=3.7, sharey=True, sharex=True)
    say(figure, new_group_reading(fit.json("predictive_new_group"), words.language))
    table = {"group": [], "x": []} | {f"q{level}": [] for level in (5, 25, 50, 75, 95)}
    for axes, (name, outcomes, mask) in zip(panels, panels_of, strict=True):
        q5, q25, q50, q75, q95 = (
            np.array([outcome.quantile(q) for outcome in outcomes])
            for q in (0.05, 0.25, 0.5, 0.75, 0.95)
        )
        x = grid + centre
        axes.fill_between(
            x,
            q5,
            q95,
            color=colour,
            alpha=0.2,
            lw=0,
            label=words("90 % of the predictions", "90 % de las predicciones"),
        )
        axes.fill_between(
            x,
            q25,
            q75,
            color=colour,
            alpha=0.4,
            lw=0,
            label=words("half of them", "la mitad de ellas"),
        )
        axes.plot(x, q50, color=colour, lw=1.5, label=words("median", "mediana"))
        axes.plot(
            np.asarray(data["x"])[mask] + centre,
            np.asarray(data["y"])[mask],
            "o",
            color=DATA,
            ms=3.4,
            label=words("observed", "observado"),
        )
        axes.set_title(name, fontsize=9)
        axes.set_xlabel(words.axis("x"))
        columns = ([name.replace("\n", ", ")] * len(x), x, q5, q25, q50, q75, q95)
        for key, column in zip(table, columns, strict=True):
            table[key].extend(column)
    show_column(panels[0].xaxis, words, "x")
    panels[0].set_ylabel(words.axis("y"))
    show_outcome(panels, words)
    legend_below(figure)
    return figure, table


def _says_new_line(table, words, results) -> str:
    """Tell the intervals in the middle of the predictor's range."""
    x, names = np.asarray(table["x"]), np.asarray(table["group"])
    middle = x[np.abs(x - (x.min() + x.max()) / 2).argmin()]
    texts = []
    for name in dict.fromkeys(table["group"]):
        at = np.flatnonzero((names == name) & (x == middle))[0]
        ends = alt_text.span(words, [table["q5"][at], table["q95"][at]], words.unit("y"))
        texts.append(f"{name}: {ends}")
    at = alt_text.with_unit(words.value("x", middle, x.std()), words.unit("x"))
    at = f"{words.label('x')} {at}"
    return words(
        f"90 % of the predictions at {at}: {'; '.join(texts)}.",
        f"90 % de las predicciones con {at}: {'; '.join(texts)}.",
    )


def new_unit(results, words):
    """Draw predicted successes of a known unit and of a new one of the same size."""
    ((model, fit),) = results.fits.items()
    case = case_of(results)
    y, every = case.data["y"], case.own.new_group(case)
    at = np.linspace(0, len(every) - 1, min(SIZES, len(every))).round().astype(int)
    chosen = [every[place] for place in np.unique(at)]
    # Three stand in one row, so that no quadrant is empty.
    columns = len(chosen) if len(chosen) < SIZES else 2
    lines = -(-len(chosen) // columns)
    figure, panels = canvas(lines, columns, height=1.1 + 2.1 * lines, squeeze=False)
    say(figure, new_group_reading(fit.json("predictive_new_group"), words.language))
    colour = colour_of(results, model)
    table = {"group": [], "trials": [], "observed": [], "successes": []}
    for who in ("existing", "new"):
        table |= {f"{name}_{who}": [] for name in ("share", "q5", "q95")}
    for axes, prediction in zip(panels.flat, chosen, strict=True):
        size, (known,) = prediction.at, prediction.existing
        both = {"existing": known.outcome, "new": prediction.outcome}
        seen = y[known.group]
        ends = [each.quantile(q) for each in both.values() for q in (0.001, 0.999)]
        edges = _edges(int(max(*ends, seen)), lowest=int(min(*ends, seen)))
        name = words.group(results.groups[known.group])
        columns_of = {
            "group": results.groups[known.group],
            "trials": size,
            "observed": seen,
            "successes": _middles(edges),
        }
        for who, outcome in both.items():
            columns_of[f"share_{who}"] = outcome.shares(edges)
            columns_of |= {
                f"q{level}_{who}": outcome.quantile(level / 100) for level in (5, 95)
            }
        for key, column in columns_of.items():
            table[key].extend(np.broadcast_to(column, len(edges) - 1))
        axes.stairs(columns_of["share_existing"], edges, fill=True, color=PALE)
        axes.stairs(columns_of["share_new"], edges, color=colour, lw=1.8)
        axes.axvline(seen, color=EXACT, lw=1.6)
        a, b = (words.number(int(count), "d") for count in (seen, size))
        axes.set_title(words(f"{name}: {a} of {b}", f"{name}: {a} de {b}"), fontsize=9)
        _count_axis(axes, edges, words)
    for axes in panels[:, 0]:
        axes.set_ylabel(words("share of the predictions", "proporción de predicciones"))
    from matplotlib.patches import Patch

    handles = [
        Patch(color=PALE),
        *axes.plot([], [], color=colour, lw=1.8),
        *axes.plot([], [], color=EXACT, lw=1.6),
    ]
    texts = [
        words(f"this {words.label('group')} again", "el mismo, otra vez"),
        words(
            f"a new {words.label('group')} of its size", "uno nuevo de su mismo tamaño"
        ),
        words("observed", "observado"),
    ]
    legend_below(figure, handles, texts)
    return figure, table


def _says_new_unit(table, words, results) -> str:
    """Tell the intervals of the successes of each unit, and of a new one."""
    texts = []
    for label in dict.fromkeys(table["group"]):
        at = list(table["group"]).index(label)
        own = {key: column[at] for key, column in table.items()}
        known, new = (
            alt_text.span(words, [own[f"q5_{who}"], own[f"q95_{who}"]])
            for who in ("existing", "new")
        )
        seen = words(*(f"{own['observed']} {of} {own['trials']}" for of in ("of", "de")))
        texts.append(
            words(
                f"{words.group(label)} ({seen}) {known}, a new one {new}",
                f"{words.group(label)} ({seen}) {known}, uno nuevo {new}",
            )
        )
    counted = words.counted("success")
    return words(
        f"90 % of the predictions ({counted}): {'; '.join(texts)}.",
        f"90 % de las predicciones ({counted}): {'; '.join(texts)}.",
    )


def _frequencies(tables: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Count in each table the units in each bin, shape (draw, bin).

    The first and the last bin hold what lies beyond them.
    """
    width = len(edges) - 1
    # What lies on an edge must not depend on the last digit.
    places = np.searchsorted(edges, tables + 1e-9 * np.ptp(edges), side="right") - 1
    places = np.clip(places, 0, width - 1)
    places += width * np.arange(len(tables))[:, np.newaxis]
    counts = np.bincount(places.ravel(), minlength=width * len(tables))
    return counts.reshape(len(tables), width)


def _by_trials(n) -> dict[str, np.ndarray]:
    """Sort units by their trials: one class for each size, or quarters of the units.

    Returns
    -------
    dict of ndarray of bool
        Trials of a class, as text -> its units, the smallest first.
    """
    ends = np.unique(n)
    if len(ends) > SIZES:
        quarters = np.arange(1, SIZES + 1) / SIZES
        ends = np.unique(np.quantile(n, quarters, method="inverted_cdf"))
    place = np.searchsorted(ends, n)
    classes = {}
    for at in range(len(ends)):
        own = place == at
        low, high = n[own].min(), n[own].max()
        classes[f"{low}" if low == high else f"{low}\N{EN DASH}{high}"] = own
    return classes


def _share_bins(y, n, tables, most: int) -> np.ndarray:
    """Bins for the shares of some units.

    Of units of one size a bin holds as many counts as another, or one more: none is
    empty because no share can lie there.
    """
    if np.ptp(n):
        reached = [np.percentile(drawn / n, [0.1, 99.9]) for drawn in tables]
        ends = around(np.append(np.ravel(reached), y / n), 0)
        return np.linspace(*np.clip(ends, 0, 1), most + 1)
    every = np.append(np.ravel([np.percentile(d, [0.1, 99.9]) for d in tables]), y)
    low, counts = int(every.min()), int(np.ceil(every.max())) - int(every.min()) + 1
    bins = -(-counts // -(-counts // most))
    return (low - 0.5 + np.round(np.linspace(0, counts, bins + 1))) / n[0]


def rootogram(results, words, kind: str):
    """Draw how many units of a size have each share of successes, seen and expected.

    Kleiber and Zeileis (2016), The American Statistician 70, 296-303: on the scale of
    square roots deviations are as large for small counts as for large ones.
    """
    (model,) = results.fits
    case = case_of(results, "posterior_predictive")
    y, n = (np.asarray(case.data[name]) for name in ("y", "N"))
    classes = _by_trials(n)
    few = len(n) // len(classes) // UNITS_PER_BIN
    few = int(np.clip(few, LEAST_BINS, BINS))
    tables = {"fitted": replicates(results, kind)}
    new = list(case.own.new_tables(case))
    if new:
        tables["new"] = np.concatenate(new)
    bins = {
        size: _share_bins(y[own], n[own], [d[:, own] for d in tables.values()], few)
        for size, own in classes.items()
    }
    group = words.label("group")
    names = {
        "fitted": words(f"each {group} again", f"cada {group}, otra vez"),
        "new": words(
            f"a new {group} in the place of each",
            f"un caso nuevo en lugar de cada {group}",
        ),
    }
    colour = _colour(results, model, kind)
    lines, columns = len(tables), len(classes)
    share = {"sharex": True, "sharey": True, "squeeze": False}
    figure, panels = canvas(lines, columns, 1.3 + 1.7 * lines, **share)
    table = {
        name: []
        for name in (
            *("trials", "replicates", "share", "observed"),
            *("expected", "expected_q5", "expected_q95"),
        )
    }
    for (row, replicated), (column, (size, own)) in product(
        enumerate(tables), enumerate(classes.items())
    ):
        axes, edges = panels[row, column], bins[size]
        middles = _middles(edges)
        counts = _frequencies(tables[replicated][:, own] / n[own], edges)
        seen = _frequencies((y[own] / n[own])[np.newaxis], edges)[0]
        low, high = np.percentile(counts, [5, 95], axis=0)
        mean = counts.mean(axis=0)
        axes.set_yscale("function", functions=(_root, np.square))
        axes.bar(middles, seen, 0.9 * np.diff(edges), color=PALE)
        axes.vlines(middles, low, high, color=colour, lw=2, alpha=0.6)
        axes.plot(middles, mean, "-o", color=colour, lw=0.9, ms=3)
        axes.yaxis.set_major_locator(_whole_numbers())
        axes.locator_params(axis="x", nbins=4)
        if row == 0:
            axes.set_title(f"N = {size}", fontsize=9)
        if column == 0:
            axes.set_ylabel(names[replicated], fontsize=8)
        same = [size] * len(seen), [replicated] * len(seen)
        for key, values in zip(
            table, (*same, middles, seen, mean, low, high), strict=True
        ):
            table[key].extend(values)
    axes.set_xlim(*(end(list(map(end, bins.values()))) for end in (np.min, np.max)))
    axes.set_ylim(0, 1.1 * max(table["observed"] + table["expected_q95"]))
    figure.supxlabel(
        words(f"share of {words.label('y')}", f"proporción de {words.label('y')}"),
        fontsize=9,
    )
    figure.supylabel(words("units (root scale)", "unidades (escala de raíz)"), fontsize=9)
    from matplotlib.patches import Patch

    handles = [
        Patch(color=PALE),
        *axes.plot([], [], "-o", color=colour, lw=0.9, ms=3),
        *axes.plot([], [], color=colour, lw=2, alpha=0.6),
    ]
    texts = [
        words("observed", "observado"),
        words("expected", "esperado"),
        words("90 % of the replicated data sets", "90 % de los datos replicados"),
    ]
    legend_below(figure, handles, texts, side="upper")
    return figure, table


def _says_rootogram(table, words, results) -> str:
    """Tell how many counts lie where the model expects them."""
    kinds, texts = np.asarray(table["replicates"]), []
    seen, low, high = (
        np.asarray(table[name]) for name in ("observed", "expected_q5", "expected_q95")
    )
    inside = (seen >= low) & (seen <= high)
    for kind, name in REPLICATED.items():
        own = kinds == kind
        if own.any():
            texts.append(f"{inside[own].sum()} ({name[words.language]})")
            bars = own.sum()
    count = alt_text.groups(words, len(results.groups), results)
    sizes = words.listed(*dict.fromkeys(table["trials"]))
    return words(
        f"{count}, their shares of {words.label('y')} by {words.label('N')} ({sizes}), in "
        f"{bars} bars. Observed counts within the central 90 % of the replicated data "
        f"sets: {', '.join(texts)}.",
        f"{count}, sus proporciones de {words.label('y')} por {words.label('N')} "
        f"({sizes}), en {bars} barras. Frecuencias observadas dentro del 90 % central de "
        f"los datos replicados: {', '.join(texts)}.",
    )


def _root(count):
    """Give the square root; what lies below 0 while an axis is laid out is there."""
    return np.sqrt(np.maximum(count, 0))


def _whole_numbers():
    """Put few ticks, at whole numbers."""
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(nbins=5, integer=True)


def _p(words, value: float) -> str:
    """Write a p-value."""
    if value < 0.001:
        return f"p < {words.number(0.001)}"
    return f"p = {words.number(value, '.2g' if value < 0.1 else '.2f')}"


def _mark(axes, text: str, flagged: bool, words) -> None:
    """Write p-values over a panel, and frame a panel that is flagged."""
    axes.set_title(
        text
        + (words(" \N{EM DASH} flagged", " \N{EM DASH} con alerta") if flagged else ""),
        fontsize=8.5,
        fontweight="bold" if flagged else "normal",
    )
    if flagged:
        for spine in axes.spines.values():
            spine.set(visible=True, linewidth=1.8, color=EXACT)


def _statistic_bins(values: np.ndarray, observed: float) -> np.ndarray:
    """Bins for a statistic: one for each value where they are few and even."""
    distinct = np.unique(values)
    if len(distinct) > 1:
        step = np.diff(distinct).min()
        count = round((distinct[-1] - distinct[0]) / step) + 1
        if count <= BINS:
            return distinct[0] + step * (np.arange(count + 1) - 0.5)
    # A few tables far out would leave all others a corner of the axis.
    ends = np.percentile(values, [0.5, 99.5])
    return np.linspace(*around([*ends, observed], 0), BINS)


def _unit_of_statistics(words) -> str | None:
    """Unit of what sums up a table: of counts it is rates, which have none."""
    return None if "N" in words.labels else words.unit("y")


def _statistic_name(name: str, words) -> str:
    """Name a statistic of the table with its unit."""
    text = QUANTITIES[name][words.language]
    if "N" not in words.labels:
        unit = _unit_of_statistics(words)
        between = "\n" if len(text) > LONG - 6 else " "
        return f"{text}{between}({unit})" if unit else text
    if name in ("zeros", "full"):
        return text
    between = "\n" if len(text) > LONG - 6 else " "
    return words(
        f"{text}{between}of the raw rates", f"{text}{between}de las proporciones"
    )


@cache
def _band(count: int, level: float):
    """Limits of the ECDF of uniform numbers; the same in both languages."""
    from pooling.checks import uniformity

    return uniformity.band(count, level)


def _pit_panel(axes, transforms, found: dict, colour, words) -> dict:
    """Draw the ECDF of the transforms, less the uniform one, with its band."""
    from pooling.checks import uniformity

    z, low, high = _band(len(transforms), found["level"] / found["tests"])
    apart_by = uniformity.counts_at(transforms, z) / len(transforms) - z
    axes.fill_between(z, low - z, high - z, color=PALE, alpha=0.6, lw=0)
    axes.axhline(0, color=DATA, lw=0.8)
    axes.plot(z, apart_by, color=colour, lw=1.4)
    axes.set_xlim(0, 1)
    axes.set_xlabel(
        words("PIT of each observation,\nleft out", "PIT de cada observación,\nomitida")
    )
    axes.set_ylabel(words("ECDF minus uniform", "FDE menos uniforme"))
    _mark(axes, _p(words, found["pit"]["p_value"]), "pit" in found["flagged_by"], words)
    return {
        "pit": z,
        "pit_difference": apart_by,
        "band_low": low - z,
        "band_high": high - z,
    }


def statistics(results, words):
    """Draw the test statistics of replicated tables, and the PIT of what was left out."""
    from pooling.checks.predictive import base

    ((model, fit),) = results.fits.items()
    case, found = (
        case_of(results, "posterior_predictive"),
        fit.json("posterior_predictive"),
    )
    described = {(row["name"], row["replicates"]): row for row in found["statistics"]}
    by_name: dict[str, list] = {}
    for statistic in base.statistics(case, base.MOST_PICTURED):
        by_name.setdefault(statistic.name, []).append(statistic)
    by_name = {name: by_name[name] for name in QUANTITIES if name in by_name}
    transforms, colour = base.pit(case), colour_of(results, model)
    # A few transforms are tested, but make no picture.
    tested = found["pit"]["p_value"] is not None
    with_pit = tested and len(transforms) >= (FEWEST if by_name else 2)
    columns = max(1, min(COLUMNS, len(by_name) + with_pit))
    lines = max(1, -(-(len(by_name) + with_pit) // columns))
    figure, panels = canvas(lines, columns, 1.1 + 1.75 * lines, squeeze=False)
    say(figure, posterior_reading(found, words.language, words.group))
    table = {"name": [], "replicates": [], "observed": [], "q5": [], "q50": [], "q95": []}
    table["p_value"] = []
    # The panel with numbers on its vertical axis stands below the first one, so that the
    # columns are as far apart in every row.
    spare = lines * columns - len(by_name)
    last = (lines - 1) * columns
    cells = [*panels.flat[:last], *panels.flat[last + spare :]]
    for axes in panels.flat[last : last + spare]:
        axes.remove()
    if with_pit:
        below = panels[0, 0].get_gridspec()[-1, :spare]
        _pit_panel(figure.add_subplot(below), transforms, found, colour, words)
    for axes, (name, kinds) in zip(cells, by_name.items(), strict=True):
        seen = kinds[0].observed
        pooled = np.concatenate([each.values for each in kinds] + [[seen]])
        edges, texts = _statistic_bins(pooled, seen), []
        flagged = tells = False
        for each in kinds:
            row = described[name, each.replicates]
            share = np.histogram(each.values, edges)[0] / len(each.values)
            fitted = each.replicates == "fitted"
            look = {"fill": True, "alpha": 0.45} if fitted else {"lw": 1.4}
            axes.stairs(share, edges, color=colour if fitted else EXACT, **look)
            same = np.mean(each.values == seen) > MOSTLY
            tells |= not same
            p = words.number(None) if same else _p(words, row["p_value"])
            texts.append(p if fitted else words(f"new: {p}", f"nuevos: {p}"))
            flagged |= f"{name}/{each.replicates}" in found["flagged_by"]
            for key in table:
                table[key].append(row[key])
        axes.axvline(seen, color=EXACT, lw=1.6, ls="--")
        axes.set_yticks([])
        no_grid(axes)
        axes.locator_params("x", nbins=5)
        axes.set_xlabel(_statistic_name(name, words))
        if not tells:
            texts = [words("not informative", "sin información")]
        _mark(axes, "; ".join(texts), flagged, words)
    for axes in cells[:last:columns] if spare else panels[:, 0]:
        axes.set_ylabel(words("share of the tables", "proporción de tablas"))
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    drawn = set(table["replicates"])
    legend = [
        (
            bool(drawn),
            Line2D([], [], color=EXACT, lw=1.6, ls="--"),
            words("observed table", "tabla observada"),
        ),
        (
            "fitted" in drawn,
            Patch(color=colour, alpha=0.45),
            words("tables with the fitted effects", "tablas con los efectos ajustados"),
        ),
        (
            "new" in drawn,
            Line2D([], [], color=EXACT, lw=1.4),
            words("tables with new effects", "tablas con efectos nuevos"),
        ),
        (
            with_pit,
            Patch(color=PALE, alpha=0.6),
            words("band of uniform numbers", "banda de números uniformes"),
        ),
    ]
    shown = [(handle, text) for there, handle, text in legend if there]
    if shown:
        legend_below(figure, *zip(*shown, strict=True), columns=2)
    return figure, table


def says_statistics(table, words, results) -> str:
    """Tell each statistic of the observed table, and what is expected of it.

    Of several kinds of replicates, those that make it the least likely.
    """
    texts, told = [], {}
    unit = _unit_of_statistics(words)
    if not table["name"]:
        return ""
    for row in sorted(zip(*table.values(), strict=True), key=lambda row: row[-1]):
        told.setdefault(row[0], row)
    for name in dict.fromkeys(table["name"]):
        _, replicated, seen, low, _, high, p = told[name]
        quantity = name_of_test(f"{name}/{replicated}", words.language)
        seen, low, high = alt_text.numbers(words, seen, low, high)
        seen = alt_text.with_unit(seen, unit)
        texts.append(
            words(
                f"{quantity} {seen} (90 %: {low} to {high}, {_p(words, p)})",
                f"{quantity} {seen} (90 %: {low} a {high}, {_p(words, p)})",
            )
        )
    return words("Observed: ", "Observado: ") + "; ".join(texts) + "."


def _name_worst(axes, names: dict[int, str], values: np.ndarray, flagged: bool) -> None:
    """Name groups above a panel, with a line from each name to its value."""
    if not names:
        return
    low, high = axes.get_xlim()
    at = apart(list(names), (high - low) / 6.5)
    at -= max(0, at.max() - (high - 0.07 * (high - low)))
    at += max(0, low + 0.07 * (high - low) - at.min())
    for place, (column, name) in zip(at, names.items(), strict=True):
        axes.annotate(
            name,
            (column, values[column]),
            (place, 1.05),
            textcoords=axes.get_xaxis_transform(),
            ha="center",
            va="bottom",
            fontsize=7.5,
            fontweight="bold" if flagged else "normal",
            arrowprops={"arrowstyle": "-", "color": DATA, "lw": 0.6, "shrinkB": 3},
        )


def by_group(results, words):
    """Draw each group, ordered by size, against what the fitted model expects of it."""
    ((model, fit),) = results.fits.items()
    case, found = (
        case_of(results, "posterior_predictive"),
        fit.json("posterior_predictive"),
    )
    checks = case.own.group_checks(case)
    whats = list(dict.fromkeys(check.what for check in checks))
    first, worst = checks[0], found["groups"]["worst"]
    order = np.lexsort((first.observed, first.sizes))
    place_of = {label: at for at, label in enumerate(results.groups)}
    kept = set(rows(results, order, UNITS)) | {place_of[row["group"]] for row in worst}
    order = np.array([at for at in order if at in kept])
    column = {at: place for place, at in enumerate(order)}
    labels = [results.groups[at] for at in order]
    colour, flagged = colour_of(results, model), "groups" in found["flagged_by"]
    figure, panels = canvas(
        len(whats), 1, 1.2 + 2.5 * len(whats), squeeze=False, sharex=True
    )
    y_name = words.axis("y")
    named = {
        "mean": words(f"mean: {y_name}", f"media: {y_name}"),
        "spread": words(f"spread: {y_name}", f"dispersión: {y_name}"),
        "rate": words(
            f"share of {words.label('y')}", f"proporción de {words.label('y')}"
        ),
    }
    table = {"what": [], "replicates": [], "group": [], "size": [], "observed": []}
    table |= {"q5": [], "q95": [], "p_value": []}
    width = 4 if len(order) < 80 else 2
    outside, limit = False, []
    for axes, what in zip(panels[:, 0], whats, strict=True):
        name_places(axes, labels, first.sizes[order], words)
        axes.set_ylabel(named[what])
        values = np.full(len(order), np.nan)
        for check in reversed([check for check in checks if check.what == what]):
            shown = [k for k, at in enumerate(check.groups) if at in column]
            at = np.array([column[check.groups[k]] for k in shown])
            fitted = check.replicates == "fitted"
            axes.vlines(
                at,
                check.q5[shown],
                check.q95[shown],
                color=colour if fitted else PALE,
                alpha=0.55 if fitted else 0.9,
                lw=width if fitted else 1,
            )
            values[at] = check.observed[shown]
            columns = (
                [what] * len(shown),
                [check.replicates] * len(shown),
                [results.groups[check.groups[k]] for k in shown],
                check.sizes[shown],
                check.observed[shown],
                check.q5[shown],
                check.q95[shown],
                check.p_values[shown],
            )
            for key, entries in zip(table, columns, strict=True):
                table[key].extend(entries)
        beyond = (check.observed < check.q5) | (check.observed > check.q95)
        beyond = beyond[shown]
        outside |= beyond.any()
        for mask, face in ((~beyond, EXACT), (beyond, "white")):
            axes.plot(
                at[mask], values[at[mask]], "o", mfc=face, mec=EXACT, ms=3.4, mew=0.8
            )
        names = {
            column[place_of[row["group"]]]: words.short(row["group"], 14)
            for row in worst
            if row["what"] == what and row["p_value"] < UNLIKELY
        }
        _name_worst(axes, names, values, flagged)
        if what == "mean":
            limit = show_outcome(axes, words)
    axes.set_xlabel(
        words.axis("N")
        if "N" in words.labels
        else words(
            f"observations of the {words.label('group')}",
            f"observaciones de cada {words.label('group')}",
        )
    )
    handles = [axes.plot([], [], color=colour, lw=width, alpha=0.55)[0]]
    texts = [words("90 % of the replicated data sets", "90 % de los datos replicados")]
    if any(check.replicates == "new" for check in checks):
        handles += axes.plot([], [], color=PALE, lw=1.6)
        texts.append(words("the same with new effects", "lo mismo con efectos nuevos"))
    handles += axes.plot([], [], "o", color=EXACT, ms=4)
    texts.append(words("observed", "observado"))
    if outside:
        handles += axes.plot([], [], "o", mfc="white", mec=EXACT, ms=4)
        texts.append(words("observed, outside the 90 %", "observado, fuera del 90 %"))
    handles += limit
    texts += [line.get_label() for line in limit]
    legend_below(figure, handles, texts, columns=2)
    say(figure, _group_sentence(found, words))
    return figure, table


def says_by_group(table, words, results) -> str:
    """Tell the most unlikely group, and how many lie outside their interval."""
    (fit,) = results.fits.values()
    seen = np.asarray(table["observed"])
    outside = (seen < table["q5"]) | (seen > table["q95"])
    fitted = np.asarray(table["replicates"]) == "fitted"
    values = outside[fitted].sum(), fitted.sum()
    count = words("{} of {}", "{} de {}").format(*values)
    sentence = _group_sentence(fit.json("posterior_predictive"), words)
    return words(
        f"{sentence} Outside the central 90 % of what is expected of them: {count} "
        "values.",
        f"{sentence} Fuera del 90 % central de lo esperado: {count} valores.",
    )


def _group_sentence(found: dict, words) -> str:
    """Say how unlikely the most unlikely group is among all."""
    groups = found["groups"]
    if groups["p_value"] is None:
        return words(
            "Not tested: the model fits what is shown of each group, or the groups are "
            "too few.",
            "Sin probar: el modelo ajusta lo que se muestra de cada grupo, o los grupos "
            "son muy pocos.",
        )
    p = _p(words, groups["p_value"])
    flagged = "groups" in found["flagged_by"]
    verdict = words("flagged", "con alerta") if flagged else words("passed", "superado")
    name = words.group(groups["worst"][0]["group"])
    return words(
        f"The most unlikely of {groups['tests']} tests of single groups, {name}, has {p} "
        f"after correction for their number: {verdict}.",
        f"La más improbable de las {groups['tests']} pruebas por grupo, {name}, tiene "
        f"{p}, corregido por el número de pruebas: {verdict}.",
    )


# What a family's own figure of its predictions shows, by the function that draws it.
SAYS = {
    real: _says_real,
    by_unit: _says_by_unit,
    by_coin: _says_by_coin,
    rootogram: _says_rootogram,
    new_mean: _says_new_mean,
    new_line: _says_new_line,
    new_unit: _says_new_unit,
}


def says(reading: str, draw, table, words, results) -> str:
    """Tell the reading of a check, and the numbers of its figure.

    Parameters
    ----------
    reading : str
        The check in one sentence.
    draw : callable
        The family's own figure.
    table, words, results
        As the text of any figure gets them.
    """
    if "because" in table:
        return reading
    return f"{reading} {SAYS[draw](table, words, results)}"
