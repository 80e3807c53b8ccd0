"""What a model by formula expects to see: counts, shares, known groups and new ones."""

from __future__ import annotations

import numpy as np

from pooling.checks.predictive.group_means import between_sd
from pooling.figures import alt_text, observations, style
from pooling.figures.axes import alone, around
from pooling.figures.base import add_rows
from pooling.figures.predictive import common, new_group
from pooling.figures.predictive.replicates import (
    real,
    replicates,
    says_real,
    summary_panel,
)
from pooling.figures.regression import terms
from pooling.model import responses

ROWS = 3  # of what is predicted, with a panel each
DECILES = 10
FAR = 8  # times the largest count, beyond which bins double
FEWEST = 5  # rows of a bin, on average


def _bins(values, copies, trials) -> np.ndarray:
    """Bins for counts, or for shares of trials.

    Counts far beyond those that were seen have bins of doubling width.
    """
    if trials is None:
        edges = common.bins_reached(values, copies)
        if edges[-1] < FAR * (values.max() + 1):
            return edges
        return np.append(-0.5, 2.0 ** np.arange(np.ceil(np.log2(edges[-1])) + 1) - 0.5)
    step = 1 / min(int(trials.max()), common.BINS // 2)
    low, high = (
        float(end)
        for end in (min(values.min(), copies.min()), max(values.max(), copies.max()))
    )
    first, last = np.floor(low / step), np.ceil(high / step)
    return (np.arange(first, last + 2) - 0.5) * step


def counted(results, words, kind: str):
    """Draw how often each count, or share, is expected in replicated tables."""
    ((model, fit),) = results.fits.items()
    data, colour = fit.stan_data, common.colour_of_kind(results, model, kind)
    y, group = np.asarray(data["y"], float), np.asarray(data["group"]) - 1
    trials = np.asarray(data["trials"]) if "trials" in data else None
    copies = replicates(results, kind).astype(float)
    if trials is not None:
        y, copies = y / trials, copies / trials
    edges = _bins(y, copies, trials)
    counts = common.frequencies(
        common.held_within(copies, edges) if trials is None else copies, edges
    )
    seen = common.frequencies(y[np.newaxis], edges)[0]
    figure, (axes, panel) = style.canvas(1, 2, height=3.5, width_ratios=[2, 1])
    places = _places(edges)
    mean, low, high = common.frequencies_beside(axes, places, seen, counts, colour=colour)
    axes.set_ylim(0, 1.1 * max(seen.max(), high.max()))
    if trials is None or trials.max() == 1:
        _count_axis(axes, edges, words)
    axes.set_xlabel(terms.outcome_axis(words, results))
    axes.set_ylabel(words("observations (root scale)", "observaciones (escala de raíz)"))
    spreads, observed = between_sd(copies, group), between_sd(y[np.newaxis], group)[0]
    summary_panel(panel, spreads, observed=observed, colour=colour, words=words)
    panel.set_xlabel(words("sd of the group means", "DE de las medias"))
    single = trials is not None and trials.max() == 1  # no axis of probabilities
    given = [] if single else common.plausible_range(results, kind)
    shade = common.shaded(axes.axvspan, given, words)
    style.legend_below(figure, common.frequency_key(colour, words) + shade, columns=2)
    return figure, {
        "at": common.middles_of(edges),
        "observed": seen,
        "expected": mean,
        "expected_q5": low,
        "expected_q95": high,
    }


def _even(edges) -> bool:
    """Say whether bins are of one width, and do not double."""
    return bool(np.ptp(np.diff(edges)) < 1e-9)


def _places(edges) -> np.ndarray:
    """Give where the edges of bins stand: those that double, on a logarithmic axis."""
    return edges if _even(edges) else np.log1p(edges)


def _count_axis(axes, edges, words) -> None:
    """Put counts on the horizontal axis; where bins double, zero and powers of ten."""
    if _even(edges):
        axes.xaxis.get_major_locator().set_params(integer=True)
        return
    decades = np.arange(np.ceil(np.log10(edges[-1])))
    counts = [0, *(10.0 ** decades[:: max(1, len(decades) // 5)])]
    names = [alone(count, words.language) for count in counts]
    axes.set_xticks(np.log1p(counts), names)


def says_counted(table, words, results) -> str:
    """Tell how many frequencies lie where the model expects them."""
    seen = table["observed"]
    inside = int(common.inside_90(table, "expected", "observed").sum())
    count = alt_text.observations(words, int(np.sum(seen)))
    return words.say(
        "regression/counted/says", count=count, bars=len(seen), inside=inside
    )


def replicated(results, words, kind: str):
    """Draw replicated tables beside the observed one, as their outcomes ask for."""
    draw = counted if terms.response_of(results).INTEGER else real
    return draw(results, words, kind)


def says_replicated(table, words, results) -> str:
    """Tell what that figure shows."""
    says = says_counted if terms.response_of(results).INTEGER else says_real
    return says(table, words, results)


def new_rows(results, words):
    """Draw predictions for known groups and a new one, at each row of predictors."""
    (model,) = results.fits
    case = common.case_of(results, "predictive_new_group")
    colour = common.colour_of(results, model)
    rows = new_group.predictions(results, case)[:ROWS]
    each = [new_group.predicted(results, words, row) for row in rows]
    height = 1.6 + 0.85 * len(each[0])
    figure, panels = style.canvas(1, len(each), height=height, sharey=True, squeeze=False)
    chance = responses.single(case.declared.likelihood)
    integer = terms.response_of(results).INTEGER
    look = {"chance": chance, "integer": integer, "colour": colour, "words": words}
    table = {"row": [], "group": [], "mean": [], "q5": [], "q50": [], "q95": []}
    for place, (axes, of) in enumerate(zip(panels[0], each, strict=True), 1):
        for row in new_group.forecasts(axes, of, **look):
            add_rows(table, place, *row)
        if len(rows) > 1:
            axes.set_title(words(f"row {place}", f"fila {place}"), fontsize=9)
        name = words.axis("y")
        if terms.has_trials(results):
            count = words.number(case.data["trials_new"][place - 1])
            name = words(f"{name}, of {count}", f"{name}, de {count}")
        axes.set_xlabel(name)
    entries = []
    if not chance:
        entries.append(style.key(new_group.predictions_90(words), color=colour, lw=2.4))
    # Without predictors all outcomes of a group are like the one that is predicted, unless
    # that is a true effect.
    varied = results.facts.get("design", {}).get("variables")
    if not (integer or varied or np.size(case.data.get("se", ()))):
        entries.append(_seen(axes, case.data, rows[0].existing, words))
    if not terms.is_share(results):
        entries += style.show_outcome(panels, words, across=True)
    if entries:
        style.legend_below(figure, entries)
    return figure, table


def _seen(axes, data, known, words) -> tuple:
    """Draw the outcomes of known groups below their predictions, and explain the marks."""
    y, group = np.asarray(data["y"]), np.asarray(data["group"]) - 1
    for place, each in enumerate(known):
        of_group = observations.marks(y[group == each.group])
        look = {"color": style.DATA, "ms": 6, "mew": 0.7}
        axes.plot(of_group, np.full(len(of_group), -place - 0.18), "|", **look)
    return style.key(words("observed", "observado"), "|", color=style.DATA, ms=7)


def says_new_rows(table, words, results) -> str:
    """Tell the interval of each prediction."""
    several, texts = len(set(table["row"])) > 1, []
    chance = terms.is_share(results) and not terms.has_trials(results)
    for row, name, mean, low, _, high in zip(*table.values(), strict=True):
        at = words(f"row {row}, ", f"fila {row}, ") if several else ""
        span = alt_text.span(words, [low, high], words.unit("y"))
        texts.append(f"{at}{name}: {alt_text.number(words, mean) if chance else span}")
    what = new_group.predictions_90(words)
    if chance:
        what = words("Predicted probability of a 1", "Probabilidad predicha de un 1")
    return f"{what}: {'; '.join(texts)}."


def deciles(results, words):
    """Draw observed shares of ones by tenths of the predicted chance."""
    from pooling.checks.predictive.regression import dispersion_of, draws_of
    from pooling.model import density

    ((model, _),) = results.fits.items()
    case = common.case_of(results, "posterior_predictive")
    data, response = case.data, terms.response_of(results)
    y = np.asarray(data["y"], dtype=float)
    draws = draws_of(case, len(y))
    chances = response.mean(density.expected(case.family, data, draws.values))
    predicted = chances.mean(axis=0)
    bins = int(np.clip(len(y) // FEWEST, 2, DECILES))
    order = np.argsort(predicted, kind="stable")
    parts = np.array_split(order, bins)
    rng = case.rng(1)
    copies = response.draw(
        np.log(chances) - np.log1p(-chances), dispersion_of(case, draws), 1, rng
    )
    share, middle = (np.array([v[part].mean() for part in parts]) for v in (y, predicted))
    low, high = np.percentile(
        [copies[:, part].mean(axis=1) for part in parts], [5, 95], axis=1
    )
    colour = common.colour_of(results, model)
    figure, axes = style.canvas(height=4.0, width=5.4)
    axes.plot([0, 1], [0, 1], color=style.PALE, lw=1, zorder=0)
    axes.vlines(middle, low, high, color=colour, lw=4, alpha=0.4)
    inside = (share >= low) & (share <= high)
    common.observed_marks(axes, middle, share, inside, ms=5)
    ends = around([*middle, *low, *high, *share])
    axes.set_xlim(ends)
    axes.set_ylim(ends)
    axes.set_xlabel(words.say("regression/deciles/across"))
    y_name = words.label("y")
    axes.set_ylabel(
        words(f"observed share of {y_name}", f"proporción observada: {y_name}")
    )
    entries = [style.key(common.replicates_90(words), color=colour, lw=4, alpha=0.4)]
    style.legend_below(figure, entries + common.observed_key(inside, words), columns=2)
    return figure, {
        "rows": [len(part) for part in parts],
        "predicted": middle,
        "observed": share,
        "replicates_q5": low,
        "replicates_q95": high,
    }


def says_deciles(table, words, results) -> str:
    """Tell how many parts lie where the model expects them."""
    seen = table["observed"]
    inside = int(common.inside_90(table, "replicates", "observed").sum())
    first, last = alt_text.spans(words, None, table["predicted"], seen)
    return words.say(
        "regression/deciles/says", every=len(seen), first=first, last=last, inside=inside
    )
