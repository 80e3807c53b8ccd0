"""The table, and its groups' lines at three degrees of pooling."""

from __future__ import annotations

import numpy as np

from pooling.checks.predictive.words import flagged_groups
from pooling.figures import alt_text, observations, style
from pooling.figures.base import add_rows
from pooling.figures.groups import selected
from pooling.model.names import COMPLETE, NONE, PARTIAL

THREE = (COMPLETE, NONE, PARTIAL)
DEGREES = {COMPLETE: "complete", NONE: "none", PARTIAL: "partial"}
PANELS = 36  # groups that fit a page of small panels
NAMED = 3  # flagged groups that have their name among all observations
CHECKS = "posterior_predictive.json"
MARKED = "#E6E6E6"  # panel of a flagged group
REACH = 10  # ranges of the predictor from which 0 is still worth being drawn


def _line(results, model, label):
    """Posterior mean intercept, at the centre, and slope of a group's line."""
    summary = results.fits[model].estimates["mean"]
    if model == COMPLETE:
        return summary["alpha"], summary["beta"]
    return summary[f"alpha[{label}]"], summary[f"beta[{label}]"]


def centre_of(words, results):
    """Say at which value of the predictor an intercept is read."""
    centre = words.value("x", results.facts["centre"], results.prepared["x"].std())
    return f"{words.label('x')} = {centre}"


def _flagged(results) -> list[str]:
    """List the groups that the predictive checks of partial pooling flag, worst first."""
    if PARTIAL not in results.fits:
        return []
    return flagged_groups(results.fits[PARTIAL].json("posterior_predictive"))


def finds_flagged(table, words, results) -> str:
    """Tell which groups are flagged, and by what."""
    if PARTIAL not in results.fits:
        return ""
    checks = results.fits[PARTIAL].json("posterior_predictive")
    return alt_text.flagged(words, checks, words.unit("y"))


def _name_flagged(axes, table, results, words) -> None:
    """Draw the observations of flagged groups darker, with the group's name."""
    from matplotlib import patheffects

    halo = [patheffects.withStroke(linewidth=2.5, foreground="white")]
    for group in _flagged(results)[:NAMED]:
        rows = table[table["group"] == group]
        series = "-" if rows["x"].is_unique else ""
        axes.plot(
            rows["x"],
            rows["y"],
            f"{series}o",
            color=style.EXACT,
            lw=1.3,
            ms=3.8,
            zorder=4,
        )
        top = rows.loc[rows["y"].idxmax()]
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
    figure, axes = style.canvas(height=4)
    table, many = results.prepared, observations.many(len(results.prepared))
    series = not (many or table.duplicated(["group", "x"]).any())
    if series:
        table = table.sort_values(["group", "x"], kind="stable")
    dense = len(table) > 5000  # then where they are dense is what can be seen
    observations.draw(
        axes,
        table["x"],
        table["y"],
        s=4 if dense else 10,
        color=style.DATA,
        alpha=max(0.03, 3000 / len(table)) if dense else 0.7,
    )
    label = observations.named(words, len(table))
    axes.scatter([], [], s=10, color=style.DATA, lw=0, alpha=0.7, label=label)
    if COMPLETE in results.fits:
        summary = results.fits[COMPLETE].estimates["mean"]
        x = np.array([table["x"].min(), table["x"].max()])
        y = summary["alpha"] + summary["beta"] * (x - results.facts["centre"])
        look = {"color": style.COLOURS["complete"], "ls": style.LINES["complete"]}
        axes.plot(x, y, lw=1.8, label=words.pooling("complete"), **look)
    _name_flagged(axes, table, results, words)
    if series:
        label = words(f"one {words.label('group')}", f"cada {words.label('group')}")
        x, y, group = (table[name].to_numpy() for name in ("x", "y", "group"))
        observations.series(axes, x, y, group=group, label=label)
    style.show_predictor(axes.xaxis, words)
    axes.set_xlabel(words.axis("x"))
    axes.set_ylabel(words.axis("y"))
    style.show_outcome(axes, words)
    style.legend_below(figure, columns=3)
    if many:
        x, y, rows = observations.summary(table["x"], table["y"])
        return figure, {"x": x, "y": y, "rows": rows}
    return figure, table[["group", "x", "y"]].to_dict("list")


