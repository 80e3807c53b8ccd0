"""Priors, likelihood and posteriors of the coins' hierarchy."""

from __future__ import annotations

import textwrap

import numpy as np

from pooling.figures import alt_text, style
from pooling.figures.base import add_rows, parts_by
from pooling.figures.predictive.common import say
from pooling.model.names import PARTIAL

SLICES = (0.6, 0.9)  # modes at which the joint prior is cut, as in the lecture
SLICE_LINES = ("-", "--")
LOST = 0.01  # height that cannot be seen, as a share of the highest
SIGN = "\N{REPLACEMENT CHARACTER}"
NARROW = 30  # letters under one of three panels
PANELS = 8  # coins that get a panel of their own
# As many kinds of lines: the curves of a sweep have one colour.
COIN_DASHES = (
    None,
    (6, 1.5, 1, 1.5),
    (1, 1.5),
    (8, 2),
    (4, 1, 1, 1, 1, 1),
    (1, 4),
    (3, 3),
    (10, 2, 3, 2),
)


# The line of a sample proportion.
PROPORTION = {"color": style.COLOURS["none"], "ls": ":", "lw": 1.5}


def proportion_key(words) -> tuple:
    """Explain that line."""
    return style.key(words("sample proportion", "proporción observada"), **PROPORTION)


def data_of(results):
    """Data of the Stan program: counts, kappa and the prior of omega."""
    return results.fits[PARTIAL].stan_data


def theta_of(words, results, coin=0):
    """Name the axis of a group's probability; of a single one without a number."""
    probability = words.counted("probability")
    if len(results.groups) == 1:
        return rf"{probability} $\pi$"
    return rf"{probability} $\pi_{{{coin + 1}}}$, {words.group(results.groups[coin])}"


def of_every_coin(words):
    """Name the axis of all groups' probabilities."""
    return rf"{words.counted('probability')} $\pi$"


def _narrow(words, coin: int | None, coins: int) -> str:
    """Name the axis of a probability, or of the mode, under one of three panels."""
    number = rf"\pi_{{{(coin or 0) + 1}}}" if coins > 1 else r"\pi"
    sign = r"\omega" if coin is None else number
    label = (
        omega_of(words) if coin is None else f"{words.counted('probability')} ${sign}$"
    )
    # A sign is one letter wide, whatever it takes to write it.
    return textwrap.fill(label.replace(f"${sign}$", SIGN), NARROW).replace(
        SIGN, f"${sign}$"
    )


def sign_of(words, results, name: str) -> str:
    """Name a parameter in a text, without the label of a single group."""
    alone = len(results.groups) == 1
    return words.parameter(name.partition("[")[0] if alone else name)


def _seen(words, data, coin: int) -> str:
    """Say what was seen of a group."""
    return f"{words('observed', 'observado')} {data['y'][coin]}/{data['N'][coin]}"


def omega_of(words):
    """Name the axis of the mode that the groups share."""
    population = words.of_population()
    return words(rf"mode $\omega$ {population}", rf"moda $\omega$ {population}")


def _raster(density, words, *, results, coin, title):
    """Draw a joint density over (theta, omega) with its scale beside it."""
    from pooling.exact.coin_joint import GRID

    figure, axes = style.canvas(width=5.2, height=4.3)
    raster(figure, axes, GRID, GRID, density=density, title=title)
    axes.set_xlabel(theta_of(words, results, coin))
    axes.set_ylabel(omega_of(words))
    axes.set_aspect("equal")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    omega, theta = np.meshgrid(GRID, GRID, indexing="ij")
    table = {"omega": omega.ravel(), "theta": theta.ravel(), "density": density.ravel()}
    return figure, axes, table


def raster(figure, axes, across, up, *, density, title: str) -> None:
    """Draw a joint density, with its scale beside it."""
    mesh = axes.pcolormesh(across, up, density, shading="nearest", rasterized=True)
    style.no_grid(axes)
    bar = figure.colorbar(mesh, ax=axes, pad=0.02)
    bar.set_label(title)
    bar.outline.set_visible(False)


def over_it(axes, across, up, words) -> tuple:
    """Draw some draws over a joint density; the entry of the legend, seen on white."""
    chosen = np.linspace(0, len(up) - 1, 400).round().astype(int)
    look = {"s": 5, "color": "white", "alpha": 0.45, "lw": 0, "rasterized": True}
    axes.scatter(across[chosen], up[chosen], **look)
    text = words("400 NUTS draws", "400 muestras de NUTS")
    return style.key(text, "o", ms=4, mfc="white", mec=style.DATA, mew=0.6)


