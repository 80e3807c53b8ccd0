"""What is said of models and of columns that none of them uses."""

from __future__ import annotations

import math
from typing import Any

from pooling.basics.numerals import percent_signs
from pooling.checks import comparison
from pooling.checks.results import Results
from pooling.figures import alt_text
from pooling.figures.words import Spoken
from pooling.model.names import PARTIAL
from pooling.report.answers.base import LEFT, Statement, state

IDLE = 0.005  # share of the variance that is written as 0 %
LISTED = 5  # columns that are named in one sentence


def best(results: Results) -> list[Statement]:
    """Say which model predicts best, and by how much, or that it is not settled."""
    if not results.has("comparison_verdict"):
        return []
    verdict = results.json("comparison_verdict")
    sums = verdict["observations"]
    table = comparison.read(results.paths["comparison"]).set_index("model")
    # Where a prior decides, and not the data, a model is no rival.
    table = table.drop(sums["no_contestants"])
    names = list(table.index)
    if len(names) < 2:
        return []
    lead, error = (
        float(abs(table[column].iloc[1])) for column in ("elpd_diff", "se_diff")
    )
    values = {"best": names[0], "next": names[1], "lead": lead, "lead_se": error}
    outside = sums["no_contestants"]

    def not_compared(words: Spoken) -> str:
        if not outside:
            return ""
        named = ", ".join(map(words.model, outside))
        return words(
            f" No contestant: {named}, which has but its prior for what is left out.",
            f" No compite: {named}, que para lo que se deja afuera solo tiene su prior.",
        )

    def left_out(words: Spoken) -> str:
        told = words("left-out data", "los datos dejados afuera")
        if not verdict["single_row"]:
            return told
        group = words.label("group")
        new = words(f", each {group} as a new one", f", cada {group} como caso nuevo")
        return told + new

    def following(words: Spoken) -> str:
        name = words.model(names[1])
        competing = words(" that competes", " que compite") if outside else ""
        return words(f"the next{competing}, {name}", f"siguiente{competing}, {name}")

    # Without a finite difference nothing is settled.
    if len(sums["close"]) == 1 and math.isfinite(lead):
        return [
            state(
                results,
                "best",
                values,
                lambda words: words(
                    f"Of the models, {words.model(names[0])} predicts best: its elpd, "
                    f"the log score of {left_out(words)}, is {words.number(lead, '.1f')} "
                    f"(standard error {words.number(error, '.1f')}) higher than that of "
                    f"{following(words)}.{not_compared(words)}",
                    f"De los modelos, el que mejor predice es {words.model(names[0])}: su "
                    f"elpd, el puntaje logarítmico de {left_out(words)}, supera en "
                    f"{words.number(lead, '.1f')} (error estándar "
                    f"{words.number(error, '.1f')}) al del {following(words)}."
                    f"{not_compared(words)}",
                ),
            )
        ]
    close = sums["close"]
    return [
        state(
            results,
            "open",
            values | {"close": close},
            lambda words: words(
                "Which model predicts best is not settled: within two standard errors "
                f"of each other are {', '.join(map(words.model, close))}.",
                "Qué modelo predice mejor no queda definido: a menos de dos errores "
                f"estándar están {', '.join(map(words.model, close))}.",
            ),
        )
    ]


