"""The consistency of the factory, learned: its concentration, and the mode with it.

Kruschke (2015), Doing Bayesian Data Analysis, second edition, section 9.2.
"""

from __future__ import annotations

import numpy as np

from pooling.figures import alt_text
from pooling.figures.coins import densities
from pooling.figures.style import DATA, canvas, key, legend_below
from pooling.model.names import LEARNED_KAPPA

CELLS = 101  # of the joint density, along each side
SEEN = (0.001, 0.998)  # mass of the draws below the ends that are seen
FAR = 2  # times as far as the draws reach: a chosen number beyond is told, not drawn


def _draws(results) -> tuple[np.ndarray, np.ndarray]:
    """Draws of omega and kappa."""
    draws = results.fits[LEARNED_KAPPA].draws("omega", "kappa")
    return draws["omega"], draws["kappa"]


def _ends(results) -> tuple[float, float]:
    """Give the ends of the axis of kappa: the draws, and what was chosen if it is near."""
    low, high = np.quantile(_draws(results)[1], SEEN)
    margin = (high - low) / 10
    chosen = densities.data_of(results)["kappa"]
    if chosen <= FAR * high:
        high = max(high, chosen)
    return max(2.0, min(low, chosen) - margin), high + margin


def kappa_of(words) -> str:
    """Name the axis of the concentration that is learned."""
    population = words.of_population()
    return words(
        rf"concentration $\kappa$ {population}", rf"concentración $\kappa$ {population}"
    )


def _chosen(axes, results, words, *, along: str) -> list:
    """Draw the number that was chosen for the model beside; the line, if it is seen."""
    chosen = densities.data_of(results)["kappa"]
    low, high = axes.get_ylim() if along == "y" else axes.get_xlim()
    if not low <= chosen <= high:
        return []
    line = axes.axhline if along == "y" else axes.axvline
    label = rf"$\kappa$ = {words.number(chosen)}, " + words("chosen", "elegido")
    return [line(chosen, color=DATA, ls=":", lw=1.6, label=label)]


def population_joint(results, words):
    """Draw the exact joint posterior of mode and concentration, with draws over it."""
    from pooling.exact import coin_joint

    mode, concentration = _draws(results)
    low, high = _ends(results)
    reach = np.quantile(mode, SEEN) + np.array([-0.1, 0.1]) * np.ptp(
        np.quantile(mode, SEEN)
    )
    sides = []
    for start, stop in (np.clip(reach, 0, 1), (low, high)):
        step = (stop - start) / CELLS
        sides.append(start + step * (np.arange(CELLS) + 0.5))
    omega, kappa = sides
    data = results.fits[LEARNED_KAPPA].stan_data
    density = coin_joint.population(data, omega, kappa)
    figure, axes = canvas(width=5.4, height=4.3)
    title = words("posterior density, exact", "densidad a posteriori exacta")
    densities.raster(figure, axes, omega, kappa, density=density, title=title)
    entry = densities.over_it(axes, mode, concentration, words)
    axes.set_xlim(omega[0], omega[-1])
    axes.set_ylim(kappa[0], kappa[-1])
    axes.set_xlabel(densities.omega_of(words))
    axes.set_ylabel(kappa_of(words))
    lines = _chosen(axes, results, words, along="y")
    for line in lines:
        line.set_color("white")
    # The marks of the legend must be seen on white.
    chosen = [key(line.get_label(), color=DATA, ls=":", lw=1.6) for line in lines]
    legend_below(figure, [entry, *chosen])
    across, up = np.meshgrid(omega, kappa)
    return figure, {
        "omega": across.ravel(),
        "kappa": up.ravel(),
        "density": density.ravel(),
    }


def says_population_joint(table, words, results) -> str:
    """Tell where the density is highest, how both go together, and what was chosen."""
    highest, average = densities.joint_said(table, words, {"omega": "ω", "kappa": "κ"})
    chosen = words.number(densities.data_of(results)["kappa"])
    return words(
        f"The density is highest at {highest}. {average} The model beside has κ = {chosen}.",
        f"La densidad es máxima en {highest}. {average} El otro modelo tiene κ = {chosen}.",
    )


def concentration(results, words):
    """Draw the posterior of the concentration, exact and as drawn, over its prior."""
    from scipy.stats import gamma

    from pooling.exact import posterior

    data = results.fits[LEARNED_KAPPA].stan_data
    exact_answer = posterior("coins", LEARNED_KAPPA, data, {"group": results.groups})
    _, drawn = _draws(results)
    low, high = _ends(results)
    value = np.linspace(low, high, 301)[1:]  # at 2 itself a density may be infinite
    exact = np.interp(value, *exact_answer.marginals["kappa"], left=0, right=0)
    before = gamma.pdf(
        value - 2, data["prior_kappa_shape"], scale=1 / data["prior_kappa_rate"]
    )
    figure, axes = canvas(height=3.2)
    edges = np.linspace(low, high, 61)
    height = np.histogram(drawn, edges)[0] / (len(drawn) * (edges[1] - edges[0]))
    curves = ((value, exact), (value, before))
    densities.posterior_and_prior(axes, height, edges, curves=curves, words=words)
    axes.set_xlim(low, high)
    axes.set_ylim(0, 1.08 * exact.max())
    _chosen(axes, results, words, along="x")
    axes.set_xlabel(kappa_of(words))
    axes.set_ylabel(words("density", "densidad"))
    legend_below(figure)
    return figure, {"kappa": value, "exact_density": exact, "prior_density": before}


def says_concentration(table, words, results) -> str:
    """Tell where the concentration lies, before and after the data, and what was chosen."""
    from scipy.stats import gamma

    data = results.fits[LEARNED_KAPPA].stan_data
    prior = gamma(data["prior_kappa_shape"], 2, 1 / data["prior_kappa_rate"])
    low, high = prior.ppf([0.05, 0.95])
    given = {"mean": prior.mean(), "q5": low, "q95": high}
    before = alt_text.interval(words, given)
    after = alt_text.interval(
        words, alt_text.of_density(table["kappa"], table["exact_density"])
    )
    chosen = words.number(densities.data_of(results)["kappa"])
    return words.say(
        "coins/concentration/says", after=after, before=before, chosen=chosen
    )
