"""Tables of a posterior: the population's, and one for each parameter of the groups."""

from __future__ import annotations

import math
from dataclasses import dataclass

from pooling.basics.numerals import UNDEFINED, decimals_of
from pooling.checks.results import Results
from pooling.figures.words import Spoken
from pooling.model.families.base import labels_of
from pooling.report import chapters, formulas, numbers, words
from pooling.table.tables import read_summary

ORIGINAL_DIGITS = 2  # of what a mean is the logarithm of
LONG = 12  # rows of a table that is shown unfolded
# Columns of the tables, each exact value beside that of the draws.
LOCATIONS = ("mean", "exact_mean", "sd", "exact_sd", "q5", "q50", "q95")
STATISTICS = (*LOCATIONS, "mcse_mean", "ess_bulk", "ess_tail", "r_hat")


def tables(
    results: Results, model: str, *, declared, chapter, language: str
) -> dict[str, list]:
    """Arrange the posterior of a fit: of the population, and by group or level.

    Parameters
    ----------
    chapter : pooling.report.chapters.base.Chapter
        What its parameters mean.
    """
    named, fit = Spoken(language, results.settings), results.fits[model]
    fill = {}
    if "centre" in results.facts:
        fill["x"] = named.label("x")
        spread = results.prepared["x"].std()
        fill["centre"] = named.value("x", results.facts["centre"], spread)
    exact = read_summary(fit.files["exact"]).add_prefix("exact_").astype(float)
    both = fit.summary.join(exact)
    population, by_group = [], []
    for part in parts(declared, results.labels(model)):
        bare = named.told(chapter.meanings[part.key][language], **fill)
        unit = chapters.of(results.family).unit(results, part.key, named)
        meaning = f"{bare} [{unit}]" if unit and unit not in bare else bare
        listed_rows = both.loc[part.rows]
        places = numbers.ends(listed_rows["mean"])
        cells = _cells(listed_rows.iloc[places], listed_rows, language)
        index = chapter.index if part.of_groups else ""
        symbol = formulas.label(part.shown, named, index)
        level = named.original() and chapters.of(results.family).is_level(
            results, part.key
        )
        if part.members is None:
            before = []
            if named.original():
                mean = fit.best(part.key, "mean") if level else math.nan
                before = _originals([mean], named)
            population.append((symbol, meaning, before + cells[0]))
            continue
        before = _sizes(results, language) if part.of_groups else []
        if level:
            means = fit.estimates.loc[part.rows, "mean"]
            before = [*before, (_original_head(named), _originals(means, named))]
        by_group.append(
            {
                "parameter": part.coefficient,
                "name": bare,
                "symbol": symbol,
                "meaning": meaning,
                "of": named.label("group") if part.of_groups else part.coefficient,
                "heads": [head for head, _ in before],
                "rows": [
                    (part.members[at], [column[at] for _, column in before] + values)
                    for at, values in zip(places, cells, strict=True)
                ],
                "count": len(listed_rows),
                "original": bool(level) and len(before) > 1,
                "folded": len(part.rows) > LONG,
            }
        )
    return {
        "population": population,
        "population_heads": [_original_head(named)] if named.original() else [],
        "by_group": by_group,
    }


@dataclass(frozen=True)
class Part:
    """Rows of a table of a posterior.

    Attributes
    ----------
    key : str
        What a chapter calls it: a label, or what varies by a factor, ``county[floor]``.
    shown : str
        How a reader is told of it: ``county[j,floor]``.
    rows : list of str
        Labels in the summary.
    members : list of str or None
        What each row is of: groups, or levels of a factor. None for a single number.
    of_groups : bool
        Whether they are the groups that are pooled.
    coefficient : str
        What varies between them.
    """

    key: str
    shown: str
    rows: list[str]
    members: list[str] | None = None
    of_groups: bool = False
    coefficient: str = ""


def parts(declared, labels: dict[str, list[str]]) -> list[Part]:
    """Lay out the tables of a model's posterior, by the labels of its dimensions."""
    listed = []
    for parameter in declared.parameters:
        rows = labels_of((parameter,), labels)
        if parameter.per_group and "varying" in parameter.dims:
            (factor,), several = labels["grouping"], labels["varying"]
            listed += [
                Part(
                    f"{factor}[{name}]",
                    f"{factor}[j,{name}]",
                    rows[at :: len(several)],
                    labels["group"],
                    of_groups=True,
                    coefficient=name,
                )
                for at, name in enumerate(several)
            ]
        elif parameter.per_group:
            name = parameter.name
            of_group = {"of_groups": True, "coefficient": name}
            listed.append(Part(name, name, rows, labels["group"], **of_group))
        elif "level" in parameter.dims:
            listed += _of_levels(rows)
        else:
            listed += [Part(row, row, [row]) for row in rows]
    return listed


def _of_levels(rows: list[str]) -> list[Part]:
    """Lay out the levels of further factors, ``item[3]``, factor by factor."""
    factors: dict[str, list[str]] = {}
    for row in rows:
        factors.setdefault(row.partition("[")[0], []).append(row)
    return [
        Part(
            f"{factor}[]",
            f"{factor}[j]",
            members,
            [row[len(factor) + 1 : -1] for row in members],
            coefficient=factor,
        )
        for factor, members in factors.items()
    ]


def _sizes(results: Results, language: str) -> list[tuple[str, list[numbers.Cell]]]:
    """Give the column of the groups' observations; rows that are groups need none."""
    sizes = results.rows_by_group
    if sizes.max() == 1:
        return []
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


def _cells(table, whole, language: str) -> list[list[numbers.Cell]]:
    """Write the numbers of a table, with as many decimals as the sds of all deserve."""
    decimals = dict.fromkeys(LOCATIONS, decimals_of(whole["sd"].median()))
    decimals["mcse_mean"] = decimals_of(whole["mcse_mean"].median())

    def write(statistic: str, value: float) -> numbers.Cell:
        if statistic.startswith("ess"):
            return numbers.cell(value, numbers.count(value, language))
        written = numbers.number(value, language, decimals.get(statistic, 3))
        return numbers.cell(value, written)

    return [
        [write(name, value) for name, value in zip(STATISTICS, row, strict=True)]
        for row in table[list(STATISTICS)].itertuples(index=False)
    ]
