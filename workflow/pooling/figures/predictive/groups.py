"""Each group's own statistics against what replicated data give."""

from __future__ import annotations

import numpy as np

from pooling.figures.base import add_rows
from pooling.figures.groups import name_places, rows
from pooling.figures.predictive import common
from pooling.figures.predictive.statistics import name_worst
from pooling.figures.style import PALE, canvas, key, legend_below, show_outcome


def by_group(results, words):
    """Draw each group, ordered by size, against what the fitted model expects of it."""
    ((model, fit),) = results.fits.items()
    case, judged = (
        common.case_of(results, "posterior_predictive"),
        fit.json("posterior_predictive"),
    )
    checks = results.once("group checks", lambda: case.own.group_checks(case))
    whats = list(dict.fromkeys(check.what for check in checks))
    first, worst = checks[0], judged["groups"]["worst"]
    order = np.lexsort((first.observed, first.sizes))
    place_of = {label: at for at, label in enumerate(results.groups)}
    kept = set(rows(results, order, common.UNITS)) | {
        place_of[row["group"]] for row in worst
    }
    order = np.array([at for at in order if at in kept])
    column = {at: place for place, at in enumerate(order)}
    labels = [results.groups[at] for at in order]
    colour, flagged = common.colour_of(results, model), "groups" in judged["flagged_by"]
    figure, panels = canvas(
        len(whats), 1, 1.2 + 2.5 * len(whats), squeeze=False, sharex=True
    )
    y_name = words.axis("y")
    named = {
        "mean": words(f"mean: {y_name}", f"media: {y_name}"),
        "spread": words(f"spread: {y_name}", f"dispersión: {y_name}"),
        "rate": words.share(),
    }
    table = {"what": [], "replicates": [], "group": [], "size": [], "observed": []}
    table |= {"q5": [], "q95": [], "p_value": []}
    width = 4 if len(order) < 80 else 2
    inside, limit = [], []
    for axes, what in zip(panels[:, 0], whats, strict=True):
        name_places(axes, labels, sizes=first.sizes[order], words=words)
        axes.set_ylabel(named[what])
        values = np.full(len(order), np.nan)
        for check in reversed([check for check in checks if check.what == what]):
            shown = [k for k, at in enumerate(check.groups) if at in column]
            at = np.array([column[check.groups[k]] for k in shown])
            fitted = check.replicates == "fitted"
            axes.vlines(
                at,
                check.q5[shown],
                check.q95[shown],
                color=colour if fitted else PALE,
                alpha=0.55 if fitted else 0.9,
                lw=width if fitted else 1,
            )
            values[at] = check.observed[shown]
            which = [results.groups[check.groups[k]] for k in shown]
            columns = (check.sizes, check.observed, check.q5, check.q95, check.p_values)
            columns = (column[shown] for column in columns)
            add_rows(table, what, check.replicates, which, *columns)
        beyond = (check.observed < check.q5) | (check.observed > check.q95)
        beyond = beyond[shown]
        inside.extend(~beyond)
        common.observed_marks(axes, at, values[at], ~beyond)
        names = {
            column[place_of[row["group"]]]: words.short(row["group"], 14)
            for row in worst
            if row["what"] == what and row["p_value"] < common.UNLIKELY
        }
        name_worst(axes, names, values, flagged)
        if what == "mean":
            limit = show_outcome(axes, words)
    counts = "N" in words.labels
    axes.set_xlabel(words.axis("N") if counts else words.observations())
    entries = [key(common.replicates_90(words), color=colour, lw=width, alpha=0.55)]
    if any(check.replicates == "new" for check in checks):
        again = words("the same with new effects", "lo mismo con efectos nuevos")
        entries.append(key(again, color=PALE, lw=1.6))
    entries += common.observed_key(np.array(inside), words)
    legend_below(figure, entries + limit, columns=2)
    common.say(figure, _group_sentence(judged, words))
    return figure, table


def says_by_group(table, words, results) -> str:
    """Tell the most unlikely group, and how many lie outside their interval."""
    (fit,) = results.fits.values()
    seen, fitted = table["observed"], np.asarray(table["replicates"]) == "fitted"
    outside = (np.asarray(seen) < table["q5"]) | (np.asarray(seen) > table["q95"])
    values = outside[fitted].sum(), fitted.sum()
    count = words("{} of {}", "{} de {}").format(*values)
    sentence = _group_sentence(fit.json("posterior_predictive"), words)
    return words.say("predictive/by_group/says", sentence=sentence, count=count)


def _group_sentence(judged: dict, words) -> str:
    """Say how unlikely the most unlikely group is among all."""
    groups = judged["groups"]
    if groups["p_value"] is None:
        return words.say("predictive/by_group/untested")
    p = common.p_value(words, groups["p_value"])
    flagged = "groups" in judged["flagged_by"]
    verdict = words("flagged", "con alerta") if flagged else words("passed", "superado")
    name = words.group(groups["worst"][0]["group"])
    return words.say(
        "predictive/by_group/unlikely", groups=groups, name=name, p=p, verdict=verdict
    )
