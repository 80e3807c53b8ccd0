"""Figures of probabilities of one population, and of shrinkage by maximum likelihood."""

from __future__ import annotations

import textwrap
from functools import cache, partial

import numpy as np

from pooling.figures import alt_text
from pooling.figures import coin_joint as side_by_side
from pooling.figures.base import Figure
from pooling.figures.checks import of_models
from pooling.figures.graph import COINS, Graph, Node, Plate
from pooling.figures.predictive import by_coin, new_unit
from pooling.figures.style import (
    DATA,
    EXACT,
    PALE,
    POOLING_COLOURS,
    PRIOR,
    canvas,
    legend_below,
    no_grid,
    show_outcome,
)
from pooling.model.families.coins import MODELS

PARTIAL = "partial_pooling"
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


def _data(results):
    """Data of the Stan program: counts, kappa and the prior of omega."""
    return results.fits[PARTIAL].stan_data


def _theta(words, results, coin=0):
    """Name the axis of a group's probability; of a single one without a number."""
    probability = words.counted("probability")
    if len(results.groups) == 1:
        return rf"{probability} $\pi$"
    return rf"{probability} $\pi_{{{coin + 1}}}$, {words.group(results.groups[coin])}"


def _every(words):
    """Name the axis of all groups' probabilities."""
    return rf"{words.counted('probability')} $\pi$"


def _narrow(words, coin: int | None, coins: int) -> str:
    """Name the axis of a probability, or of the mode, under one of three panels."""
    number = rf"\pi_{{{(coin or 0) + 1}}}" if coins > 1 else r"\pi"
    sign = r"\omega" if coin is None else number
    label = _omega(words) if coin is None else f"{words.counted('probability')} ${sign}$"
    # A sign is one letter wide, whatever it takes to write it.
    return textwrap.fill(label.replace(f"${sign}$", SIGN), NARROW).replace(
        SIGN, f"${sign}$"
    )


def _sign(words, results, name: str) -> str:
    """Name a parameter in a text, without the label of a single group."""
    alone = len(results.groups) == 1
    return words.parameter(name.partition("[")[0] if alone else name)


def _seen(words, data, coin: int) -> str:
    """Say what was seen of a group."""
    return f"{words('observed', 'observado')} {data['y'][coin]}/{data['N'][coin]}"


def _omega(words):
    """Name the axis of the mode that the groups share."""
    population = words.of_population()
    return words(rf"mode $\omega$ {population}", rf"moda $\omega$ {population}")


def _raster(density, words, results, coin, title):
    """Draw a joint density over (theta, omega) with its scale beside it."""
    from pooling.exact.coin_joint import GRID

    figure, axes = canvas(width=5.2, height=4.3)
    mesh = axes.pcolormesh(GRID, GRID, density, shading="nearest", rasterized=True)
    no_grid(axes)
    bar = figure.colorbar(mesh, ax=axes, pad=0.02)
    bar.set_label(title)
    bar.outline.set_visible(False)
    axes.set_xlabel(_theta(words, results, coin))
    axes.set_ylabel(_omega(words))
    axes.set_aspect("equal")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    omega, theta = np.meshgrid(GRID, GRID, indexing="ij")
    table = {"omega": omega.ravel(), "theta": theta.ravel(), "density": density.ravel()}
    return figure, axes, table


def prior_joint(results, words, coin=0):
    """Draw the joint prior of bias and mode, with the two slices of the lecture."""
    from pooling.exact import coin_joint

    figure, axes, table = _raster(
        coin_joint.prior(_data(results)),
        words,
        results,
        coin,
        words("prior density", "densidad a priori"),
    )
    for omega, style in zip(SLICES, SLICE_LINES, strict=True):
        axes.axhline(omega, color="white", ls=style, lw=1.2)
        axes.annotate(
            rf"$\omega$ = {words.number(omega)}",
            (0.015, omega + 0.012),
            color="white",
            fontsize=8,
        )
    return figure, table


