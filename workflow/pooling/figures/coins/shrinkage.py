"""Shrinkage by maximum likelihood, and its risk beside James and Stein's."""

from __future__ import annotations

from functools import cache

import numpy as np

from pooling.figures import alt_text, style
from pooling.figures.base import add_rows, parts_by
from pooling.figures.coins.densities import of_every_coin, power_of
from pooling.model.names import MAXIMUM_LIKELIHOOD


def likelihood(results, words):
    """Draw the joint likelihood at the proportions, and at its interior maximum."""
    from pooling.model import likelihood as joint

    counts = results.prepared
    y, n = counts["y"].to_numpy(), counts["N"].to_numpy()
    options = results.settings["options"][MAXIMUM_LIKELIHOOD]
    omega = options["omega"]
    flat = joint.at_proportions(y, n, omega, options["flat_kappa"])
    best = joint.interior_maximum(y, n, omega)
    points = [flat] if best is None else [flat, best]
    figure, panels = style.canvas(1, 2, height=4, sharey=True)
    grid = np.linspace(0, 1, 401)
    table = {"panel": [], "group": [], "proportion": [], "theta": []}
    table |= {"kappa": [], "log_likelihood": []}
    titles = (
        words("each at its own proportion", "cada uno en su proporción"),
        words("at the interior maximum", "en el máximo interior"),
    )
    heights = [joint.top_density(grid, p.kappa, omega) for p in points]
    top = max(height.max() for height in heights)
    for axes, point, title, height in zip(panels, points, titles, heights, strict=False):
        axes.fill_between(grid, height, color=style.PRIOR, alpha=0.25, lw=0)
        name = r"Beta($\pi\mid\omega,\kappa$)"
        axes.plot(grid, height, color=style.PRIOR, lw=1.6, label=name)
        below = -0.22 * top
        for label, proportion, theta in zip(
            counts["group"], y / n, point.theta, strict=True
        ):
            on_curve = np.interp(theta, grid, height)
            axes.plot([theta, theta], [0, on_curve], color=style.COLOURS["partial"], lw=1)
            axes.annotate(
                "",
                (theta, 0),
                (proportion, below),
                arrowprops={"arrowstyle": "->", "color": style.PALE, "shrinkA": 3},
            )
            row = (title, label, proportion, theta, point.kappa, point.log_likelihood)
            add_rows(table, *row)
        text = words(r"probability $\pi_s$", r"probabilidad $\pi_s$")
        style.marks(axes, "partial", point.theta, np.zeros(len(y)), ms=5, label=text)
        text = words("sample proportion", "proporción observada")
        style.marks(axes, "none", y / n, np.full(len(y), below), ms=5, label=text)
        kappa = words.within_formula(point.kappa, ".2f")
        axes.set_title(
            rf"{title}: $\kappa$ = ${kappa}$"
            + "\n"
            + words("likelihood ", "verosimilitud ")
            + power_of(point.log_likelihood, words),
            fontsize=9,
        )
        axes.set_xlim(0, 1)
        axes.set_ylim(1.4 * below, 1.08 * top)
        axes.set_xlabel(of_every_coin(words))
        style.no_grid(axes, "x")
    if best is None:
        panels[1].set_visible(False)
    else:
        limit = words.number(joint.overtaken_at(y, n, omega, best), ".0f")
        figure.supxlabel(words.say("coins/likelihood/below", limit=limit), fontsize=8)
    panels[0].set_yticks([tick for tick in panels[0].get_yticks() if 0 <= tick <= top])
    panels[0].set_ylabel(
        words.say("coins/likelihood/up", population=words.counted("population"))
    )
    style.legend_below(figure, side="upper")
    return figure, table


def says_likelihood(table, words, results) -> str:
    """Tell the height of the likelihood in each panel, and the biases there."""
    texts = []
    for title, part in parts_by(table, "panel").items():
        height = alt_text.power(words, part["log_likelihood"][0])
        kappa = words.number(part["kappa"][0], ".2f")
        biases = alt_text.span(words, part["theta"])
        texts.append(
            words(
                f"{title}, with probabilities from {biases} and κ = {kappa}, the likelihood is "
                f"{height}",
                f"{title}, con probabilidades de {biases} y κ = {kappa}, la verosimilitud es "
                f"{height}",
            )
        )
    return alt_text.sentence("; ".join(texts))


SPREADS = (0.0, 0.5, 1.0)  # sds of the true means, in sds of a raw mean
LARGEST = 20  # J
SPREAD_LINES = ("-", "--", "-.", ":")


def _spread_of_subjects(counts) -> float:
    """Spread of the proportions, in sds of one of them."""
    share = (counts["y"] / counts["N"]).to_numpy()
    noise = np.mean(share * (1 - share) / counts["N"])
    return float(np.sqrt(share.var() / noise))