def joint_said(table, words, signs: dict[str, str]) -> tuple[str, str]:
    """Tell where a joint density is highest, and how its two quantities go together.

    Parameters
    ----------
    signs : dict of str
        Column of the table -> its sign.

    Returns
    -------
    highest, average : str
        Where it is highest; the means and the correlation, as a sentence.
    """
    values = [np.asarray(table[name]) for name in signs]
    weight = np.asarray(table["density"]) / np.sum(table["density"])
    (a, c), (_, b) = np.cov(values, aweights=weight, ddof=0)
    highest = words(" and ", " y ").join(
        f"{sign} = {alt_text.number(words, float(value[weight.argmax()]))}"
        for sign, value in zip(signs.values(), values, strict=True)
    )
    one, other = signs.values()
    means = [alt_text.number(words, float(weight @ value)) for value in values]
    correlation = words.number(c / np.sqrt(a * b), ".2f")
    return highest, words(
        f"On average {one} is {means[0]} and {other} {means[1]}; their correlation is "
        f"{correlation}.",
        f"En promedio {one} es {means[0]} y {other} {means[1]}; su correlación es "
        f"{correlation}.",
    )


def prior_joint(results, words, coin=0):
    """Draw the joint prior of bias and mode, with the two slices of the lecture."""
    from pooling.exact import coin_joint

    figure, axes, table = _raster(
        coin_joint.prior(data_of(results)),
        words,
        results=results,
        coin=coin,
        title=words("prior density", "densidad a priori"),
    )
    for omega, dashes in zip(SLICES, SLICE_LINES, strict=True):
        axes.axhline(omega, color="white", ls=dashes, lw=1.2)
        axes.annotate(
            rf"$\omega$ = {words.number(omega)}",
            (0.015, omega + 0.012),
            color="white",
            fontsize=8,
        )
    return figure, table


def says_joint(table, words, results) -> str:
    """Tell where a joint density is highest, and how its two quantities go together."""
    highest, average = joint_said(table, words, {"theta": "π", "omega": "ω"})
    return words.say("coins/prior_joint/says", highest=highest, average=average)


def likelihood_joint(results, words, coin=0):
    """Draw the likelihood over bias and mode, the same for every mode."""
    from pooling.exact import coin_joint

    data = data_of(results)
    figure, axes, table = _raster(
        coin_joint.likelihood(data, coin),
        words,
        results=results,
        coin=coin,
        title=words("likelihood, relative to its maximum", "verosimilitud relativa"),
    )
    proportion = data["y"][coin] / data["N"][coin]
    # Black: the line stands where the likelihood is highest, which is light.
    axes.axvline(proportion, color="black", ls=":", lw=1.2)
    before = proportion > 1 / 2
    axes.annotate(
        _seen(words, data, coin),
        (proportion, 0.03),
        (-6 if before else 6, 0),
        textcoords="offset points",
        ha="right" if before else "left",
        fontsize=8,
        bbox={"boxstyle": "round", "fc": "white", "ec": "none", "alpha": 0.9},
    )
    return figure, table


def says_likelihood_joint(table, words, results) -> str:
    """Tell where the likelihood is highest, and that the mode does not matter."""
    theta, density = np.asarray(table["theta"]), np.asarray(table["density"])
    highest = alt_text.number(words, theta[density.argmax()])
    by_theta = density.reshape(len(np.unique(table["omega"])), -1)
    change = alt_text.percent(words, np.ptp(by_theta, axis=0).max() / density.max())
    return words.say("coins/likelihood_joint/says", highest=highest, change=change)


def posterior_joint(results, words, coin=0):
    """Draw the exact joint posterior, with NUTS draws over it."""
    from pooling.exact import coin_joint

    figure, axes, table = _raster(
        coin_joint.posterior(data_of(results), coin),
        words,
        results=results,
        coin=coin,
        title=words("posterior density, exact", "densidad a posteriori exacta"),
    )
    draws = results.fits[PARTIAL].draws("theta", "omega")
    entry = over_it(axes, draws["theta"][:, coin], draws["omega"], words)
    style.legend_below(figure, [entry])
    return figure, table


