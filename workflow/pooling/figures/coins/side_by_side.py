"""Coins side by side: prior, likelihood and posterior, or two sets of assumptions."""

from __future__ import annotations

import numpy as np

from pooling.figures import alt_text, style
from pooling.figures.base import Figure, add_rows, fitted
from pooling.figures.coins.densities import PROPORTION, proportion_key, sign_of
from pooling.model.names import FIXED_MODE, PARTIAL

MOST = 3  # coins with a row, or a panel, each
PANEL, MARGIN = 4, 1  # relative sizes of a raster and of the margins at its sides
ASSUMED = ("beside", "here")  # by the other analysis, and by this one
TWO_LINES = ("-", "--")
DECIMALS = 4


def _names(words) -> tuple[str, str, str]:
    """Name the three steps from prior to posterior."""
    return (
        "prior",
        words("likelihood", "verosimilitud"),
        words("posterior", "posterior"),
    )


def few(settings) -> bool:
    """Say that there are few enough coins for a row each."""
    return len(settings.successes) <= MOST


def from_prior_to_posterior(results, words):
    """Draw joint prior, likelihood and posterior in a row, their margins at the sides."""
    from pooling.exact import coin_joint

    data, grid = results.fits[PARTIAL].stan_data, coin_joint.GRID
    coins = len(results.groups)
    figure, panels = style.canvas(
        2 * coins,
        6,
        height=0.1 + 2.65 * coins,  # so that the rasters are squares
        squeeze=False,
        width_ratios=[PANEL, MARGIN] * 3,
        height_ratios=[MARGIN, PANEL] * coins,
    )
    figure.get_layout_engine().set(wspace=0.01, hspace=0.01, w_pad=0.02, h_pad=0.02)
    table = {"group": [], "step": [], "parameter": [], "value": [], "density": []}
    for coin, label in enumerate(results.groups):
        steps = (
            coin_joint.prior(data),
            coin_joint.likelihood(data, coin),
            coin_joint.posterior(data, coin),
        )
        names = zip(("prior", "likelihood", "posterior"), _names(words), strict=True)
        for step, ((name, title), density) in enumerate(zip(names, steps, strict=True)):
            block = panels[2 * coin : 2 * coin + 2, 2 * step : 2 * step + 2]
            above, corner, raster, beside = block.flat
            corner.set_visible(False)
            raster.pcolormesh(grid, grid, density, shading="nearest", rasterized=True)
            raster.set(xlim=(0, 1), ylim=(0, 1))
            raster.set_xticks([0, 0.5, 1])
            raster.set_yticks([0, 0.5, 1])
            raster.set_xlabel(_pi(words, coin, coins))
            if step == 0:
                raster.set_ylabel(r"$\omega$", rotation=0, labelpad=8)
            if name == "likelihood":
                # It is no density of omega: along it nothing changes.
                margins = {"theta": density[0], "omega": np.ones(len(grid))}
            else:
                margins = {
                    "theta": _normalised(density.sum(axis=0), grid),
                    "omega": _normalised(density.sum(axis=1), grid),
                }
            colour = {
                "prior": style.PRIOR,
                "likelihood": style.DATA,
                "posterior": style.COLOURS["partial"],
            }[name]
            for parameter, axes in (("theta", above), ("omega", beside)):
                curve = margins[parameter]
                flat = parameter == "theta"
                axes.plot(
                    *((grid, curve) if flat else (curve, grid)), color=colour, lw=1.4
                )
                fill = axes.fill_between if flat else axes.fill_betweenx
                fill(grid, curve, color=colour, alpha=0.25, lw=0)
                axes.set(**{f"{'x' if flat else 'y'}lim": (0, 1)})
                axes.set(**{f"{'y' if flat else 'x'}lim": (0, 1.08 * curve.max())})
                axes.set_axis_off()
                add_rows(table, label, name, parameter, grid, curve)
            style.no_grid(raster)
            above.set_title(title, fontsize=9)
    return figure, table


def _normalised(weights: np.ndarray, grid: np.ndarray) -> np.ndarray:
    """Scale weights on an even grid to a density."""
    return weights / (weights.sum() * (grid[1] - grid[0]))


def _pi(words, coin: int, coins: int) -> str:
    """Give the sign of a coin's probability."""
    return rf"$\pi_{{{coin + 1}}}$" if coins > 1 else r"$\pi$"


