"""Figures of group lines."""

from __future__ import annotations

import numpy as np

from pooling.checks.predictive.words import flagged_groups
from pooling.figures import alt_text
from pooling.figures.base import ESTIMATES, Figure
from pooling.figures.checks import of_models
from pooling.figures.graph import GROUPS, OBSERVATIONS, Graph, Node, Plate
from pooling.figures.groups import CLOUD, rows, selected
from pooling.figures.predictive import new_line, real
from pooling.figures.style import (
    DATA,
    EXACT,
    PALE,
    POOLING_COLOURS,
    POOLING_LINES,
    POOLING_MARKS,
    PRIOR,
    canvas,
    legend_below,
    show_column,
    show_outcome,
)
from pooling.model.families.lines import MODELS

COMPLETE, NONE, PARTIAL = "complete_pooling", "no_pooling", "partial_pooling"
THREE = (COMPLETE, NONE, PARTIAL)
DEGREES = {COMPLETE: "complete", NONE: "none", PARTIAL: "partial"}
PANELS = 36  # groups that fit a page of small panels
NAMED = 3  # flagged groups that have their name among all observations
CHECKS = "posterior_predictive.json"
MARKED = "#E6E6E6"  # panel of a flagged group
REACH = 10  # ranges of the predictor from which 0 is still worth being drawn


def _own_means(results):
    """Mean outcome of each group, in the order of the groups."""
    return results.prepared.groupby("group")["y"].mean().loc[results.groups].to_numpy()


def _line(results, model, label):
    """Posterior mean intercept, at the centre, and slope of a group's line."""
    summary = results.fits[model].estimates["mean"]
    if model == COMPLETE:
        return summary["alpha"], summary["beta"]
    return summary[f"alpha[{label}]"], summary[f"beta[{label}]"]


def _centre(words, results):
    """Say at which value of the predictor an intercept is read."""
    centre = words.value("x", results.facts["centre"], results.prepared["x"].std())
    return f"{words.label('x')} = {centre}"


def _flagged(results) -> list[str]:
    """List the groups that the predictive checks of partial pooling flag, worst first."""
    if PARTIAL not in results.fits:
        return []
    return flagged_groups(results.fits[PARTIAL].json("posterior_predictive"))


def _finds_flagged(table, words, results) -> str:
    """Tell which groups are flagged, and by what."""
    if PARTIAL not in results.fits:
        return ""
    found = results.fits[PARTIAL].json("posterior_predictive")
    return alt_text.flagged(words, found, words.unit("y"))


def _name_flagged(axes, table, results, words) -> None:
    """Draw the observations of flagged groups darker, with the group's name."""
    from matplotlib import patheffects

    halo = [patheffects.withStroke(linewidth=2.5, foreground="white")]
    for group in _flagged(results)[:NAMED]:
        own = table[table["group"] == group]
        series = "-" if own["x"].is_unique else ""
        axes.plot(own["x"], own["y"], f"{series}o", color=EXACT, lw=1.3, ms=3.8, zorder=4)
        top = own.loc[own["y"].idxmax()]
        axes.annotate(
            words.group(group),
            (top["x"], top["y"]),
            (0, 5),
            textcoords="offset points",
            ha="center",
            fontsize=8,
            path_effects=halo,
            zorder=5,
        )


