"""How far prior and data move each parameter of the population."""

from __future__ import annotations

import numpy as np

from pooling.figures import alt_text, style

LEAST = 0.001  # smaller sensitivities are drawn here
NAME = 28  # letters of a parameter's name beside its row
TICKS = (0.001, 0.01, 0.1, 1)


def _lean(name: str, words) -> str:
    """Say a diagnosis beside its row."""
    return {
        "none": "",
        "strong prior": words("leans on\nthe prior", "se apoya en\nel prior"),
        "conflict": words(
            "prior and likelihood\nboth matter", "pesan el prior\ny la verosimilitud"
        ),
    }[name]


def _notes(sensitivity: dict, words) -> str:
    """Say what the rows do not show: the other groups, and doubts of the weights."""
    checked, leaning = sensitivity["groups"]["checked"], sensitivity["groups"]["leaning"]
    notes = []
    if leaning:
        notes.append(
            words.say("fits/sensitivity/leaning", leaning=leaning, checked=checked)
        )
    elif checked:
        notes.append(words.say("fits/sensitivity/none"))
    chosen = sensitivity["chosen"]
    if chosen and "largest" in chosen:
        low, given, high = (words.number(value) for value in chosen["values"])
        sign, most = words.sign(chosen["name"]), words.number(chosen["largest"], ".2f")
        notes.append(
            words(
                f"the chosen {sign} is {given}: {low} or {high} moves a group by up to {most} "
                "posterior sds",
                f"el {sign} elegido es {given}: {low} o {high} mueve un grupo hasta {most} "
                "desvíos estándar del posterior",
            )
        )
    if not sensitivity["reliable"]:
        k = sensitivity["pareto_k"]
        k = "∞" if k is None else words.number(k, ".2f")
        notes.append(words.say("fits/sensitivity/unreliable", k=k))
    return "\n".join(notes)


def draw(results, words):
    """Draw the sensitivity of each parameter to the prior and to the data."""
    ((_, fit),) = results.fits.items()
    sensitivity = fit.json("sensitivity")
    rows = sensitivity["parameters"]
    figure, axes = style.canvas(height=1.3 + 0.34 * max(len(rows), 2))
    table = {name: [row[name] for row in rows] for name in rows[0]}
    prior = words("power of the prior", "potencia del prior")
    likelihood = words("power of the likelihood", "potencia de la verosimilitud")
    styles = {
        "prior": ("D", style.PRIOR, prior),
        "likelihood": ("o", style.DATA, likelihood),
    }
    places = np.arange(len(rows))
    axes.vlines(table["bar"], places - 0.36, places + 0.36, color=style.EXACT, lw=1.3)
    for name, (mark, colour, _) in styles.items():
        values = np.array(table[name], dtype=float)
        axes.plot(np.maximum(values, LEAST), places, mark, color=colour, ms=5.5, zorder=3)
    for place, row in enumerate(rows):
        style.note(axes, place, _lean(row["diagnosis"], words))
    axes.set_xscale("log")
    axes.set_xticks(TICKS)
    axes.minorticks_off()
    known = [value for name in styles for value in table[name] if value is not None]
    axes.set_xlim(0.8 * LEAST, 1.25 * max([*known, 1]))
    style.named_rows(axes, [words.parameter(row["parameter"], NAME) for row in rows])
    axes.set_ylabel(words("parameter", "parámetro"))
    axes.set_xlabel(
        words(
            "sensitivity: shift of the posterior per doubling of the power",
            "sensibilidad: desplazamiento del posterior\nal duplicar la potencia",
        )
    )
    axes.set_title(_notes(sensitivity, words), fontsize=8)
    whole, half = (words.number(sensitivity["threshold"] / part) for part in (1, 2))
    bar = words(
        f"leans on the prior from here on: {whole}, or down to {half}\n"
        "where little was learned",
        f"desde aquí se apoya en el prior: {whole}, o hasta {half}\nsi se aprendió poco",
    )
    entries = [
        style.key(text, mark, color=colour, ms=5.5)
        for mark, colour, text in styles.values()
    ]
    style.legend_below(
        figure, [*entries, style.key(bar, color=style.EXACT, lw=1.3)], columns=2
    )
    return figure, table


def _told(value: float | None, words) -> str:
    """Write a sensitivity, which a parameter that never moved has not."""
    return (
        words("undefined", "sin definir") if value is None else words.number(value, ".3f")
    )


def says(table, words, results) -> str:
    """Tell the sensitivities of each parameter, and which lean on the prior."""
    ((_, fit),) = results.fits.items()
    sensitivity = fit.json("sensitivity")
    texts = []
    for row in sensitivity["parameters"]:
        name = words.parameter(row["parameter"])
        prior, data, bar = (
            _told(row[what], words) for what in ("prior", "likelihood", "bar")
        )
        texts.append(
            words.say("fits/sensitivity/each", name=name, prior=prior, bar=bar, data=data)
        )
    notes = _notes(sensitivity, words).splitlines()
    leaning = sum(row["diagnosis"] != "none" for row in sensitivity["parameters"])
    listed = "; ".join(texts)
    text = words(
        f"Sensitivities: {listed}. Flagged: {leaning} of {len(texts)} parameters.",
        f"Sensibilidades: {listed}. Con alerta: {leaning} de {len(texts)} parámetros.",
    )
    return " ".join([text, *map(alt_text.sentence, notes)])