def _beta(data, words) -> str:
    """Write the distribution of the mode before the data."""
    shapes = (words.number(data[f"prior_omega_{shape}"]) for shape in "ab")
    return f"Beta({words.listed(*shapes)})"


def prior_omega(results, words):
    """Draw the prior of the factory's mode."""
    from pooling.exact import coin_joint

    data = data_of(results)
    density = coin_joint.prior_omega(data)
    figure, axes = style.canvas(width=5.2, height=2.8)
    axes.plot(coin_joint.GRID, density, color=style.PRIOR, lw=2)
    axes.fill_between(coin_joint.GRID, density, color=style.PRIOR, alpha=0.2, lw=0)
    axes.set_title(_beta(data, words))
    axes.set_xlim(0, 1)
    axes.set_ylim(0, None)
    axes.set_xlabel(omega_of(words))
    axes.set_ylabel(words("prior density", "densidad a priori"))
    return figure, {"omega": coin_joint.GRID, "density": density}


def says_prior_omega(table, words, results) -> str:
    """Tell where the prior lies."""
    mean = alt_text.interval(words, alt_text.of_density(table["omega"], table["density"]))
    beta = _beta(data_of(results), words)
    return words(f"{beta} on ω: mean {mean}.", f"{beta} para ω: media {mean}.")


def prior_theta_given_omega(results, words):
    """Draw two slices of the joint prior: their heights, and normalised."""
    from pooling.exact import coin_joint

    data = data_of(results)
    omega = np.array(SLICES)
    normalised = coin_joint.theta_given_omega(data, omega)
    height = normalised * coin_joint.prior_omega(data, omega)[:, np.newaxis]
    figure, panels = style.canvas(1, 2, height=3.1)
    titles = (
        words.say("coins/prior_theta_given_omega/joint"),
        words(r"normalised, $p(\pi\mid\omega)$", r"normalizado, $p(\pi\mid\omega)$"),
    )
    table = {"theta": coin_joint.GRID}
    for axes, title, curves, name in zip(
        panels, titles, (height, normalised), ("joint", "conditional"), strict=True
    ):
        axes.set_title(title, fontsize=9)
        for at, curve, dashes in zip(SLICES, curves, SLICE_LINES, strict=True):
            label = rf"$\omega$ = {words.number(at)}"
            axes.plot(
                coin_joint.GRID, curve, color=style.PRIOR, ls=dashes, lw=1.8, label=label
            )
            axes.axvline(at, color=style.PALE, ls=dashes, lw=0.8, zorder=0)
            table[f"{name}_at_{at}"] = curve
        axes.set_xlim(0, 1)
        axes.set_ylim(0, None)
        axes.set_xlabel(of_every_coin(words))
        _tell_the_lost(axes, curves, words)
    panels[0].set_ylabel(words("density", "densidad"))
    style.legend_below(figure)
    return figure, table


def _tell_the_lost(axes, curves, words) -> None:
    """Write down the height of a slice that cannot be told from zero."""
    highest = max(max(curve) for curve in curves)
    for at, curve in zip(SLICES, curves, strict=True):
        if max(curve) < LOST * highest:
            top = power_of(np.log(max(curve)), words, ".0f")
            omega = rf"$\omega$ = {words.number(at)}"
            axes.annotate(
                words(f"{omega}:\nheight {top}", f"{omega}:\naltura {top}"),
                (at, 0),
                (1, 0.7),
                textcoords="axes fraction",
                ha="right",
                fontsize=8,
                bbox={"fc": "white", "ec": "none", "pad": 1},
                arrowprops={"arrowstyle": "->", "color": style.DATA},
            )


def says_prior_theta_given_omega(table, words, results) -> str:
    """Tell where the slices are highest, and how high."""
    texts = []
    for at in SLICES:
        joint, normalised = (table[f"{n}_at_{at}"] for n in ("joint", "conditional"))
        heights = [alt_text.number(words, max(curve)) for curve in (joint, normalised)]
        omega = words.number(at)
        mode = alt_text.number(words, table["theta"][int(np.argmax(normalised))])
        texts.append(
            words(
                f"at ω = {omega} the mode is π = {mode}, with height {heights[0]} on the "
                f"left and {heights[1]} on the right",
                f"en ω = {omega} la moda es π = {mode}, con altura {heights[0]} a la "
                f"izquierda y {heights[1]} a la derecha",
            )
        )
    return alt_text.sentence("; ".join(texts))