def data(results, words):
    """Draw every observation, those of a group that are a series joined by a line."""
    figure, axes = canvas(height=4)
    table = results.prepared.sort_values(["group", "x"], kind="stable")
    series = not table.duplicated(["group", "x"]).any()
    if series:
        # One path for all groups, interrupted between them: there may be thousands.
        ends = np.flatnonzero(table["group"].ne(table["group"].shift()))[1:]
        paths = (np.insert(table[name].to_numpy(float), ends, np.nan) for name in "xy")
        axes.plot(*paths, "-", color=PALE, lw=0.8, zorder=1, rasterized=len(table) > 2000)
    many = len(table) > 5000  # then where they are dense is what can be seen
    axes.scatter(
        table["x"],
        table["y"],
        s=4 if many else 10,
        color=DATA,
        lw=0,
        alpha=max(0.03, 3000 / len(table)) if many else 0.7,
        rasterized=len(table) > 2000,
    )
    label = words("one observation", "una observación")
    axes.scatter([], [], s=10, color=DATA, lw=0, alpha=0.7, label=label)
    if COMPLETE in results.fits:
        summary = results.fits[COMPLETE].estimates["mean"]
        x = np.array([table["x"].min(), table["x"].max()])
        axes.plot(
            x,
            summary["alpha"] + summary["beta"] * (x - results.facts["centre"]),
            color=POOLING_COLOURS["complete"],
            ls=POOLING_LINES["complete"],
            lw=1.8,
            label=words.pooling("complete"),
        )
    _name_flagged(axes, table, results, words)
    if series:
        label = words(f"one {words.label('group')}", "un grupo")
        axes.plot([], [], color=PALE, lw=0.8, label=label)
    show_column(axes.xaxis, words, "x")
    axes.set_xlabel(words.axis("x"))
    axes.set_ylabel(words.axis("y"))
    show_outcome(axes, words)
    legend_below(figure, columns=3)
    return figure, table[["group", "x", "y"]].to_dict("list")


def _says_data(table, words, results) -> str:
    """Tell the ranges of the axes and the common slope."""
    count = alt_text.observations(words, len(table["y"]))
    groups = alt_text.groups(words, len(set(table["group"])), results)
    x = alt_text.span_of(words, "x", table["x"])
    y = alt_text.span_of(words, "y", table["y"])
    said = words(
        f"{count} of {groups}: {words.label('x')} from {x}, {words.label('y')} from {y}.",
        f"{count} de {groups}: {words.label('x')} de {x}, {words.label('y')} de {y}.",
    )
    if COMPLETE not in results.fits:
        return said
    slope = results.fits[COMPLETE].best("beta", "mean")
    slope = alt_text.number(words, slope, words.ratio("y", "x"))
    return said + words(
        f" The line of complete pooling has slope {slope}.",
        f" La recta del pooling completo tiene pendiente {slope}.",
    )


