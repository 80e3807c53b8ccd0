"""Which of the groups are exchangeable: what their kind says, and shuffled kinds."""

from __future__ import annotations

from pooling.report.play.base import Speech, control, ends_of, key, outcomes
from pooling.report.words.bilingual import bilingual

DECIMALS = 3
HEIGHT = 46  # pixels for each kind
MANY = 1000  # shuffles at once

FIGURE, DEGREE = "figure-survival", "partial"
TEXT = bilingual(
    title=(
        "Try it: can the {columns} be exchanged?",
        "Pruébelo: ¿se pueden intercambiar {columns}?",
    ),
    text=(
        "One of these {columns} is picked, and you guess its estimate. Then you are told "
        "of which kind it is, and the guess moves: {columns} are exchangeable within a kind, "
        "and not across kinds. Where the kind said nothing, it could be dealt out again and "
        "the guess would move only by chance: shuffle, and see.",
        "Se elige un caso ({column}) y hay que adivinar su estimación. Después se "
        "dice de qué tipo es, y lo que se adivina cambia: hay intercambiabilidad "
        "dentro de un tipo, y no entre tipos. Si el tipo no dijera nada, se lo podría "
        "repartir de nuevo y el valor se movería solo por azar: mezcle los tipos y vea.",
    ),
    figure=(
        "The estimates are drawn in a figure, marked by kind.",
        "Las estimaciones están en una figura, marcadas por tipo.",
    ),
    label=(
        "Estimates of the {columns} by kind, and what is guessed",
        "Estimaciones de {columns} según su tipo, y lo que se adivina",
    ),
    told=("what you are told of the {column}", "lo que se dice del caso"),
    nothing=("nothing", "nada"),
    one=("shuffle the kinds", "mezclar los tipos"),
    many=("shuffle {count} times", "mezclar {count} veces"),
    real=("the kinds of the table", "los tipos de la tabla"),
    estimate=(
        "estimate of one {column}: {probability}",
        "estimación de cada {column}: {probability}",
    ),
    key_group=("one {column}", "cada {column}"),
    key_picked=("one that it may be", "uno que puede ser el caso elegido"),
    key_guess=("your best guess", "el mejor valor"),
    key_before=("guess before you are told", "el valor antes de saber el tipo"),
    said=(
        "Guess: {guess} ± {sd} (mean and standard deviation of {groups} estimates); "
        "before you are told, {before} ± {spread}. The kind explains {share} of the "
        "variance.",
        "Mejor valor: {guess} ± {sd} (media y desvío estándar de {groups} "
        "estimaciones); antes de saber el tipo, {before} ± {spread}. El tipo explica el "
        "{share} de la varianza.",
    ),
    shuffled=(
        "Shuffles so far: {shuffles}. They explain {mean} on average and {most} at "
        "most; the kinds of the table, {real}.",
        "Mezclas hasta ahora: {shuffles}. Explican el {mean} en promedio y el {most} "
        "como máximo; los tipos de la tabla, el {real}.",
    ),
)


def arrange(exchanged: dict, say: Speech) -> tuple:
    """Arrange the groups, their kinds, and what is guessed."""
    kinds = [say.named.kind(kind) for kind in exchanged["kinds"]]
    many = say("many", count=say.number(MANY, 0))
    data = {
        "controls": [
            control(
                "radio",
                "told",
                label=say("told"),
                values=[say("nothing"), *kinds],
                start=len(kinds),
            ),
            control("button", "one", label=say("one"), values=[], start=0, shuffles=1),
            control("button", "many", label=many, values=[], start=0, shuffles=MANY),
            control("button", "real", label=say("real"), values=[], start=0),
        ],
        "panels": [
            {
                "height": 60 + HEIGHT * len(kinds),
                "x": outcomes(say("estimate"), ends_of(say.family), say, "above"),
                "y": {
                    "name": "",
                    "low": -0.6,
                    "high": len(kinds) - 0.4,
                    "steps": "even",
                    "ticks": [[place, name] for place, name in enumerate(kinds)],
                },
            }
        ],
        "key": key(
            {
                "dot row": "key_group",
                "dot": "key_picked",
                "level guess": "key_guess",
                "level population": "key_before",
            },
            say,
        ),
        "said": say("said"),
        "shuffled": say("shuffled"),
        "decimals": DECIMALS,
        **exchanged,
    }
    return (data,)
