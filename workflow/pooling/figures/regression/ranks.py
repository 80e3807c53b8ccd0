"""How groups rank, and which of them lie beyond a threshold."""

from __future__ import annotations

import numpy as np

from pooling.figures import alt_text, style
from pooling.figures.base import add_rows, parts_by
from pooling.figures.groups import listing, rows
from pooling.figures.regression import levels, terms
from pooling.figures.regression.by_group import LISTED
from pooling.figures.regression.effects import held
from pooling.figures.regression.expected import expected_of
from pooling.model import responses
from pooling.model.names import PARTIAL

ENDS = (0.05, 0.95)


def rank(results, words):
    """Draw the rank of each group by each coefficient, with the interval of 90 %."""
    from scipy.stats import rankdata

    names = levels.shown(results)
    ranks = {
        name: rankdata(-levels.drawn(results, PARTIAL, name), axis=1) for name in names
    }
    means = {name: each.mean(axis=0) for name, each in ranks.items()}
    every = np.argsort(means[names[0]], kind="stable")
    order = rows(results, every, LISTED)
    place, count = np.arange(len(order)), len(every)
    figure, panels = listing(results, order, words, panels=len(names))
    table = {"coefficient": [], "group": [], "mean_rank": [], "rank_q5": []}
    table |= {"rank_q95": [], "p_highest": [], "p_lowest": [], "drawn": []}
    colour = style.COLOURS["partial"]
    for axes, name in zip(panels, names, strict=True):
        low, high = np.quantile(ranks[name], ENDS, axis=0, method="inverted_cdf")
        axes.hlines(place, low[order], high[order], color=colour, lw=1.3)
        style.marks(axes, "partial", means[name][order], place, ms=4)
        axes.set_xlim(0.5 - 0.02 * count, count + 0.5 + 0.02 * count)
        axes.set_title(terms.coefficient(words, name), fontsize=9)
        axes.xaxis.get_major_locator().set_params(integer=True, nbins=6)
        first, last = ((ranks[name] == end).mean(axis=0) for end in (1, count))
        named = [results.groups[at] for at in every]
        columns = (column[every] for column in (means[name], low, high, first, last))
        add_rows(table, name, named, *columns, np.isin(every, order).astype(int))
    figure.supxlabel(
        words("rank, 1 is the highest", "rango, 1 es el más alto"), fontsize=9
    )
    mean = words("mean rank", "rango medio")
    entries = [style.key(mean, style.MARKS["partial"], color=colour, ms=4)]
    interval = words("90 % interval", "intervalo del 90 %")
    entries.append(style.key(interval, color=colour, lw=1.3))
    style.legend_below(figure, entries, side="upper")
    return figure, table


def says_rank(table, words, results) -> str:
    """Tell which groups rank highest and lowest, and how surely."""
    texts = []
    for name, part in parts_by(table, "coefficient").items():
        ends = []
        for chance in (part["p_highest"], part["p_lowest"]):
            label = words.named(part["group"][chance.argmax()])
            ends.append(f"{label} ({alt_text.percent(words, chance.max())})")
        width = np.median(part["rank_q95"] - part["rank_q5"] + 1)
        said = terms.coefficient(words, name, 80)
        texts.append(
            words.say(
                "regression/rank/each", said=said, ends=ends, width=words.number(width)
            )
        )
    count = alt_text.groups(words, int(part["drawn"].sum()), results)
    return f"{count}. {alt_text.sentence('; '.join(texts))}"


def finds_rank(table, words, results) -> str:
    """Tell where levels are compared."""
    return levels.at_the_means(results, words)


def probability_beyond(results, words):
    """Draw the chance of each group, and of its outcomes, to be above the threshold."""
    expected, value = expected_of(results), words.limit["value"]
    grid, response, draws = expected.at_own(), expected.response, expected.draws
    dispersion = {name: draws.values[name] for name in response.DISPERSION}
    (known,) = responses.known_new(draws.data)
    group, outcome, middle = [], [], []
    for at in range(len(results.groups)):
        eta = grid.predictor(at)[:, min(at, grid.population.shape[1] - 1)]
        group.append((response.mean(eta) > value).mean())
        outcome.append(1 - response.cdf(value, eta, dispersion, known).mean())
        middle.append(eta.mean())
    group, outcome, middle = map(np.array, (group, outcome, middle))
    every = np.lexsort((-middle, -group))
    order = rows(results, every, LISTED)
    place = np.arange(len(order))
    figure, (axes,) = listing(results, order, words)
    colour = style.COLOURS["partial"]
    axes.hlines(place, 0, group[order], color=colour, lw=0.8, alpha=0.5)
    text = _expected(words, results)
    style.marks(axes, "partial", group[order], place, ms=4.5, label=text)
    # Of a true effect the two are the same, and of successes the outcome is no rate.
    scattered = bool(known) and not response.TRIALS
    if scattered:
        text = words("one outcome of it", "una observación suya")
        look = {"mfc": "white", "mec": style.THRESHOLD, "ms": 4, "label": text}
        axes.plot(outcome[order], place, "o", **look)
    axes.set_xlim(-0.03, 1.03)
    axes.set_xlabel(
        words.say("regression/probability_beyond/across", threshold=words.threshold())
    )
    style.legend_below(figure)
    table = {
        "group": [results.groups[at] for at in every],
        "expected_above": group[every],
        **({"outcome_above": outcome[every]} if scattered else {}),
        "drawn": np.isin(every, order).astype(int),
    }
    return figure, table


def _expected(words, results) -> str:
    """Name what of a group is compared with the threshold."""
    group = words.label("group")
    if terms.is_share(results):
        chance = words.counted("probability")
        return words(f"the {group}'s {chance}", f"la {chance} de cada {group}")
    return words(f"the {group}'s expected outcome", f"lo esperado en cada {group}")


def says_probability_beyond(table, words, results) -> str:
    """Tell how many groups are surely beyond the threshold, or surely not."""
    chance = np.asarray(table["expected_above"])
    count = alt_text.groups(words, int(np.sum(table["drawn"])), results)
    sure, never = int((chance > 0.95).sum()), int((chance < 0.05).sum())
    first = words.named(table["group"][0])
    most = alt_text.percent(words, chance[0])
    return words(
        f"{count}. Probability that {_expected(words, results)} is above "
        f"the threshold ({words.threshold()}): more than 95 % in {sure}, less than 5 % in "
        f"{never}; highest in {first}, {most}. {_where(words, results)}",
        f"{count}. Probabilidad de que {_expected(words, results)} supere "
        f"el umbral ({words.threshold()}): más del 95 % en {sure}, menos del 5 % en "
        f"{never}; la mayor, en {first}, {most}. {_where(words, results)}",
    )


def _where(words, results) -> str:
    """Say at which values of the predictors."""
    variables = expected_of(results).variables
    at = held([each for each in variables if not each.constant], words)
    constant = [terms.variable(words, each.name) for each in variables if each.constant]
    said = [words(f"Predictors at {at}.", f"Predictores en {at}.")] if at else []
    if constant:
        named, group = ", ".join(constant), words.label("group")
        said.append(
            words.say("regression/probability_beyond/own", group=group, named=named)
        )
    return " ".join(said)


def finds_probability_beyond(table, words, results) -> str:
    """Tell at which values of the predictors the chances are."""
    return _where(words, results)
