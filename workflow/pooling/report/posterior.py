"""Tables of a posterior: the population's, and one for each parameter of the groups."""

from __future__ import annotations

import math

from pooling.basics.numerals import UNDEFINED, decimals_of
from pooling.checks.results import Fit, Results
from pooling.figures.words import Spoken
from pooling.model import families
from pooling.report import chapters, formulas, numbers, words
from pooling.table.tables import read_summary

ORIGINAL_DIGITS = 2  # of what a mean is the logarithm of
LONG = 12  # rows of a table that is shown unfolded
# Columns of the tables, each exact value beside that of the draws.
LOCATIONS = ("mean", "exact_mean", "sd", "exact_sd", "q5", "q50", "q95")
STATISTICS = (*LOCATIONS, "mcse_mean", "ess_bulk", "ess_tail", "r_hat")


def tables(
    results: Results, fit: Fit, *, declared, chapter, language: str
) -> dict[str, list]:
    """Arrange the posterior of a fit.

    Parameters
    ----------
    results : Results
        The analysis.
    fit : Fit
        Its files include ``summary`` and ``exact``.
    declared : pooling.model.families.base.Model
        The model.
    chapter : pooling.report.chapters.base.Chapter
        What its parameters mean.
    language : {"en", "es"}
        Language of words and numbers.

    Returns
    -------
    dict of list
        ``population``: symbol, meaning with its unit and cells of each parameter, with
        ``population_heads`` of the cells before the statistics; ``by_group``:
        ``parameter`` with its ``name``, ``symbol``, ``meaning`` with its unit, ``rows``
        and whether they are ``folded``; ``heads`` of the columns before the statistics,
        and whether one of them is ``original``: what the outcome is the logarithm of.
    """
    named, family = Spoken(language, results.settings), results.settings["family"]
    fill = {}
    if "centre" in results.facts:
        fill["x"] = named.label("x")
        spread = results.prepared["x"].std()
        fill["centre"] = named.value("x", results.facts["centre"], spread)
    exact = read_summary(fit.files["exact"]).add_prefix("exact_").astype(float)
    both = fit.summary.join(exact)
    population, by_group = [], []
    for parameter in declared.parameters:
        meaning = named.told(chapter.meanings[parameter.name][language], **fill)
        bare = meaning
        unit = chapters.unit(family, parameter.name, named)
        if unit and unit not in meaning:
            meaning += f" [{unit}]"
        rows = (
            [f"{parameter.name}[{group}]" for group in results.groups]
            if parameter.per_group
            else [parameter.name]
        )
        cells = _cells(both.loc[rows], language)
        index = chapter.index if parameter.per_group else ""
        symbol = formulas.mathml(formulas.symbol(parameter.name, index), "inline")
        if parameter.per_group:
            before = _sizes(results, language)
            if named.original() and chapters.is_level(family, parameter.name):
                means = fit.estimates.loc[rows, "mean"]
                before = [*before, (_original_head(named), _originals(means, named))]
            by_group.append(
                {
                    "parameter": parameter.name,
                    "name": bare,
                    "symbol": symbol,
                    "meaning": meaning,
                    "heads": [head for head, _ in before],
                    "rows": [
                        (group, [column[at] for _, column in before] + own)
                        for at, (group, own) in enumerate(
                            zip(results.groups, cells, strict=True)
                        )
                    ],
                    "original": named.original() and len(before) > 1,
                    "folded": len(rows) > LONG,
                }
            )
        else:
            before = []
            if named.original():
                level = chapters.is_level(family, parameter.name)
                mean = fit.best(parameter.name, "mean") if level else math.nan
                before = _originals([mean], named)
            population.append((symbol, meaning, before + cells[0]))
    return {
        "population": population,
        "population_heads": [_original_head(named)] if named.original() else [],
        "by_group": by_group,
    }


def _sizes(results: Results, language: str) -> list[tuple[str, list[numbers.Cell]]]:
    """Give the column of the groups' observations; rows that are groups need none."""
    if families.get(results.settings["family"]).ONE_ROW_PER_GROUP:
        return []
    sizes = results.prepared["group"].value_counts().loc[results.groups]
    head = words.TEXT["group_size"][language]
    return [(head, [numbers.cell(n, numbers.count(n, language)) for n in sizes])]


def _original_head(named: Spoken) -> str:
    """Name the column of what means are the logarithms of."""
    head = words.TEXT["geometric_mean"][named.language]
    return head.format(original=named.original())


def _originals(means, named: Spoken) -> list[numbers.Cell]:
    """Give what means are the logarithms of; of what is no level, a dash."""
    values = [math.exp(mean) for mean in means]
    return [
        numbers.cell(
            value,
            UNDEFINED
            if math.isnan(value)
            else numbers.measured(value, named.language, ORIGINAL_DIGITS),
        )
        for value in values
    ]


def _cells(table, language: str) -> list[list[numbers.Cell]]:
    """Write the numbers of a table, with as many decimals as its sd deserves."""
    decimals = dict.fromkeys(LOCATIONS, decimals_of(table["sd"].median()))
    decimals["mcse_mean"] = decimals_of(table["mcse_mean"].median())

    def write(statistic: str, value: float) -> numbers.Cell:
        if statistic.startswith("ess"):
            return numbers.cell(value, numbers.count(value, language))
        written = numbers.number(value, language, decimals.get(statistic, 3))
        return numbers.cell(value, written)

    return [
        [write(name, value) for name, value in zip(STATISTICS, row, strict=True)]
        for row in table[list(STATISTICS)].itertuples(index=False)
    ]