def _mean_and_sd(table, **wanted) -> tuple[float, float]:
    """Mean and sd of one density that was drawn."""
    chosen = np.all([np.asarray(table[k]) == v for k, v in wanted.items()], axis=0)
    value, density = (np.asarray(table[k])[chosen] for k in ("value", "density"))
    mean = alt_text.of_density(value, density)["mean"]
    sd = np.sqrt(np.average((value - mean) ** 2, weights=density))
    # As far as a density on a grid is exact.
    return round(mean, DECIMALS), round(float(sd), DECIMALS)


def says_from_prior_to_posterior(table, words, results) -> str:
    """Tell how far the means of both quantities go from prior to posterior."""
    texts = []
    for label in results.groups:
        for parameter, sign in (("theta", "π"), ("omega", "ω")):
            before, after = alt_text.numbers(
                words,
                *(
                    _mean_and_sd(table, group=label, step=step, parameter=parameter)[0]
                    for step in ("prior", "posterior")
                ),
            )
            whose = f"{words.group(label)}: " if len(results.groups) > 1 else ""
            texts.append(
                words(
                    f"{whose}the mean of {sign} goes from {before} to {after}",
                    f"{whose}la media de {sign} pasa de {before} a {after}",
                )
            )
    return alt_text.sentence("; ".join(texts))


def _curves(results, words, several: list[tuple], table: dict, *, height: float):
    """Draw exact densities of the mode, and of each probability, a panel each.

    Parameters
    ----------
    several : list of tuple
        What tells a curve apart in the numbers drawn; its model and its Stan data; its
        look.
    table : dict of list
        Filled with the curves.
    """
    from pooling.exact import posterior

    labels, seen = {"group": results.groups}, results.fits[PARTIAL].stan_data
    names = ["omega", *(f"theta[{label}]" for label in results.groups)]
    figure, panels = style.canvas(
        1, len(names), height=height, sharey=True, squeeze=False
    )
    answers = [posterior("coins", *given, labels).marginals for _, given, _ in several]
    for name, axes in zip(names, panels.flat, strict=True):
        for (keys, _, look), marginals in zip(several, answers, strict=True):
            if name in marginals:  # a known mode has no density
                axes.plot(*marginals[name], lw=1.8, **look)
                add_rows(table, *keys, name, *marginals[name])
        axes.set_xlim(0, 1)
    for coin, axes in enumerate(panels.flat[1:]):
        axes.axvline(
            seen["y"][coin] / seen["N"][coin],
            label=words("sample proportion", "proporción observada"),
            **PROPORTION,
        )
    panels[0, 0].set(ylim=(0, None), xlabel=r"$\omega$")
    return figure, panels[0]


def beside(results, words):
    """Draw the posteriors of this analysis and of another one on the same axes."""
    assumed = (results.settings["beside"], results.fits[PARTIAL].stan_data)
    colour, several = style.COLOURS["partial"], []
    for which, data, dashes in zip(ASSUMED, assumed, TWO_LINES, strict=True):
        look = {"color": colour, "ls": dashes, "label": _described(data, words)}
        several.append(((which,), (PARTIAL, data), look))
    table = {"assumed": [], "parameter": [], "value": [], "density": []}
    figure, panels = _curves(results, words, several, table, height=2.9)
    panels[0].set_ylabel(words("posterior density", "densidad a posteriori"))
    for coin, axes in enumerate(panels[1:]):
        sign, group = _pi(words, coin, len(results.groups)), results.groups[coin]
        alone = len(results.groups) == 1
        axes.set_xlabel(sign if alone else f"{sign}, {words.group(group)}")
    style.legend_below(figure, style.labelled(panels[-1]), columns=3)
    return figure, table


def _described(data: dict, words) -> str:
    """Say what was assumed: the concentration, and the prior of the mode."""
    shapes = (words.number(data[f"prior_omega_{shape}"]) for shape in "ab")
    kappa = words.number(data["kappa"])
    beta = f"Beta({words.listed(*shapes)})"
    return f"{words.sign('kappa')} = {kappa}, {words.sign('omega')} ~ {beta}"