def _says_joint(table, words, results) -> str:
    """Tell where a joint density is highest, and how its two quantities go together."""
    theta, omega = table["theta"], table["omega"]
    weight = np.asarray(table["density"]) / np.sum(table["density"])
    top = int(weight.argmax())
    means = [float(weight @ values) for values in (theta, omega)]
    (a, c), (_, b) = np.cov([theta, omega], aweights=weight, ddof=0)
    highest = words(" and ", " y ").join(
        f"{sign} = {alt_text.number(words, values[top])}"
        for sign, values in (("π", theta), ("ω", omega))
    )
    average = [alt_text.number(words, mean) for mean in means]
    correlation = words.number(c / np.sqrt(a * b), ".2f")
    return words(
        f"The density is highest at {highest}. On average π is {average[0]} and ω "
        f"{average[1]}; their correlation is {correlation}.",
        f"La densidad es máxima en {highest}. En promedio π es {average[0]} y ω "
        f"{average[1]}; su correlación es {correlation}.",
    )


def likelihood_joint(results, words, coin=0):
    """Draw the likelihood over bias and mode, the same for every mode."""
    from pooling.exact import coin_joint

    data = _data(results)
    figure, axes, table = _raster(
        coin_joint.likelihood(data, coin),
        words,
        results,
        coin,
        words("likelihood, relative to its maximum", "verosimilitud relativa"),
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


def _says_likelihood_joint(table, words, results) -> str:
    """Tell where the likelihood is highest, and that the mode does not matter."""
    theta, density = np.asarray(table["theta"]), np.asarray(table["density"])
    highest = alt_text.number(words, theta[density.argmax()])
    by_theta = density.reshape(len(np.unique(table["omega"])), -1)
    change = alt_text.percent(words, np.ptp(by_theta, axis=0).max() / density.max())
    return words(
        f"The likelihood is highest at π = {highest}; along ω it changes by {change}.",
        f"La verosimilitud es máxima en π = {highest}; a lo largo de ω cambia un "
        f"{change}.",
    )


def posterior_joint(results, words, coin=0):
    """Draw the exact joint posterior, with NUTS draws over it."""
    from pooling.exact import coin_joint

    figure, axes, table = _raster(
        coin_joint.posterior(_data(results), coin),
        words,
        results,
        coin,
        words("posterior density, exact", "densidad a posteriori exacta"),
    )
    draws = results.fits[PARTIAL].draws("theta", "omega")
    chosen = np.linspace(0, len(draws["omega"]) - 1, 400).round().astype(int)
    axes.scatter(
        draws["theta"][chosen, coin],
        draws["omega"][chosen],
        s=5,
        color="white",
        alpha=0.45,
        lw=0,
        rasterized=True,
        label=words("400 NUTS draws", "400 muestras de NUTS"),
    )
    # The mark of the legend must be seen on white.
    handle = axes.plot([], [], "o", ms=4, mfc="white", mec=DATA, mew=0.6)
    legend_below(figure, handle, [words("400 NUTS draws", "400 muestras de NUTS")])
    return figure, table


def _beta(data, words) -> str:
    """Write the distribution of the mode before the data."""
    shapes = (words.number(data[f"prior_omega_{shape}"]) for shape in "ab")
    return f"Beta({words.listed(*shapes)})"


def prior_omega(results, words):
    """Draw the prior of the factory's mode."""
    from pooling.exact import coin_joint

    data = _data(results)
    density = coin_joint.prior_omega(data)
    figure, axes = canvas(width=5.2, height=2.8)
    axes.plot(coin_joint.GRID, density, color=PRIOR, lw=2)
    axes.fill_between(coin_joint.GRID, density, color=PRIOR, alpha=0.2, lw=0)
    axes.set_title(_beta(data, words))
    axes.set_xlim(0, 1)
    axes.set_ylim(0, None)
    axes.set_xlabel(_omega(words))
    axes.set_ylabel(words("prior density", "densidad a priori"))
    return figure, {"omega": coin_joint.GRID, "density": density}


def _says_prior_omega(table, words, results) -> str:
    """Tell where the prior lies."""
    found = alt_text.interval(
        words, alt_text.of_density(table["omega"], table["density"])
    )
    beta = _beta(_data(results), words)
    return words(f"{beta} on ω: mean {found}.", f"{beta} para ω: media {found}.")


def prior_theta_given_omega(results, words):
    """Draw two slices of the joint prior: their heights, and normalised."""
    from pooling.exact import coin_joint

    data = _data(results)
    omega = np.array(SLICES)
    normalised = coin_joint.theta_given_omega(data, omega)
    height = normalised * coin_joint.prior_omega(data, omega)[:, np.newaxis]
    figure, panels = canvas(1, 2, height=3.1)
    titles = (
        words(
            r"height of the joint prior, $p(\pi\mid\omega)\,p(\omega)$",
            r"altura del prior conjunto, $p(\pi\mid\omega)\,p(\omega)$",
        ),
        words(r"normalised, $p(\pi\mid\omega)$", r"normalizado, $p(\pi\mid\omega)$"),
    )
    table = {"theta": coin_joint.GRID}
    for axes, title, curves, name in zip(
        panels, titles, (height, normalised), ("joint", "conditional"), strict=True
    ):
        axes.set_title(title, fontsize=9)
        for at, curve, style in zip(SLICES, curves, SLICE_LINES, strict=True):
            label = rf"$\omega$ = {words.number(at)}"
            axes.plot(coin_joint.GRID, curve, color=PRIOR, ls=style, lw=1.8, label=label)
            axes.axvline(at, color=PALE, ls=style, lw=0.8, zorder=0)
            table[f"{name}_at_{at}"] = curve
        axes.set_xlim(0, 1)
        axes.set_ylim(0, None)
        axes.set_xlabel(_every(words))
        _tell_the_lost(axes, curves, words)
    panels[0].set_ylabel(words("density", "densidad"))
    legend_below(figure)
    return figure, table


def _tell_the_lost(axes, curves, words) -> None:
    """Write down the height of a slice that cannot be told from zero."""
    highest = max(max(curve) for curve in curves)
    for at, curve in zip(SLICES, curves, strict=True):
        if max(curve) < LOST * highest:
            top = _power(np.log(max(curve)), words, ".0f")
            omega = rf"$\omega$ = {words.number(at)}"
            axes.annotate(
                words(f"{omega}:\nheight {top}", f"{omega}:\naltura {top}"),
                (at, 0),
                (1, 0.7),
                textcoords="axes fraction",
                ha="right",
                fontsize=8,
                bbox={"fc": "white", "ec": "none", "pad": 1},
                arrowprops={"arrowstyle": "->", "color": DATA},
            )


def _says_prior_theta_given_omega(table, words, results) -> str:
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


def posterior_marginals(results, words):
    """Draw exact posteriors as lines, NUTS draws as histograms, raw proportions."""
    from pooling.exact import coin_joint, posterior

    data = _data(results)
    found = posterior("coins", PARTIAL, data, results.groups)
    draws = results.fits[PARTIAL].draws("omega", "theta")
    shown = min(len(results.groups), PANELS)
    figure, panels = canvas(
        -(-(shown + 1) // 3),
        min(3, shown + 1),
        height=0.9 + 2.4 * -(-(shown + 1) // 3),
        squeeze=False,
        sharey=True,
    )
    edges = np.linspace(0, 1, 51)
    table = {"parameter": [], "value": [], "exact_density": []}
    for place, axes in enumerate(panels.flat):
        if place > shown:
            axes.set_visible(False)
            continue
        coin = place - 1
        values = draws["omega"] if place == 0 else draws["theta"][:, coin]
        name = "omega" if place == 0 else f"theta[{results.groups[coin]}]"
        axes.stairs(
            np.histogram(values, edges, density=True)[0],
            edges,
            fill=True,
            color=POOLING_COLOURS["partial"],
            alpha=0.35,
            label=words("NUTS draws", "muestras de NUTS"),
        )
        grid, density = found.marginals[name]
        axes.plot(
            grid,
            density,
            color=EXACT,
            lw=1.3,
            label=words("exact posterior", "posterior exacto"),
        )
        if place == 0:
            before = coin_joint.prior_omega(data)
        else:
            weights = coin_joint.prior_omega(data)
            before = coin_joint.prior(data).sum(axis=0) / weights.sum()
        prior = words("prior", "prior")
        axes.plot(coin_joint.GRID, before, color=PRIOR, ls="--", lw=1.3, label=prior)
        if place > 0:
            axes.axvline(
                data["y"][coin] / data["N"][coin],
                color=POOLING_COLOURS["none"],
                ls=":",
                lw=1.5,
            )
            whose = f"{words.short(results.groups[coin])}: " if shown > 1 else ""
            axes.set_title(whose + _seen(words, data, coin), fontsize=9)
        axes.set_xlim(0, 1)
        if place > 0:
            limit = show_outcome(axes, words, across=True)
        axes.set_xticks([0, 0.5, 1])
        axes.set_xlabel(_narrow(words, coin if place else None, shown))
        table["parameter"] += [name] * len(grid)
        table["value"] += grid.tolist()
        table["exact_density"] += density.tolist()
    panels.flat[0].set_ylim(0, None)
    for axes in panels[:, 0]:
        axes.set_ylabel(words("density", "densidad"))
    handles, texts = panels.flat[0].get_legend_handles_labels()
    handles += panels.flat[0].plot([], [], color=POOLING_COLOURS["none"], ls=":", lw=1.5)
    texts.append(words("sample proportion", "proporción observada"))
    handles += limit
    texts += [line.get_label() for line in limit]
    legend_below(figure, handles, texts)
    _first_few(figure, results, words)
    return figure, table


def _says_posterior_marginals(table, words, results) -> str:
    """Tell where the posterior of each quantity lies."""
    data, names = _data(results), np.asarray(table["parameter"])
    texts = []
    for name in dict.fromkeys(table["parameter"]):
        value, density = (
            np.asarray(table[key])[names == name] for key in ("value", "exact_density")
        )
        found = alt_text.interval(words, alt_text.of_density(value, density))
        text = f"{_sign(words, results, name)}: {found}"
        if name != "omega":
            coin = results.groups.index(name.partition("[")[2][:-1])
            seen = f"{data['y'][coin]}/{data['N'][coin]}"
            text += words(f", sample proportion {seen}", f", proporción observada {seen}")
        texts.append(text)
    return words(
        f"Exact posterior means. {'; '.join(texts)}.",
        f"Medias a posteriori exactas. {'; '.join(texts)}.",
    )


def _first_few(figure, results, words) -> None:
    """Say how many of the coins a figure shows, where that is not all."""
    count = len(results.groups)
    if count > PANELS:
        figure.suptitle(
            words(
                f"the first {PANELS} of {count}, in the order of the table",
                f"los primeros {PANELS} de {count}, en el orden de la tabla",
            ),
            fontsize=9,
            x=0.01,
            ha="left",
        )


def kappa_sweep(results, words):
    """Draw posterior means as the tie between the coins tightens."""
    data = _data(results)
    found = results.json("explore")["kappa"]
    kappas = np.array(found["kappa"])
    means = np.array([curve["mean"] for curve in found["curves"]]).T
    figure, axes = canvas(height=3.4)
    axes.plot(
        kappas, means[:, 0], color=PRIOR, lw=2, label=_omega(words), zorder=3, ls="--"
    )
    table = {"kappa": kappas, "omega": means[:, 0]}
    styles = [(0, dashes) for dashes in COIN_DASHES]
    for coin, label in enumerate(results.groups[:PANELS]):
        line = axes.plot(
            kappas,
            means[:, coin + 1],
            ls=styles[coin % len(styles)],
            color=POOLING_COLOURS["partial"],
            lw=1.8,
            label=_theta(words, results, coin),
        )[0]
        y, n = data["y"][coin], data["N"][coin]
        axes.plot(2, y / n, "o", color=POOLING_COLOURS["none"], ms=5, clip_on=False)
        axes.plot(
            2,
            (y + 1) / (n + 2),
            "o",
            mfc="white",
            mec=PRIOR,
            ms=5,
            clip_on=False,
            zorder=4,
        )
        table[f"theta[{label}]"] = line.get_ydata()
    axes.axvline(data["kappa"], color=PALE, lw=1.2, zorder=0)
    axes.annotate(
        rf"$\kappa$ = {words.number(data['kappa'])}",
        (data["kappa"], 1),
        xycoords=("data", "axes fraction"),
        xytext=(3, -9),
        textcoords="offset points",
        fontsize=8,
        color=DATA,
    )
    axes.set_xscale("log")
    ticks = [2, 5, 10, 20, 50, 100, 200, 500, 1000]
    axes.set_xticks(ticks)
    axes.minorticks_off()
    axes.set_xlim(2, 1000)
    axes.set_xlabel(
        words(
            r"concentration $\kappa$ of the probabilities around $\omega$",
            r"concentración $\kappa$ de las probabilidades alrededor de $\omega$",
        )
    )
    axes.set_ylabel(words("posterior mean", "media a posteriori"))
    handles, texts = axes.get_legend_handles_labels()
    handles += axes.plot([], [], "o", color=POOLING_COLOURS["none"], ms=5)
    handles += axes.plot([], [], "o", mfc="white", mec=PRIOR, ms=5)
    texts.append(words("sample proportion $y/N$", "proporción observada $y/N$"))
    texts.append(
        words(
            r"uniform prior ($\kappa$ = 2): $(y+1)/(N+2)$",
            r"prior uniforme ($\kappa$ = 2): $(y+1)/(N+2)$",
        )
    )
    legend_below(figure, handles, texts, columns=2)
    _first_few(figure, results, words)
    return figure, table


def _says_kappa_sweep(table, words, results) -> str:
    """Tell from where to where the posterior means go."""
    kappas = alt_text.span(words, table["kappa"])
    texts = []
    for name in list(table)[1:]:
        a, b = alt_text.numbers(words, table[name][0], table[name][-1])
        text = words(f"from {a} to {b}", f"de {a} a {b}")
        texts.append(f"{_sign(words, results, name)} {text}")
    own = words.number(_data(results)["kappa"])
    return words(
        f"As κ grows from {kappas}, posterior means run: {'; '.join(texts)}. The "
        f"analysis has κ = {own}.",
        f"Al crecer κ de {kappas}, las medias a posteriori van: {'; '.join(texts)}. El "
        f"análisis tiene κ = {own}.",
    )


def _power(value, words, form=".2f"):
    """Write a natural logarithm's number as a power of ten."""
    mantissa, exponent = alt_text.scientific(value)
    mantissa = words.within_formula(mantissa, form)
    return rf"${mantissa} \times 10^{{{exponent}}}$"


def likelihood(results, words):
    """Draw the joint likelihood at the proportions, and at its interior maximum."""
    from pooling.model import likelihood as joint

    counts = results.prepared
    y, n = counts["y"].to_numpy(), counts["N"].to_numpy()
    options = results.settings["options"]["maximum_likelihood"]
    omega = options["omega"]
    flat = joint.at_proportions(y, n, omega, options["flat_kappa"])
    best = joint.interior_maximum(y, n, omega)
    points = [flat] if best is None else [flat, best]
    figure, panels = canvas(1, 2, height=4, sharey=True)
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
        axes.fill_between(grid, height, color=PRIOR, alpha=0.25, lw=0)
        axes.plot(
            grid,
            height,
            color=PRIOR,
            lw=1.6,
            label=r"Beta($\pi\mid\omega,\kappa$)",
        )
        below = -0.22 * top
        for label, proportion, theta in zip(
            counts["group"], y / n, point.theta, strict=True
        ):
            on_curve = np.interp(theta, grid, height)
            axes.plot(
                [theta, theta], [0, on_curve], color=POOLING_COLOURS["partial"], lw=1
            )
            axes.annotate(
                "",
                (theta, 0),
                (proportion, below),
                arrowprops={"arrowstyle": "->", "color": PALE, "shrinkA": 3},
            )
            row = (title, label, proportion, theta, point.kappa, point.log_likelihood)
            for key, value in zip(table, row, strict=True):
                table[key].append(value)
        axes.plot(
            point.theta,
            np.zeros(len(y)),
            "D",
            color=POOLING_COLOURS["partial"],
            ms=5,
            label=words(r"probability $\pi_s$", r"probabilidad $\pi_s$"),
        )
        axes.plot(
            y / n,
            np.full(len(y), below),
            "o",
            color=POOLING_COLOURS["none"],
            ms=5,
            label=words("sample proportion", "proporción observada"),
        )
        kappa = words.within_formula(point.kappa, ".2f")
        axes.set_title(
            rf"{title}: $\kappa$ = ${kappa}$"
            + "\n"
            + words("likelihood ", "verosimilitud ")
            + _power(point.log_likelihood, words),
            fontsize=9,
        )
        axes.set_xlim(0, 1)
        axes.set_ylim(1.4 * below, 1.08 * top)
        axes.set_xlabel(_every(words))
        no_grid(axes, "x")
    if best is None:
        panels[1].set_visible(False)
    else:
        limit = words.number(joint.overtaken_at(y, n, omega, best), ".0f")
        figure.supxlabel(
            words(
                r"A local maximum: the likelihood grows without bound with $\kappa$, and is "
                rf"higher again from $\kappa$ = {limit}.",
                r"Un máximo local: la verosimilitud crece sin límite con $\kappa$, y vuelve a "
                rf"ser mayor desde $\kappa$ = {limit}.",
            ),
            fontsize=8,
        )
    panels[0].set_yticks([tick for tick in panels[0].get_yticks() if 0 <= tick <= top])
    panels[0].set_ylabel(
        words(
            rf"density of $\pi$ in {words.counted('population')}",
            rf"densidad de $\pi$ en {words.counted('population')}",
        )
    )
    legend_below(figure, *panels[0].get_legend_handles_labels(), side="upper")
    return figure, table


def _says_likelihood(table, words, results) -> str:
    """Tell the height of the likelihood in each panel, and the biases there."""
    panels, theta = np.asarray(table["panel"]), np.asarray(table["theta"])
    texts = []
    for title in dict.fromkeys(table["panel"]):
        at = int(np.argmax(panels == title))
        height = alt_text.power(words, table["log_likelihood"][at])
        kappa = words.number(table["kappa"][at], ".2f")
        biases = alt_text.span(words, theta[panels == title])
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

    Parameters
    ----------
    name : str
        Function of `pooling.model.james_stein` that gives the exact risk.
    target : float, optional
        Fixed point; the grand mean where there is none.
    spread : float
        Of the true means, in sds of a raw mean.
    """
    from pooling.model import james_stein as risk

    exact = getattr(risk, name)
    counts = range(1, LARGEST + 1)
    simulated = [risk.simulate(_means(J, spread), target, seed=J)[0] / J for J in counts]
    return [exact(J, J * spread**2) / J for J in counts], simulated


def james_stein(results, words):
    """Draw the risk of James and Stein's estimator against the number of means."""
    observed = _spread_of_subjects(results.prepared)
    subjects = len(results.prepared)
    spreads = (*SPREADS, observed)
    counts = np.arange(1, LARGEST + 1)
    figure, panels = canvas(1, 2, height=3.9, sharey=True)
    targets = (
        ("risk_fixed", 0.0, words("toward a fixed point", "hacia un punto fijo")),
        (
            "risk_grand_mean",
            None,
            words("toward the grand mean", "hacia la media general"),
        ),
    )
    table = {"target": [], "spread": [], "J": [], "risk": [], "simulated": []}
    for axes, (name, target, title) in zip(panels, targets, strict=True):
        axes.axhline(1, color=POOLING_COLOURS["none"], lw=1.3)
        ends = []
        for spread, style in zip(spreads, SPREAD_LINES, strict=True):
            shares, simulated = _risks(name, target, spread)
            own = spread == observed
            axes.plot(
                counts,
                shares,
                color=POOLING_COLOURS["partial"],
                ls=style,
                lw=2 if own else 1.3,
            )
            axes.plot(counts, simulated, "o", color=DATA, ms=2.4, zorder=3)
            ends.append(shares[-1])
            if own:
                axes.plot(
                    subjects, shares[subjects - 1], "D", color=EXACT, ms=6, mfc="none"
                )
            columns = ([name] * LARGEST, [spread] * LARGEST, counts, shares)
            for key, column in zip(table, (*columns, simulated), strict=True):
                table[key].extend(column)
        for spread, end in zip(spreads, ends, strict=True):
            axes.annotate(
                words(
                    f"spread {words.number(spread, '.2g')}",
                    f"dispersión {words.number(spread, '.2g')}",
                ),
                (LARGEST, end),
                (0, -4),
                textcoords="offset points",
                ha="right",
                va="top",
                fontsize=8,
                color=POOLING_COLOURS["partial"],
                fontweight="bold" if spread == observed else "normal",
            )
        axes.set_title(title)
        axes.set_ylim(0, 1.08)
        axes.set_xlim(0.5, LARGEST + 0.5)
        axes.set_xticks([1, 3, 4, 5, 10, 15, 20])
        axes.set_xlabel(words("number of means $J$", "número de medias $J$"))
    panels[0].set_ylabel(
        words(
            r"risk: sum of the mean squared errors / ($J\sigma^2$)",
            r"riesgo: suma de errores cuadráticos medios / ($J\sigma^2$)",
        )
    )
    handles = panels[0].plot([], [], color=POOLING_COLOURS["none"], lw=1.3)
    handles += panels[0].plot([], [], color=POOLING_COLOURS["partial"], lw=1.3)
    handles += panels[0].plot([], [], "o", color=DATA, ms=3)
    handles += panels[0].plot([], [], "D", color=EXACT, ms=6, mfc="none")
    texts = [
        words("raw means", "medias muestrales"),
        words("James and Stein, exact", "James y Stein, exacto"),
        words("simulated", "simulado"),
        alt_text.groups(words, subjects, results),
    ]
    legend_below(figure, handles, texts)
    return figure, table


def _says_james_stein(table, words, results) -> str:
    """Tell from how many means on the estimator gains, and how much for the subjects."""
    subjects = len(results.prepared)
    these = alt_text.groups(words, subjects, results)
    target, J, risk = (np.asarray(table[key]) for key in ("target", "J", "risk"))
    spread = np.asarray(table["spread"])
    texts = []
    for name, way in (
        ("risk_fixed", words("toward a fixed point", "hacia un punto fijo")),
        ("risk_grand_mean", words("toward the grand mean", "hacia la media general")),
    ):
        own = (target == name) & (spread == _spread_of_subjects(results.prepared))
        first = J[(target == name) & (risk < 1)].min()
        at = alt_text.number(words, risk[own & (subjects == J)][0])
        texts.append(
            words(
                f"{way} the risk falls below that of the raw means from {first} means on, "
                f"and is {at} of it for {these}",
                f"{way} el riesgo baja del de las medias muestrales desde {first} medias, "
                f"y para {these} es {at} veces el de ellas",
            )
        )
    return alt_text.sentence("; ".join(texts))


def _maximised(settings, models):
    """Say that the likelihood is maximised instead of sampled."""
    return "maximum_likelihood" in models


def _one(settings, models):
    """Say that there is a single coin."""
    return len(settings.successes) == 1


def _two(settings, models):
    """Say that there are two coins, each with joint figures of its own."""
    return len(settings.successes) == 2


def _joint(draw, says, title, caption, kinds):
    """Declare a joint figure: one for a single coin, else one per coin."""
    name = draw.__name__
    single = Figure(draw, says, title, caption, (PARTIAL,), kinds, applies=_one)
    double = {
        f"{name}_{coin + 1}": Figure(
            partial(draw, coin=coin),
            says,
            {language: f"{text}, {bias}" for language, text in title.items()},
            caption,
            (PARTIAL,),
            kinds,
            applies=_two,
        )
        for coin, bias in enumerate(("π₁", "π₂"))
    }
    return {name: single} | double


BY_COIN = {
    "kappa": Node(r"\kappa", 0.7, 2.5, "known", value="kappa"),
    "theta": Node(r"\pi_s", 0, 1.2, parents=("omega", "kappa")),
    "N": Node("N_s", 1.1, 0, "known"),
    "y": Node("y_s", 0, 0, "observed", ("theta", "N")),
}
PLATE = (Plate(("theta", "y", "N"), COINS),)

PREDICTIVE = {"prior": by_coin, "posterior": by_coin}
NEW_GROUP = new_unit

GRAPHS = {
    "fixed_mode": Graph(
        BY_COIN | {"omega": Node(r"\omega", -0.7, 2.5, "known", value="omega")}, PLATE
    ),
    PARTIAL: Graph(BY_COIN | {"omega": Node(r"\omega", -0.6, 2.5, prior="omega")}, PLATE),
}

DATA_ONLY = ("stan_data.json",)
WITH_DRAWS = ("stan_data.json", "posterior.nc")

FIGURES = {
    **side_by_side.FIGURES,
    **_joint(
        prior_joint,
        _says_joint,
        {"en": "Joint prior", "es": "Prior conjunto"},
        {
            "en": "What is believed about the probability and the mode before the "
            "data. Where the probabilities keep close to the mode, there is a ridge "
            "along the diagonal. The lines are the two slices of the next figures.",
            "es": "Lo que se cree de la probabilidad y la moda antes de los datos. Si "
            "las probabilidades quedan cerca de la moda, hay una cresta a lo largo de "
            "la diagonal. Las líneas son los dos cortes de las figuras siguientes.",
        },
        DATA_ONLY,
    ),
    "prior_omega": Figure(
        prior_omega,
        _says_prior_omega,
        {"en": "Prior of the mode", "es": "Prior de la moda"},
        {
            "en": "What is believed about the population before the data.",
            "es": "Lo que se cree de la población antes de los datos.",
        },
        (PARTIAL,),
        DATA_ONLY,
    ),
    "prior_theta_given_omega": Figure(
        prior_theta_given_omega,
        _says_prior_theta_given_omega,
        {"en": "Slices of the prior", "es": "Cortes del prior"},
        {
            "en": "The joint prior cut at two modes: its height on the left, normalised "
            "on the right. Each slice has its mode at its own ω.",
            "es": "El prior conjunto cortado en dos modas: a la izquierda, su altura; "
            "a la derecha, normalizado. Cada corte tiene su moda en su propio ω.",
        },
        (PARTIAL,),
        DATA_ONLY,
    ),
    **_joint(
        likelihood_joint,
        _says_likelihood_joint,
        {"en": "Likelihood", "es": "Verosimilitud"},
        {
            "en": "The data depend on the probability alone: along the mode of the population "
            "the likelihood does not change.",
            "es": "Los datos dependen solo de la probabilidad: a lo largo de la moda de la "
            "población la verosimilitud no cambia.",
        },
        DATA_ONLY,
    ),
    **_joint(
        posterior_joint,
        _says_joint,
        {"en": "Joint posterior", "es": "Posterior conjunto"},
        {
            "en": "Exact joint posterior on the grid of the lecture, with NUTS draws "
            "over it. The ridge of the prior and the likelihood together: what is "
            "learned of one probability spreads to the population.",
            "es": "Posterior conjunto exacto en la grilla de la clase, con muestras de "
            "NUTS encima. La cresta del prior y la verosimilitud juntas: lo que se "
            "aprende de una probabilidad llega a la población.",
        },
        WITH_DRAWS,
    ),
    "posterior_marginals": Figure(
        posterior_marginals,
        _says_posterior_marginals,
        {
            "en": "Posterior of mode and probability",
            "es": "Posterior de la moda y la probabilidad",
        },
        {
            "en": "Exact posteriors as lines, NUTS draws as histograms, priors dashed, sample "
            "proportions dotted. Line and histogram are computed independently.",
            "es": "Posteriors exactos como líneas, muestras de "
            "NUTS como histogramas, priors en línea discontinua, "
            "proporciones observadas en línea de puntos. Línea e histograma se calculan "
            "por separado.",
        },
        (PARTIAL,),
        WITH_DRAWS,
    ),
    "kappa_sweep": Figure(
        kappa_sweep,
        _says_kappa_sweep,
        {"en": "From loose to tight", "es": "De un vínculo débil a uno fuerte"},
        {
            "en": "Exact posterior means as the concentration grows. Where it is small, the "
            "data of a group decide; where it is large, the mode of the population does. At "
            "κ = 2 the population is flat: there the prior of a probability is uniform, and "
            "its mean begins at (y + 1) / (N + 2), as from two observations more, and not at "
            "the sample proportion.",
            "es": "Medias exactas del posterior según crece la concentración. Si es chica, "
            "deciden los datos de cada grupo; si es grande, la moda de la población. En "
            "κ = 2 la población es plana: ahí el prior de una probabilidad es uniforme y su "
            "media arranca en (y + 1) / (N + 2), como con dos observaciones más, y no en la "
            "proporción observada.",
        },
        (PARTIAL,),
        DATA_ONLY,
        ("explore.json",),
    ),
    "likelihood": Figure(
        likelihood,
        _says_likelihood,
        {
            "en": "Shrinkage by maximum likelihood",
            "es": "Shrinkage por máxima verosimilitud",
        },
        {
            "en": "Left: every probability at its sample proportion under a nearly flat "
            "population. Right: probabilities and spread at the interior maximum of the "
            "likelihood. Look where they move, and on which side the likelihood is higher.",
            "es": "Izquierda: cada probabilidad en su proporción con una población casi plana. "
            "Derecha: probabilidades y dispersión en el máximo interior de la verosimilitud. "
            "Mire adónde se mueven y de qué lado es mayor la verosimilitud.",
        },
        applies=_maximised,
    ),
    "james_stein": Figure(
        james_stein,
        _says_james_stein,
        {
            "en": "Shrinkage without a prior",
            "es": "Shrinkage sin prior",
        },
        {
            "en": "The risk of James and Stein's estimator: its mean squared errors, summed "
            "over the means, as a share of that of the raw means (1). The model is normal "
            "with known variance; exact as lines, simulated as points. It gains from three "
            "means toward a fixed point, from four toward their own mean, and most where the "
            "true means (spread in sds of a raw mean) lie close.",
            "es": "El riesgo del estimador de James y Stein: sus errores cuadráticos "
            "medios, sumados sobre las medias, en proporción al de las medias "
            "muestrales (1). El modelo es normal con varianza conocida; exacto en "
            "líneas, simulado en puntos. Gana desde tres medias hacia un punto fijo, "
            "desde cuatro hacia su propia media, y más cuanto más cerca están las "
            "medias verdaderas (su dispersión, en desvíos estándar de una media "
            "muestral).",
        },
        applies=_maximised,
    ),
    **of_models(MODELS, compared=False),
}
