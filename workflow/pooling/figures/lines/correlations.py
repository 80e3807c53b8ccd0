"""Intercepts and slopes together, and what the centre of the predictor does."""

from __future__ import annotations

import numpy as np

from pooling.figures import alt_text, covarying, style
from pooling.figures.groups import CLOUD, rows
from pooling.figures.lines.by_group import MARKED, REACH, centre_of
from pooling.model.names import COMPLETE, NONE, PARTIAL


def intercept_slope(results, words):
    """Draw how each group's intercept and slope move to the population."""
    figure, axes = style.canvas(height=4.6)
    slopes = results.fits[NONE].column("beta", results.groups)
    order = rows(results, np.argsort(slopes, kind="stable"), CLOUD)
    shown = [results.groups[at] for at in order]
    (x0, y0), (x1, y1) = (
        [results.fits[model].column(name, shown) for name in ("alpha", "beta")]
        for model in (NONE, PARTIAL)
    )
    population = results.fits[PARTIAL].estimates["mean"]
    centre = population["mu_alpha"], population["mu_beta"]
    sd = population["sigma_alpha"], population["sigma_beta"]
    complete = results.fits[COMPLETE].estimates["mean"][["alpha", "beta"]]
    look = {"population": (centre, sd, population["rho"]), "complete": complete}
    outline = covarying.cloud(axes, words, start=(x0, y0), stop=(x1, y1), **look)
    slope_unit = words.ratio("y", "x")
    axes.set_xlabel(
        words(
            f"{words.axis('y')} at {centre_of(words, results)}",
            f"{words.axis('y')} con {centre_of(words, results)}",
        )
    )
    name = words("slope", "pendiente")
    axes.set_ylabel(f"{name} ({slope_unit})" if slope_unit else name)
    # Lines through one or two observations may be far out.
    common = np.percentile(y0, [1, 99])
    reached = np.concatenate([common, y1, outline[1], [complete["beta"]]])
    margin = max(0.15 * np.ptp(common), 0.05 * np.ptp(reached))
    axes.set_ylim(
        min(common[0] - margin, reached.min() - margin / 3),
        max(common[1] + margin, reached.max() + margin / 3),
    )
    style.show_outcome(axes, words, across=True)
    style.legend_below(figure, columns=3)
    return figure, {
        "group": shown,
        "no_pooling_alpha": x0,
        "no_pooling_beta": y0,
        "partial_pooling_alpha": x1,
        "partial_pooling_beta": y1,
    }


def says_intercept_slope(table, words, results) -> str:
    """Tell how slopes and intercepts spread before and after."""
    fitted = results.fits[COMPLETE].estimates["mean"]
    texts = [
        alt_text.degrees(
            words,
            fitted[name],
            none=table[f"no_pooling_{name}"],
            partial=table[f"partial_pooling_{name}"],
            unit=unit,
        )
        for name, unit in (("beta", words.ratio("y", "x")), ("alpha", words.unit("y")))
    ]
    count = alt_text.groups(words, len(table["group"]), results)
    at = centre_of(words, results)
    return words.say("lines/intercept_slope/says", count=count, texts=texts, at=at)


def correlation(results, words):
    """Draw prior and posterior of the correlation of intercepts and slopes."""
    fit = results.fits[PARTIAL]
    rho = fit.draws("rho")["rho"]
    figure, (axes, panel) = style.canvas(1, 2, height=3.2)
    colour, mean = style.COLOURS["partial"], fit.best("rho", "mean")
    look = {"shape": fit.stan_data["prior_R_shape"], "size": 2, "mean": mean}
    places, height = covarying.correlation(axes, words, rho, **look)
    axes.set_xlabel(words.say("lines/correlation/rho", centre=centre_of(words, results)))
    centres = _centres(results)
    moved = correlation_at(centres, results.facts["centre"], **fit.draws(*SCALES))
    low, high = np.quantile(moved, [0.05, 0.95], axis=0)
    text = words("90 % interval", "intervalo del 90 %")
    panel.fill_between(centres, low, high, color=colour, alpha=0.2, lw=0, label=text)
    means = _mean_correlation(results, centres)
    panel.plot(centres, means, color=colour)
    panel.axhline(0, color=style.EXACT, lw=0.8)
    x = results.prepared["x"]
    text = words(f"observed {words.label('x')}", f"{words.label('x')}: lo observado")
    panel.axvspan(x.min(), x.max(), color=MARKED, lw=0, zorder=0, label=text)
    panel.plot(results.facts["centre"], mean, "o", color=colour, ms=5)
    panel.set_xlim(centres[0], centres[-1])
    panel.set_ylim(-1, 1)
    style.show_predictor(panel.xaxis, words)
    panel.set_xlabel(words.say("lines/correlation/across", axis=words.axis("x")))
    panel.set_ylabel(words(r"mean of $\rho$", r"media de $\rho$"))
    style.legend_below(figure, style.labelled(axes, panel), columns=3)
    return figure, {
        "shows": ["density of rho"] * len(height) + ["rho by centre"] * len(centres),
        "at": [*places, *centres],
        "value": [*height, *means],
        "q5": [*np.full(len(height), np.nan), *low],
        "q95": [*np.full(len(height), np.nan), *high],
    }