def says_beside(table, words, results) -> str:
    """Tell the posterior means under both assumptions."""
    assumed = (results.settings["beside"], results.fits[PARTIAL].stan_data)
    before, after = (_described(data, words) for data in assumed)
    texts = []
    for name in dict.fromkeys(table["parameter"]):
        a, b = alt_text.numbers(
            words,
            *(_mean_and_sd(table, parameter=name, assumed=each)[0] for each in ASSUMED),
        )
        sign = sign_of(words, results, name)
        texts.append(words(f"{sign} from {a} to {b}", f"{sign} de {a} a {b}"))
    return words(
        f"From {before} to {after} the posterior means go: {'; '.join(texts)}.",
        f"De {before} a {after} las medias del posterior van: {'; '.join(texts)}.",
    )


def modes(results, words):
    """Draw what is known with a fixed mode and with one that is learned."""
    known = results.fits[FIXED_MODE].stan_data
    # Before the data and after them: the same exact answer, with none and with all.
    nothing = {"y": [0] * len(results.groups), "N": [0] * len(results.groups)}
    colours = {"known": style.COLOURS["fixed"], "learned": style.COLOURS["partial"]}
    several = []
    for mode, model in (("known", FIXED_MODE), ("learned", PARTIAL)):
        data = results.fits[model].stan_data
        for step, given, dashes in (("prior", nothing, "--"), ("posterior", {}, "-")):
            look = {"color": colours[mode], "ls": dashes}
            several.append(((mode, step), (model, data | given), look))
    table = {"mode": [], "step": [], "parameter": [], "value": [], "density": []}
    figure, panels = _curves(results, words, several, table, height=3.0)
    panels[0].axvline(known["omega"], color=colours["known"], lw=1.8)
    panels[0].set_ylabel(words("density", "densidad"))
    for axes in panels:
        axes.set_xticks([0, 0.5, 1])
    for coin, axes in enumerate(panels[1:]):
        sign = _pi(words, coin, len(results.groups))
        axes.set_xlabel(f"{words.counted('probability')} {sign}")
    number = words.number(known["omega"])
    titles = (
        words(rf"$\omega$ known: {number}", rf"$\omega$ conocida: {number}"),
        words(r"$\omega$ learned", r"$\omega$ aprendida"),
    )
    entries = [
        style.key(title, color=colour, lw=1.8)
        for title, colour in zip(titles, colours.values(), strict=True)
    ]
    prior, _, posterior = _names(words)
    for text, dashes in ((prior, "--"), (posterior, "-")):
        entries.append(style.key(text, color=style.DATA, ls=dashes, lw=1.4))
    style.legend_below(figure, [*entries, proportion_key(words)], columns=5)
    return figure, table


def says_modes(table, words, results) -> str:
    """Tell mean and sd of each probability, with the mode known and learned."""
    texts = []
    for name in dict.fromkeys(table["parameter"]):
        if name == "omega":
            continue
        for step, title in (("prior", "prior"), ("posterior", "posterior")):
            moments = [
                _mean_and_sd(table, parameter=name, step=step, mode=mode)
                for mode in ("known", "learned")
            ]
            means = alt_text.numbers(words, *(mean for mean, _ in moments))
            known, learned = (
                words.say("coins/modes/moments", mean=mean, sd=words.number(sd, ".2f"))
                for mean, (_, sd) in zip(means, moments, strict=True)
            )
            sign = sign_of(words, results, name)
            texts.append(
                words(
                    f"{title} mean of {sign}: {known} with ω known, {learned} with ω learned",
                    f"media del {title} de {sign}: {known} con ω conocida, {learned} con ω "
                    "aprendida",
                )
            )
    return alt_text.sentence("; ".join(texts))


FIGURES = {
    "modes": Figure(
        draw=modes,
        models=(FIXED_MODE, PARTIAL),
        kinds=("stan_data.json",),
        applies=fitted(FIXED_MODE, PARTIAL, given=few),
    ),
    "from_prior_to_posterior": Figure(
        draw=from_prior_to_posterior,
        models=(PARTIAL,),
        kinds=("stan_data.json",),
        applies=fitted(PARTIAL, given=few),
    ),
    "beside": Figure(
        draw=beside,
        models=(PARTIAL,),
        kinds=("stan_data.json",),
        applies=fitted(PARTIAL, given=lambda s: s.beside is not None and few(s)),
    ),
}
