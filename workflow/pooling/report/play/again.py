"""Tables like this one, simulated again: raw and partially pooled errors, counted."""

from __future__ import annotations

from pooling.report.numbers import count
from pooling.report.play.base import Speech, axis, control, key

DECIMALS = 3  # of errors of rates

FIGURE, DEGREE = "figure-pooling", "partial"
TEXT = {
    "title": {"en": "Try it: simulate again", "es": "Pruébelo: simule de nuevo"},
    "text": {
        "en": "New probabilities are drawn from the population that was fitted, and new "
        "counts from them. So the truth is known: which comes closer to it, the share of "
        "one's own or partial pooling? A single table says little, many say it plainly.",
        "es": "Se sortean nuevas probabilidades de la población ajustada y, de ellas, "
        "nuevos recuentos. Así se conoce la verdad: ¿qué se le acerca más, la proporción "
        "propia o partial pooling? Una sola tabla dice poco, muchas lo dicen claro.",
    },
    "known": {
        "en": "The population counts as known here: log odds around {centre} with a "
        "standard deviation of {spread}.",
        "es": "Aquí la población se da por conocida: logit alrededor de {centre} con un "
        "desvío estándar de {spread}.",
    },
    "figure": {
        "en": "The estimates of this table are drawn in a figure.",
        "es": "Las estimaciones de esta tabla están en una figura.",
    },
    "label": {
        "en": "Errors of the simulated {columns}, by their size",
        "es": "Errores de {columns} en la simulación, según su tamaño",
    },
    "one": {"en": "one more table", "es": "una tabla más"},
    "many": {"en": "{count} more tables", "es": "{count} tablas más"},
    "clear": {"en": "start again", "es": "empezar de nuevo"},
    "x": {"en": "{trial} of the {column}", "es": "{trial} de cada {column}"},
    "y": {
        "en": "distance from the true probability",
        "es": "distancia a la probabilidad verdadera",
    },
    "key_one": {
        "en": "own share, latest table",
        "es": "proporción propia, última tabla",
    },
    "key_pooled": {
        "en": "partial pooling, latest table",
        "es": "partial pooling, última tabla",
    },
    "key_mean_one": {
        "en": "own share, mean of all tables",
        "es": "proporción propia, media de todas las tablas",
    },
    "key_mean_pooled": {
        "en": "partial pooling, mean of all tables",
        "es": "partial pooling, media de todas las tablas",
    },
    "said": {
        "en": "In the latest table partial pooling is closer in {closer} of {units}. "
        "Tables so far: {tables}; it is closer in {share} of all {columns}, and its mean "
        "distance is {pooled}, that of the own shares {raw}.",
        "es": "En la última tabla, partial pooling está más cerca en {closer} de {units}. "
        "Tablas hasta ahora: {tables}; está más cerca en {share} del total, y "
        "su distancia media es {pooled}; la de las proporciones propias, {raw}.",
    },
}
MANY = 500  # tables at once


def arrange(repeated: dict, say: Speech) -> tuple:
    """Arrange what tables are simulated from."""
    many = say("many", count=MANY)
    data = {
        "controls": [
            control("button", "one", label=say("one"), values=[], start=0, tables=1),
            control("button", "many", label=many, values=[], start=0, tables=MANY),
            control("button", "clear", label=say("clear"), values=[], start=0),
        ],
        "panels": [
            {
                "x": {
                    "name": say("x"),
                    "low": 0.8 * min(repeated["sizes"]),
                    "high": 1.25 * max(repeated["sizes"]),
                    "steps": "log",
                    "ticks": [[n, count(n, say.language)] for n in repeated["sizes"]],
                },
                "y": axis(say("y"), (0, 1), say.language),
            }
        ],
        "key": key(
            {
                "dot raw": "key_one",
                "dot": "key_pooled",
                "curve raw": "key_mean_one",
                "curve": "key_mean_pooled",
            },
            say,
        ),
        "said": say("said"),
        "decimals": DECIMALS,
        **repeated,
    }
    centre, spread = (
        say.number(repeated[name], significant=3) for name in ("mu", "sigma")
    )
    return data, say("known", centre=centre, spread=spread)
