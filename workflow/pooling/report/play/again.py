"""Tables like this one, simulated again: raw and partially pooled errors, counted."""

from __future__ import annotations

from pooling.report.numbers import count
from pooling.report.play.base import Speech, axis, control, key
from pooling.report.words.bilingual import bilingual

DECIMALS = 3  # of errors of rates

FIGURE, DEGREE = "figure-pooling", "partial"
TEXT = bilingual(
    title=("Try it: simulate again", "Pruébelo: simule de nuevo"),
    text=(
        "New probabilities are drawn from the population that was fitted, and new "
        "counts from them. So the truth is known: which comes closer to it, the share of "
        "one's own or partial pooling? A single table says little, many say it plainly.",
        "Se sortean nuevas probabilidades de la población ajustada y, de ellas, "
        "nuevos recuentos. Así se conoce la verdad: ¿qué se le acerca más, la proporción "
        "propia o partial pooling? Una sola tabla dice poco, muchas lo dicen claro.",
    ),
    known=(
        "The population counts as known here: log odds around {centre} with a "
        "standard deviation of {spread}.",
        "Aquí la población se da por conocida: logit alrededor de {centre} con un "
        "desvío estándar de {spread}.",
    ),
    figure=(
        "The estimates of this table are drawn in a figure.",
        "Las estimaciones de esta tabla están en una figura.",
    ),
    label=(
        "Errors of the simulated {columns}, by their size",
        "Errores de {columns} en la simulación, según su tamaño",
    ),
    one=("one more table", "una tabla más"),
    many=("{count} more tables", "{count} tablas más"),
    clear=("start again", "empezar de nuevo"),
    x=("{trial} of the {column}", "{trial} de cada {column}"),
    y=("distance from the true probability", "distancia a la probabilidad verdadera"),
    key_one=("own share, latest table", "proporción propia, última tabla"),
    key_pooled=("partial pooling, latest table", "partial pooling, última tabla"),
    key_mean_one=(
        "own share, mean of all tables",
        "proporción propia, media de todas las tablas",
    ),
    key_mean_pooled=(
        "partial pooling, mean of all tables",
        "partial pooling, media de todas las tablas",
    ),
    said=(
        "In the latest table partial pooling is closer in {closer} of {units}. "
        "Tables so far: {tables}; it is closer in {share} of all {columns}, and its mean "
        "distance is {pooled}, that of the own shares {raw}.",
        "En la última tabla, partial pooling está más cerca en {closer} de {units}. "
        "Tablas hasta ahora: {tables}; está más cerca en {share} del total, y "
        "su distancia media es {pooled}; la de las proporciones propias, {raw}.",
    ),
)
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