def says_data(table, words, results) -> str:
    """Tell the ranges of the axes and the common slope."""
    count = alt_text.observations(words, len(results.prepared))
    groups = alt_text.groups(words, len(results.groups), results)
    x, y = (alt_text.span_of(words, name, results.prepared[name]) for name in "xy")
    said = words(
        f"{count} of {groups}: {words.label('x')} from {x}, {words.label('y')} from {y}.",
        f"{count} de {groups}: {words.label('x')} de {x}, {words.label('y')} de {y}.",
    )
    if COMPLETE not in results.fits:
        return said
    slope = results.fits[COMPLETE].best("beta", "mean")
    slope = alt_text.number(words, slope, words.ratio("y", "x"))
    return " ".join([said, words.say("lines/data/slope", slope=slope)])


def pooling(results, words):
    """Draw a panel per group with its observations and the three fitted lines."""
    if len(results.groups) <= PANELS and results.settings.get("show") == "auto":
        chosen = results.groups
    else:
        none, partial = (
            results.fits[model].column("alpha", results.groups)
            for model in (NONE, PARTIAL)
        )
        means = results.prepared.groupby("group")["y"].mean().loc[results.groups]
        chosen = selected(results, means.to_numpy(), PANELS, partial - none)
    columns = min(3 if words.clock("x") else 6, len(chosen))  # dates are wide
    share = {"sharex": True, "sharey": True}
    count = len(chosen)
    figure, panels, shown = style.panels_of(
        count, columns, beside=1.1, each=1.25, **share
    )
    for axes in shown[-columns:]:  # also above places that are left over
        axes.tick_params(labelbottom=True)
    x = np.array([results.prepared["x"].min(), results.prepared["x"].max()])
    rows_of = dict(list(results.prepared.groupby("group")))
    table = {"group": [], "model": [], "intercept": [], "slope": []}
    flagged = _flagged(results)
    for label, axes in zip(chosen, shown, strict=True):
        rows = rows_of[label]
        look = {"s": 6.8, "color": style.DATA, "alpha": 1, "zorder": 4}
        observations.draw(axes, rows["x"], rows["y"], cells=observations.PANEL, **look)
        for model, degree in DEGREES.items():
            alpha, beta = _line(results, model, label)
            y = alpha + beta * (x - results.facts["centre"])
            look = {"color": style.COLOURS[degree], "ls": style.LINES[degree]}
            axes.plot(x, y, lw=1.3, label=words.pooling(degree), **look)
            add_rows(table, label, model, alpha, beta)
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
    style.show_predictor(panels[0, 0].xaxis, words)
    figure.supxlabel(words.axis("x"), fontsize=9)
    figure.supylabel(words.axis("y"), fontsize=9)
    style.show_outcome(panels, words)
    entries = style.labelled(panels[0, 0])
    if set(flagged) & set(chosen):
        text = words("flagged by the checks", "con alerta de las comprobaciones")
        entries.append(style.key(text, color=MARKED, lw=8))
    style.legend_below(figure, entries, columns=4, side="upper")
    return figure, table


def says_pooling(table, words, results) -> str:
    """Tell how the slopes of the three degrees spread."""
    model, slope = np.asarray(table["model"]), np.asarray(table["slope"])
    complete, none, partial = (slope[model == name] for name in THREE)
    degrees = alt_text.degrees(
        words, complete[0], none=none, partial=partial, unit=words.ratio("y", "x")
    )
    count = alt_text.groups(words, len(none), results)
    return words.say("lines/pooling/says", count=count, degrees=degrees)