def _means(count: int, spread: float) -> np.ndarray:
    """True means, evenly spaced around 0 with a given spread."""
    places = np.linspace(-1, 1, count) if count > 1 else np.ones(1)
    return spread * places / np.sqrt(np.mean(places**2))


@cache
def _risks(name: str, target: float | None, spread: float) -> tuple[list, list]:
    """Compute the exact and the simulated risk per mean for 1 to `LARGEST` means.

    The exact one is a function of `pooling.model.james_stein`; without a target estimates
    are pooled toward the grand mean. The spread of the true means is in sds of a raw mean.
    """
    from pooling.model import james_stein as risk

    exact = getattr(risk, name)
    counts = range(1, LARGEST + 1)
    simulated = [risk.simulate(_means(J, spread), target, seed=J)[0] / J for J in counts]
    return [exact(J, J * spread**2) / J for J in counts], simulated


def _targets(words) -> list[tuple]:
    """Give what estimates are pooled toward: the risk's name, the point, and its name."""
    fixed = words("toward a fixed point", "hacia un punto fijo")
    mean = words("toward the grand mean", "hacia la media general")
    return [("risk_fixed", 0.0, fixed), ("risk_grand_mean", None, mean)]


def james_stein(results, words):
    """Draw the risk of James and Stein's estimator against the number of means."""
    observed = _spread_of_subjects(results.prepared)
    subjects = len(results.prepared)
    spreads = (*SPREADS, observed)
    counts = np.arange(1, LARGEST + 1)
    figure, panels = style.canvas(1, 2, height=3.9, sharey=True)
    table = {"target": [], "spread": [], "J": [], "risk": [], "simulated": []}
    for axes, (name, target, title) in zip(panels, _targets(words), strict=True):
        axes.axhline(1, color=style.COLOURS["none"], lw=1.3)
        ends = []
        for spread, dashes in zip(spreads, SPREAD_LINES, strict=True):
            shares, simulated = _risks(name, target, spread)
            ours = spread == observed
            look = {"color": style.COLOURS["partial"], "lw": 2 if ours else 1.3}
            axes.plot(counts, shares, ls=dashes, **look)
            axes.plot(counts, simulated, "o", color=style.DATA, ms=2.4, zorder=3)
            ends.append(shares[-1])
            if ours:
                look = {"color": style.EXACT, "ms": 6, "mfc": "none"}
                axes.plot(subjects, shares[subjects - 1], "D", **look)
            add_rows(table, name, spread, counts, shares, simulated)
        for spread, end in zip(spreads, ends, strict=True):
            axes.annotate(
                words.say("coins/james_stein/spread", spread=words.number(spread, ".2g")),
                (LARGEST, end),
                (0, -4),
                textcoords="offset points",
                ha="right",
                va="top",
                fontsize=8,
                color=style.COLOURS["partial"],
                fontweight="bold" if spread == observed else "normal",
            )
        axes.set_title(title)
        axes.set_ylim(0, 1.08)
        axes.set_xlim(0.5, LARGEST + 0.5)
        axes.set_xticks([1, 3, 4, 5, 10, 15, 20])
        axes.set_xlabel(words("number of means $J$", "número de medias $J$"))
    panels[0].set_ylabel(words.say("coins/james_stein/up"))
    raw = words("raw means", "medias muestrales")
    exact = words("James and Stein, exact", "James y Stein, exacto")
    these = alt_text.groups(words, subjects, results)
    entries = [
        style.key(raw, color=style.COLOURS["none"], lw=1.3),
        style.key(exact, color=style.COLOURS["partial"], lw=1.3),
        style.key(words("simulated", "simulado"), "o", color=style.DATA, ms=3),
        style.key(these, "D", color=style.EXACT, ms=6, mfc="none"),
    ]
    style.legend_below(figure, entries)
    return figure, table


def says_james_stein(table, words, results) -> str:
    """Tell from how many means on the estimator gains, and how much for the subjects."""
    subjects = len(results.prepared)
    these = alt_text.groups(words, subjects, results)
    target, J, risk = (np.asarray(table[name]) for name in ("target", "J", "risk"))
    spread = np.asarray(table["spread"])
    texts = []
    for name, _, way in _targets(words):
        ours = (target == name) & (spread == _spread_of_subjects(results.prepared))
        first = J[(target == name) & (risk < 1)].min()
        at = alt_text.number(words, risk[ours & (subjects == J)][0])
        texts.append(
            words.say("coins/james_stein/says", way=way, first=first, at=at, these=these)
        )
    return alt_text.sentence("; ".join(texts))