def pooling(results, words):
    """Draw a panel per group with its observations and the three fitted lines."""
    if len(results.groups) <= PANELS and results.settings.get("show") == "auto":
        chosen = results.groups
    else:
        none, partial = (
            results.fits[model].column("alpha", results.groups)
            for model in (NONE, PARTIAL)
        )
        chosen = selected(results, _own_means(results), PANELS, partial - none)
    columns = min(3 if words.clock("x") else 6, len(chosen))  # dates are wide
    lines = -(-len(chosen) // columns)
    figure, panels = canvas(
        lines,
        columns,
        height=1.1 + 1.25 * lines,
        sharex=True,
        sharey=True,
        squeeze=False,
    )
    x = np.array([results.prepared["x"].min(), results.prepared["x"].max()])
    rows_of = dict(list(results.prepared.groupby("group")))
    table = {"group": [], "model": [], "intercept": [], "slope": []}
    flagged = _flagged(results)
    for place, axes in enumerate(panels.flat):
        if place >= len(chosen):
            axes.set_visible(False)
            panels.flat[place - columns].tick_params(labelbottom=True)
            continue
        label = chosen[place]
        own = rows_of[label]
        axes.plot(own["x"], own["y"], "o", color=DATA, ms=2.6, zorder=4)
        for model, degree in DEGREES.items():
            alpha, beta = _line(results, model, label)
            axes.plot(
                x,
                alpha + beta * (x - results.facts["centre"]),
                color=POOLING_COLOURS[degree],
                ls=POOLING_LINES[degree],
                lw=1.3,
                label=words.pooling(degree),
            )
            for key, value in zip(table, (label, model, alpha, beta), strict=True):
                table[key].append(value)
        weight = "bold" if label in flagged else "normal"
        axes.set_title(words.short(label), fontsize=7.5, pad=2, fontweight=weight)
        if label in flagged:
            axes.set_facecolor(MARKED)
        axes.tick_params(labelsize=7)
    # A group of one observation has any line at all without pooling.
    span = results.prepared["y"].max() - results.prepared["y"].min()
    panels[0, 0].set_ylim(
        results.prepared["y"].min() - 0.15 * span,
        results.prepared["y"].max() + 0.15 * span,
    )
    show_column(panels[0, 0].xaxis, words, "x")
    figure.supxlabel(words.axis("x"), fontsize=9)
    figure.supylabel(words.axis("y"), fontsize=9)
    show_outcome(panels, words)
    handles, texts = panels[0, 0].get_legend_handles_labels()
    if set(flagged) & set(chosen):
        handles.append(panels[0, 0].plot([], [], color=MARKED, lw=8)[0])
        texts.append(words("flagged by the checks", "con alerta de las comprobaciones"))
    legend_below(figure, handles, texts, columns=4, side="upper")
    return figure, table


def _says_pooling(table, words, results) -> str:
    """Tell how the slopes of the three degrees spread."""
    model, slope = np.asarray(table["model"]), np.asarray(table["slope"])
    complete, none, partial = (slope[model == name] for name in THREE)
    degrees = alt_text.degrees(words, complete[0], none, partial, words.ratio("y", "x"))
    count = alt_text.groups(words, len(none), results)
    return words(
        f"A panel for each of {count}. Slopes: {degrees}.",
        f"Un panel por grupo: {count}. Pendientes: {degrees}.",
    )


def _ellipse(centre, sd, rho, mass):
    """Outline that holds a share of a bivariate normal distribution."""
    angle = np.linspace(0, 2 * np.pi, 200)
    radius = np.sqrt(-2 * np.log(1 - mass))  # chi-squared with 2 degrees of freedom
    first = np.cos(angle)
    second = rho * first + np.sqrt(1 - rho**2) * np.sin(angle)
    return centre[0] + radius * sd[0] * first, centre[1] + radius * sd[1] * second


def intercept_slope(results, words):
    """Draw how each group's intercept and slope move to the population."""
    figure, axes = canvas(height=4.6)
    slopes = results.fits[NONE].column("beta", results.groups)
    order = rows(results, np.argsort(slopes, kind="stable"), CLOUD)
    shown = [results.groups[at] for at in order]
    ends = {
        degree: [results.fits[model].column(name, shown) for name in ("alpha", "beta")]
        for model, degree in ((NONE, "none"), (PARTIAL, "partial"))
    }
    population = results.fits[PARTIAL].estimates["mean"]
    centre = population["mu_alpha"], population["mu_beta"]
    sd = population["sigma_alpha"], population["sigma_beta"]
    for mass, style in ((0.5, "-"), (0.9, "--")):
        ellipse = _ellipse(centre, sd, population["rho"], mass)
        axes.plot(
            *ellipse,
            color=POOLING_COLOURS["partial"],
            lw=1,
            ls=style,
            label=words(
                f"{mass * 100:.0f} % of the population",
                f"{mass * 100:.0f} % de la población",
            ),
        )
    (x0, y0), (x1, y1) = ends["none"], ends["partial"]
    axes.quiver(
        x0,
        y0,
        x1 - x0,
        y1 - y0,
        angles="xy",
        scale_units="xy",
        scale=1,
        width=0.0018,
        headwidth=5,
        color=PALE,
        zorder=2,
    )
    for degree, (x, y) in ends.items():
        axes.plot(
            x,
            y,
            POOLING_MARKS[degree],
            color=POOLING_COLOURS[degree],
            ms=4,
            label=words.pooling(degree),
        )
    complete = results.fits[COMPLETE].estimates["mean"]
    axes.plot(
        complete["alpha"],
        complete["beta"],
        POOLING_MARKS["complete"],
        color=POOLING_COLOURS["complete"],
        ms=8,
        zorder=5,
        label=words.pooling("complete"),
    )
    slope_unit = words.ratio("y", "x")
    axes.set_xlabel(
        words(
            f"{words.axis('y')} at {_centre(words, results)}",
            f"{words.axis('y')} con {_centre(words, results)}",
        )
    )
    name = words("slope", "pendiente")
    axes.set_ylabel(f"{name} ({slope_unit})" if slope_unit else name)
    # Lines through one or two observations may be far out.
    common = np.percentile(y0, [1, 99])
    reached = np.concatenate([common, y1, ellipse[1], [complete["beta"]]])
    margin = max(0.15 * np.ptp(common), 0.05 * np.ptp(reached))
    axes.set_ylim(
        min(common[0] - margin, reached.min() - margin / 3),
        max(common[1] + margin, reached.max() + margin / 3),
    )
    show_outcome(axes, words, across=True)
    legend_below(figure, columns=3)
    return figure, {
        "group": shown,
        "no_pooling_alpha": x0,
        "no_pooling_beta": y0,
        "partial_pooling_alpha": x1,
        "partial_pooling_beta": y1,
    }


def _says_intercept_slope(table, words, results) -> str:
    """Tell how slopes and intercepts spread before and after."""
    fitted = results.fits[COMPLETE].estimates["mean"]
    texts = [
        alt_text.degrees(
            words,
            fitted[name],
            table[f"no_pooling_{name}"],
            table[f"partial_pooling_{name}"],
            unit,
        )
        for name, unit in (("beta", words.ratio("y", "x")), ("alpha", words.unit("y")))
    ]
    count = alt_text.groups(words, len(table["group"]), results)
    at = _centre(words, results)
    return words(
        f"{count}. Slopes: {texts[0]}. Levels at {at}: {texts[1]}.",
        f"{count}. Pendientes: {texts[0]}. Niveles con {at}: {texts[1]}.",
    )


def correlation(results, words):
    """Draw prior and posterior of the correlation of intercepts and slopes."""
    fit = results.fits[PARTIAL]
    rho = fit.draws("rho")["rho"]
    shape = fit.stan_data["prior_R_shape"]
    grid = np.linspace(-1, 1, 401)[1:-1]
    # The LKJ density of a 2 x 2 correlation matrix (Lewandowski, Kurowicka and Joe
    # 2009, J. Multivariate Analysis 100, section 3), normalised on the grid.
    prior = (1 - grid**2) ** (shape - 1)
    prior /= np.trapezoid(prior, grid)
    # A narrow posterior has more than two or three bars, too.
    finer = int(np.clip(np.ceil(0.1 / rho.std()), 1, 20))
    edges = np.linspace(-1, 1, 40 * finer + 1)
    height, _ = np.histogram(rho, edges, density=True)
    figure, (axes, panel) = canvas(1, 2, height=3.2)
    colour = POOLING_COLOURS["partial"]
    share = alt_text.percent(words, (rho > 0).mean())
    for side, alpha, text in (
        (edges[:-1] >= 0, 0.6, words(f"above 0: {share}", f"por encima de 0: {share}")),
        (edges[:-1] < 0, 0.2, words("below 0", "por debajo de 0")),
    ):
        axes.stairs(
            np.where(side, height, 0),
            edges,
            fill=True,
            color=colour,
            alpha=alpha,
            label=text,
        )
    axes.plot(
        grid,
        prior,
        color=PRIOR,
        ls="--",
        label=words(
            f"prior, LKJ({words.number(shape)})", f"prior, LKJ({words.number(shape)})"
        ),
    )
    axes.axvline(fit.best("rho", "mean"), color=colour, label=words("mean", "media"))
    axes.set_xlim(-1, 1)
    axes.set_xlabel(
        words(
            rf"correlation $\rho$ at {_centre(words, results)}",
            rf"correlación $\rho$ con {_centre(words, results)}",
        )
    )
    axes.set_ylabel(words("density", "densidad"))
    centres = _centres(results)
    moved = correlation_at(centres, results.facts["centre"], **fit.draws(*SCALES))
    low, high = np.quantile(moved, [0.05, 0.95], axis=0)
    panel.fill_between(
        centres,
        low,
        high,
        color=colour,
        alpha=0.2,
        lw=0,
        label=words("90 % interval", "intervalo del 90 %"),
    )
    means = _mean_correlation(results, centres)
    panel.plot(centres, means, color=colour)
    panel.axhline(0, color=EXACT, lw=0.8)
    x = results.prepared["x"]
    panel.axvspan(
        x.min(),
        x.max(),
        color=MARKED,
        lw=0,
        zorder=0,
        label=words(f"observed {words.label('x')}", f"{words.label('x')}: lo observado"),
    )
    panel.plot(results.facts["centre"], fit.best("rho", "mean"), "o", color=colour, ms=5)
    panel.set_xlim(centres[0], centres[-1])
    panel.set_ylim(-1, 1)
    show_column(panel.xaxis, words, "x")
    panel.set_xlabel(
        words(
            f"{words.axis('x')} at which intercepts are read",
            f"{words.axis('x')} en que se leen las ordenadas al origen",
        )
    )
    panel.set_ylabel(words(r"mean of $\rho$", r"media de $\rho$"))
    handles, texts = axes.get_legend_handles_labels()
    others = panel.get_legend_handles_labels()
    legend_below(figure, handles + others[0], texts + others[1], columns=3)
    return figure, {
        "shows": ["density of rho"] * len(height) + ["rho by centre"] * len(centres),
        "at": [*(edges[:-1] + edges[1:]) / 2, *centres],
        "value": [*height, *means],
        "q5": [*np.full(len(height), np.nan), *low],
        "q95": [*np.full(len(height), np.nan), *high],
    }


SCALES = ("rho", "sigma_alpha", "sigma_beta")


def _mean_correlation(results, centres) -> np.ndarray:
    """Posterior mean of the correlation where intercepts are read, shape (centre,)."""
    values, weights = results.fits[PARTIAL].points(*SCALES)
    return weights @ correlation_at(centres, results.facts["centre"], **values)


def correlation_at(centres, centre: float, rho, sigma_alpha, sigma_beta) -> np.ndarray:
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


def _finds_correlation(table, words, results) -> str:
    """Tell the mean of the correlation at some of the centres."""
    x = results.prepared["x"]
    places = np.array([_centres(results)[0], x.min(), x.max()])
    moved = _mean_correlation(results, places)
    name = words.label("x")
    means = "; ".join(
        f"{name} {words.value('x', place, x.std())}: {words.number(value, '.2f')}"
        for place, value in zip(places, moved, strict=True)
    )
    return words(
        f"Mean of the correlation by where intercepts are read: {means}.",
        f"Media de la correlación según dónde se leen las ordenadas al origen: {means}.",
    )


def _says_correlation(table, words, results) -> str:
    """Tell where the posterior of the correlation lies, here and at other centres."""
    rho = results.fits[PARTIAL].draws("rho")["rho"]
    low, high = np.quantile(rho, [0.05, 0.95])
    posterior = alt_text.interval(
        words,
        {"mean": results.fits[PARTIAL].best("rho", "mean"), "q5": low, "q95": high},
    )
    above = alt_text.percent(words, (rho > 0).mean())
    shape = words.number(results.fits[PARTIAL].stan_data["prior_R_shape"])
    at, more = _centre(words, results), _finds_correlation(table, words, results)
    return words(
        f"At {at} the posterior mean of the correlation is {posterior}; {above} of the "
        f"posterior lies above 0. Its prior, LKJ({shape}), is symmetric around 0. {more}",
        f"Con {at}, la media a posteriori de la correlación es {posterior}; el {above} del "
        f"posterior queda por encima de 0. Su prior, LKJ({shape}), es simétrico en torno a "
        f"0. {more}",
    )


BY_GROUP = {
    "x": Node("x_i", 1.1, 0, "known"),
    "sigma": Node(r"\sigma", -2.2, 0.9, prior="sigma"),
}
PLATES = (Plate(("y", "x"), OBSERVATIONS),)

PREDICTIVE = {"prior": real, "posterior": real}
NEW_GROUP = new_line

GRAPHS = {
    "complete_pooling": Graph(
        {
            "alpha": Node(r"\alpha", -1.4, 1.5, prior="alpha"),
            "beta": Node(r"\beta", 0, 1.5, prior="beta"),
            "sigma": Node(r"\sigma", 1.4, 1.5, prior="sigma"),
            "x": Node("x_i", 1.1, 0, "known"),
            "y": Node("y_i", 0, 0, "observed", ("alpha", "beta", "sigma", "x")),
        },
        PLATES,
    ),
    "no_pooling": Graph(
        BY_GROUP
        | {
            "alpha": Node(r"\alpha_j", -0.6, 1.3, prior="alpha"),
            "beta": Node(r"\beta_j", 0.8, 1.3, prior="beta"),
            "y": Node("y_i", 0, 0, "observed", ("alpha", "beta", "sigma", "x")),
        },
        (Plate(("alpha", "beta", "y", "x"), GROUPS), *PLATES),
    ),
    "partial_pooling": Graph(
        BY_GROUP
        | {
            "mu_alpha": Node(r"\mu_\alpha", -2.1, 3.8, prior="mu_alpha"),
            "mu_beta": Node(r"\mu_\beta", -0.7, 3.8, prior="mu_beta"),
            "sigma_alpha": Node(r"\sigma_\alpha", 0.6, 3.8, prior="sigma_alpha"),
            "R": Node(r"\mathrm{R}", 1.8, 3.8, prior="R"),
            "sigma_beta": Node(r"\sigma_\beta", 2.9, 3.8, prior="sigma_beta"),
            "Sigma": Node(
                r"\Sigma", 1.8, 2.6, "computed", ("sigma_alpha", "R", "sigma_beta")
            ),
            "line": Node(
                r"\alpha_j, \beta_j", 0, 1.3, parents=("mu_alpha", "mu_beta", "Sigma")
            ),
            "y": Node("y_i", 0, 0, "observed", ("line", "sigma", "x")),
        },
        (Plate(("line", "y", "x"), GROUPS), *PLATES),
    ),
}

FIGURES = {
    "data": Figure(
        data,
        _says_data,
        {"en": "The data", "es": "Los datos"},
        {
            "en": "Every observation against the predictor; those of a group are joined "
            "where no two of them are at the same value. Groups may differ in level, in "
            "direction, or in both.",
            "es": "Cada observación frente al predictor; las de un mismo grupo van unidas si "
            "no hay dos con el mismo valor. Los grupos pueden diferir en nivel, en dirección o "
            "en ambos.",
        },
        (COMPLETE, PARTIAL),
        (*ESTIMATES, CHECKS),
        any_of=True,
        finds=_finds_flagged,
    ),
    "pooling": Figure(
        pooling,
        _says_pooling,
        {"en": "Three lines for each group", "es": "Tres rectas para cada grupo"},
        {
            "en": "One panel per group: its observations and the line of each degree "
            "of pooling. Without pooling the group's own points decide alone; partial "
            "pooling weighs them against the population. Look where the two lines part.",
            "es": "Un panel por grupo: sus observaciones y la recta de cada grado de "
            "pooling. Sin pooling deciden solo los puntos del grupo; partial pooling "
            "los combina con la población, según lo que dice cada uno. Mire dónde se "
            "separan esas dos rectas.",
        },
        THREE,
        (*ESTIMATES, CHECKS),
        finds=_finds_flagged,
    ),
    "intercept_slope": Figure(
        intercept_slope,
        _says_intercept_slope,
        {"en": "Intercepts and slopes", "es": "Ordenadas al origen y pendientes"},
        {
            "en": "Each arrow takes a group from its own least-squares line to its partially "
            "pooled one. Look which move more, levels or slopes: it should be what the data "
            "say less about. The ellipses hold 50 % and 90 % of the population.",
            "es": "Cada flecha lleva un grupo de su propia recta de mínimos cuadrados "
            "a la de partial pooling. Mire qué se mueve más, los niveles o las "
            "pendientes: debería ser aquello sobre lo que menos dicen los datos. Las "
            "elipses contienen el 50\N{NARROW NO-BREAK SPACE}% y el "
            "90\N{NARROW NO-BREAK SPACE}% de la población.",
        },
        THREE,
    ),
    "correlation": Figure(
        correlation,
        _says_correlation,
        {"en": "Correlation of the lines", "es": "Correlación de las rectas"},
        {
            "en": "Left, prior and posterior of the correlation between intercepts and "
            "slopes: where the two nearly coincide, the data say little about it. Right, the "
            "same correlation where the intercepts are read at another value of the "
            "predictor. The lines stay as they are; its sign is no fact about them.",
            "es": "A la izquierda, prior y posterior de la correlación entre ordenadas "
            "al origen y pendientes: donde casi coinciden, los datos dicen poco sobre "
            "ella. A la derecha, la misma correlación si las ordenadas al origen se "
            "leen en otro valor del predictor. Las rectas quedan como están; el signo "
            "no es un hecho sobre ellas.",
        },
        (PARTIAL,),
        (*ESTIMATES, "posterior.nc", "exact_nodes.nc", "stan_data.json"),
        finds=_finds_correlation,
    ),
    **of_models(MODELS, compared=True),
}