def unused(results: Results) -> list[Statement]:
    """Name columns that no model uses and that explain much, with what they tell apart."""
    if not results.has("unused"):
        return []
    of_units = results.counts
    told = results.json("unused")
    statements, columns = _moving(results, told["moving"]), told["columns"]
    for row in columns:
        if not row["named"]:
            continue
        values = {"column": row["column"], "share": row["share"]} | {
            f"mean[{each['value']}]": each["mean"] for each in row["values"]
        }

        def said(words: Spoken, row: dict = row) -> str:
            share = f"{words.number(100 * row['share'], '.0f')} %"
            share = percent_signs(share, words.language)
            left = (LEFT.get(row["coefficient"]) or LEFT[row["against"]])[words.language]
            name = row["column"]
            coloured = words.labels.get("colour", {}).get("column") == name
            told = words(
                f"The column {name}, in no model, explains ",
                f"La columna {name}, en ningún modelo, explica ",
            ) + left.format(share=share)

            def kind(value: str) -> str:
                return words.kind(value) if coloured else f"{name} = {value}"

            if row["values"]:
                means = alt_text.numbers(words, *(each["mean"] for each in row["values"]))
                listed = "; ".join(
                    f"{kind(each['value'])}: {mean} (n = {each['rows']})"
                    for each, mean in zip(row["values"], means, strict=True)
                )
                what = words.counted("success") if of_units else words.label("y")
                share = words("mean share of ", "proporción media de ")
                mean = words("mean ", "media de ")
                told += f". {(share if of_units else mean).capitalize()}{what}: {listed}"
            elif row["against"] == "estimates" and row["labels"]:
                told += words(
                    f"; in effect there are about {row['labels']} groups, so that the "
                    "population's intervals are too narrow",
                    f"; en los hechos hay unos {row['labels']} grupos, y los intervalos de la "
                    "población son demasiado angostos",
                )
            return f"{told[0].upper()}{told[1:]}."

        statements.append(state(results, "unused", values, said))
    return statements + _idle(results, columns)


def _moving(results: Results, columns: list[str]) -> list[Statement]:
    """Say which columns cannot be told apart from the predictor."""
    if not columns:
        return []
    listed, one = ", ".join(columns), len(columns) == 1

    def said(words: Spoken) -> str:
        moves = words("moves" if one else "move", "varía" if one else "varían")
        both = words("both" if one else "all", "ambas cosas" if one else "todo ello")
        return words(
            f"Within a {words.label('group')}, {listed} {moves} with {words.label('x')}: "
            f"the slope is that of {both}.",
            f"Dentro de cada {words.label('group')}, {listed} {moves} junto con "
            f"{words.label('x')}: la pendiente es de {both}.",
        )

    return [state(results, "unused", {"moving": columns}, said)]


def _idle(results: Results, columns: list[dict[str, Any]]) -> list[Statement]:
    """List the columns that no model uses and that explain nothing by themselves."""
    shares: dict[str, float] = {}
    for row in columns:
        if row["numbers"]:
            continue
        shares[row["column"]] = max(row["share"], shares.get(row["column"], 0.0))
    idle = {name: share for name, share in shares.items() if share < IDLE}
    if not idle:
        return []
    listed = ", ".join(list(idle)[:LISTED])
    more = len(idle) - LISTED

    def said(words: Spoken) -> str:
        rest = words(f" and {more} more", f" y {more} más") if more > 0 else ""
        share = percent_signs("0 %", words.language)
        return words(
            f"In no model; by itself, whatever else differs, it explains {share} of the "
            f"variance: {listed}{rest}.",
            "En ningún modelo; por sí solo, sin mirar qué más difiere, explica el "
            f"{share} de la varianza: {listed}{rest}.",
        )

    return [state(results, "idle", {f"share[{n}]": s for n, s in idle.items()}, said)]


def leaning(results: Results) -> list[Statement]:
    """Name what partial pooling learned that leans on a prior which nobody gave."""
    fit = results.fits.get(PARTIAL)
    if fit is None or not fit.has("sensitivity"):
        return []
    from pooling.report import chapters  # and with it scipy

    default = {
        label
        for prior in chapters.of(results.family).priors(results, PARTIAL)
        if not prior.given
        for label in prior.labels
    }
    moved = [name for name in fit.json("sensitivity")["leaning"] if name in default]
    if not moved:
        return []
    one = len(moved) == 1

    def said(words: Spoken) -> str:
        named = ", ".join(map(words.parameter, moved))
        return words(
            f"{named} {'leans on its' if one else 'lean on their'} default prior: report "
            "another as well.",
            f"{named} se {'apoya en su' if one else 'apoyan en sus'} prior"
            f"{'' if one else 's'} por defecto: informe también con otro.",
        )

    return [state(results, "leaning", {"leaning": moved}, said)]