def posterior_and_prior(axes, height, edges, *, curves, words) -> None:
    """Draw a posterior as it was sampled, and as it is, over its prior.

    Parameters
    ----------
    height, edges : ndarray
        Histogram of the draws.
    curves : pair of pair of ndarray
        Places and density of the exact posterior, and of the prior.
    """
    look = {"fill": True, "color": style.COLOURS["partial"], "alpha": 0.35}
    axes.stairs(height, edges, label=words("NUTS draws", "muestras de NUTS"), **look)
    exact, prior = curves
    name = words("exact posterior", "posterior exacto")
    axes.plot(*exact, color=style.EXACT, lw=1.3, label=name)
    axes.plot(*prior, color=style.PRIOR, ls="--", lw=1.3, label="prior")


def posterior_marginals(results, words):
    """Draw exact posteriors as lines, NUTS draws as histograms, raw proportions."""
    from pooling.exact import coin_joint, posterior

    data = data_of(results)
    exact = posterior("coins", PARTIAL, data, {"group": results.groups})
    draws = results.fits[PARTIAL].draws("omega", "theta")
    shown = min(len(results.groups), PANELS)
    look = {"beside": 0.9, "each": 2.4, "sharey": True}
    figure, panels, used = style.panels_of(shown + 1, 3, **look)
    edges = np.linspace(0, 1, 51)
    table = {"parameter": [], "value": [], "exact_density": []}
    for place, axes in enumerate(used):
        coin = place - 1
        values = draws["omega"] if place == 0 else draws["theta"][:, coin]
        name = "omega" if place == 0 else f"theta[{results.groups[coin]}]"
        if place == 0:
            before = coin_joint.prior_omega(data)
        else:
            weights = coin_joint.prior_omega(data)
            before = coin_joint.prior(data).sum(axis=0) / weights.sum()
        grid, density = exact.marginals[name]
        height = np.histogram(values, edges, density=True)[0]
        curves = ((grid, density), (coin_joint.GRID, before))
        posterior_and_prior(axes, height, edges, curves=curves, words=words)
        if place > 0:
            axes.axvline(data["y"][coin] / data["N"][coin], **PROPORTION)
            whose = f"{words.short(results.groups[coin])}: " if shown > 1 else ""
            axes.set_title(whose + _seen(words, data, coin), fontsize=9)
        axes.set_xlim(0, 1)
        if place > 0:
            limit = style.show_outcome(axes, words, across=True)
        axes.set_xticks([0, 0.5, 1])
        axes.set_xlabel(_narrow(words, coin if place else None, shown))
        add_rows(table, name, grid, density)
    panels.flat[0].set_ylim(0, None)
    for axes in panels[:, 0]:
        axes.set_ylabel(words("density", "densidad"))
    entries = style.labelled(panels.flat[0])
    style.legend_below(figure, [*entries, proportion_key(words), *limit])
    first_few(figure, results, words)
    return figure, table


def says_posterior_marginals(table, words, results) -> str:
    """Tell where the posterior of each quantity lies."""
    data, texts = data_of(results), []
    for name, part in parts_by(table, "parameter").items():
        density = alt_text.of_density(part["value"], part["exact_density"])
        interval = alt_text.interval(words, density)
        text = f"{sign_of(words, results, name)}: {interval}"
        if name != "omega":
            coin = results.groups.index(name.partition("[")[2][:-1])
            seen = f"{data['y'][coin]}/{data['N'][coin]}"
            text += words(f", sample proportion {seen}", f", proporción observada {seen}")
        texts.append(text)
    return words.say("coins/posterior_marginals/says", listed="; ".join(texts))


def first_few(figure, results, words) -> None:
    """Say how many of the coins a figure shows, where that is not all."""
    count = len(results.groups)
    if count > PANELS:
        text = words.say("coins/posterior_marginals/first", most=PANELS, count=count)
        say(figure, text)


def power_of(value, words, form=".2f"):
    """Write a natural logarithm's number as a power of ten."""
    mantissa, exponent = alt_text.scientific(value)
    mantissa = words.within_formula(mantissa, form)
    return rf"${mantissa} \times 10^{{{exponent}}}$"