SCALES = ("rho", "sigma_alpha", "sigma_beta")


def _mean_correlation(results, centres) -> np.ndarray:
    """Posterior mean of the correlation where intercepts are read, shape (centre,)."""
    values, weights = results.fits[PARTIAL].points(*SCALES)
    return weights @ correlation_at(centres, results.facts["centre"], **values)


def correlation_at(centres, centre: float, *, rho, sigma_alpha, sigma_beta) -> np.ndarray:
    """Correlation of intercepts and slopes where the intercepts are read elsewhere.

    At the centre c intercepts are alpha + (c - c0) beta: their covariance with the
    slopes is rho sigma_alpha sigma_beta + (c - c0) sigma_beta^2.

    Parameters
    ----------
    centres : ndarray
        Where intercepts are read, in units of x.
    centre : float
        Where they were read by the model, c0.
    rho, sigma_alpha, sigma_beta : ndarray
        The model's correlation and scales, at draws or nodes, shape (draw,).

    Returns
    -------
    ndarray
        Shape (draw, centre).
    """
    rho, sigma_alpha, sigma_beta = (v[:, None] for v in (rho, sigma_alpha, sigma_beta))
    along = rho * sigma_alpha + (centres - centre) * sigma_beta
    return along / np.hypot(along, sigma_alpha * np.sqrt(1 - rho**2))


def _centres(results) -> np.ndarray:
    """Values of the predictor around those observed, with 0 where it is not far off."""
    x, count = results.prepared["x"], 201
    low, high = x.min(), x.max()
    width = high - low
    ends = [low - width, high + width]
    if low - REACH * width < 0 < high + REACH * width:
        ends.append(0.0)
    return np.linspace(min(ends), max(ends), count)


def finds_correlation(table, words, results) -> str:
    """Tell the mean of the correlation at some of the centres."""
    x = results.prepared["x"]
    places = np.array([_centres(results)[0], x.min(), x.max()])
    moved = _mean_correlation(results, places)
    name = words.label("x")
    means = "; ".join(
        f"{name} {words.value('x', place, x.std())}: {words.number(value, '.2f')}"
        for place, value in zip(places, moved, strict=True)
    )
    return words.say("lines/correlation/finds", means=means)


def says_correlation(table, words, results) -> str:
    """Tell where the posterior of the correlation lies, here and at other centres."""
    rho = results.fits[PARTIAL].draws("rho")["rho"]
    low, high = np.quantile(rho, [0.05, 0.95])
    posterior = alt_text.interval(
        words, {"mean": results.fits[PARTIAL].best("rho", "mean"), "q5": low, "q95": high}
    )
    above = alt_text.percent(words, (rho > 0).mean())
    shape = words.number(results.fits[PARTIAL].stan_data["prior_R_shape"])
    at, more = centre_of(words, results), finds_correlation(table, words, results)
    return words(
        f"At {at} the posterior mean of the correlation is {posterior}; {above} of the "
        f"posterior lies above 0. Its prior, LKJ({shape}), is symmetric around 0. {more}",
        f"Con {at}, la media a posteriori de la correlación es {posterior}; el {above} del "
        f"posterior queda por encima de 0. Su prior, LKJ({shape}), es simétrico en torno a "
        f"0. {more}",
    )
