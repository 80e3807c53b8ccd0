"""Coefficients of the population under every degree of pooling."""

from __future__ import annotations

import numpy as np

from pooling.figures import alt_text, style
from pooling.figures.base import add_rows
from pooling.figures.regression import terms
from pooling.model.names import COMPLETE, NONE, PARTIAL

DEGREES = {COMPLETE: "complete", NONE: "none", PARTIAL: "partial"}
PANELS = 24  # coefficients with a panel each
MANY = 6  # from which they stand in two columns
FEW_GROUPS = 400  # whose own estimates are drawn as small lines
COLUMNS = ("coefficient", "model", "mean", "q5", "q25", "q75", "q95")


def _rows(results) -> dict[str, list]:
    """Collect estimates and intervals of each coefficient in each model that has it."""
    table = {name: [] for name in COLUMNS}
    for label in results.labels(PARTIAL)["coefficient"]:
        for model, fit in results.fits.items():
            labels = results.labels(model)["coefficient"]
            if label not in labels:
                continue
            drawn = fit.draws("beta")["beta"][:, labels.index(label)]
            estimate = fit.estimates.loc[label]
            q25, q75 = np.quantile(drawn, [0.25, 0.75])
            row = (label, model, estimate["mean"], estimate["q5"], q25, q75)
            add_rows(table, *row, estimate["q95"])
    return table


def _of(table, label: str, model: str) -> dict | None:
    """Give the row of a coefficient in a model, if it has it."""
    for at, pair in enumerate(zip(table["coefficient"], table["model"], strict=True)):
        if pair == (label, model):
            return {name: table[name][at] for name in COLUMNS}
    return None


def coefficients(results, words):
    """Draw each coefficient of the population on its own scale, a row for each model."""
    table = _rows(results)
    every = list(dict.fromkeys(table["coefficient"]))
    shown, models = every[:PANELS], [m for m in DEGREES if m in results.fits]
    columns = 2 if len(shown) > MANY else 1
    each = 0.46 + 0.16 * len(models)
    figure, _, panels = style.panels_of(len(shown), columns, beside=1.2, each=each)
    for axes, label in zip(panels, shown, strict=True):
        _panel(axes, table, label, models=models, results=results, words=words)
    figure.supxlabel(
        words.say("regression/coefficients/across", scale=terms.scale(words, results)),
        fontsize=9,
    )
    drawn = [DEGREES[model] for model in models if model in table["model"]]
    entries = [style.degree_key(words, degree, ms=4.5) for degree in drawn]
    for share, lw in ((50, 3.2), (90, 1.1)):
        text = words(f"{share} % interval", f"intervalo del {share} %")
        entries.append(style.key(text, color=style.DATA, lw=lw))
    style.legend_below(figure, entries, columns=3, side="upper")
    return figure, table


def _panel(axes, table, label: str, *, models, results, words) -> None:
    """Draw one coefficient, a row for each model."""
    for place, model in enumerate(models):
        row, degree = _of(table, label, model), DEGREES[model]
        colour = style.COLOURS[degree]
        if row is None:
            text = f"{words.model(model)}: {_absent(results, label, words)}"
            style.note(axes, place, text, x=0.01, fontsize=7, color=colour)
            continue
        axes.hlines(place, row["q5"], row["q95"], color=colour, lw=1.1)
        axes.hlines(place, row["q25"], row["q75"], color=colour, lw=3.2)
        style.marks(axes, degree, row["mean"], place, mec="white", mew=0.5, ms=5.5)
    if label != terms.INTERCEPT:
        low, high = axes.get_xlim()
        if low - (high - low) < 0 < high + (high - low):
            axes.axvline(0, color=style.EXACT, lw=0.8, zorder=0)
    axes.set_title(terms.coefficient(words, label), fontsize=8.5, pad=2)
    axes.set_yticks([])
    axes.set_ylim(len(models) - 0.4, -0.6)
    axes.tick_params(labelsize=7.5)
    style.no_grid(axes, "y")


def _absent(results, label: str, words) -> str:
    """Say why a model has no such coefficient of the population."""
    group = words.label("group")
    if label in results.coefficients:
        return words(f"one for each {group}", f"uno por {group}")
    return words(
        f"part of what each {group} has of its own", f"parte de lo propio de cada {group}"
    )


def says_coefficients(table, words, results) -> str:
    """Tell the coefficients with partial pooling, and what complete pooling says."""
    texts = []
    for label in dict.fromkeys(table["coefficient"]):
        parts = []
        for model in (PARTIAL, COMPLETE):
            row = _of(table, label, model)
            if row:
                name = words.model(model)
                parts.append(f"{alt_text.interval(words, row)} {_with(words, name)}")
        texts.append(f"{terms.coefficient(words, label, 80)}: {', '.join(parts)}")
    scale = terms.scale(words, results)
    return words(
        f"Coefficients ({scale}). {alt_text.sentence('; '.join(texts))}",
        f"Coeficientes ({scale}). {alt_text.sentence('; '.join(texts))}",
    )


def _with(words, name: str) -> str:
    return words(f"with {name}", f"con {name}")


def finds_coefficients(table, words, results) -> str:
    """Tell factors of what is multiplied, and how many coefficients are drawn."""
    said = []
    link = terms.response_of(results).LINK
    if link != "identity":
        factors = []
        for label in dict.fromkeys(table["coefficient"]):
            row = _of(table, label, PARTIAL) or _of(table, label, COMPLETE)
            if label == terms.INTERCEPT or row is None:
                continue
            ends = np.exp([row["q5"], row["q95"]])
            name = terms.coefficient(words, label, 80)
            factors.append(f"{name} {alt_text.span(words, ends)}")
        what = {
            "logit": words("the odds", "los odds"),
            "log": words("what is expected", "lo esperado"),
        }[link]
        if factors:
            said.append(
                words(
                    f"By how much one unit multiplies {what} (90 %): {'; '.join(factors)}.",
                    f"Por cuánto multiplica {what} una unidad (90 %): {'; '.join(factors)}.",
                )
            )
    count = len(dict.fromkeys(table["coefficient"]))
    if count > PANELS:
        said.append(words.say("regression/coefficients/first", most=PANELS, count=count))
    return " ".join(said)
