"""A configuration to begin with, proposed from a look at a table, with the reasons.

``make study CSV=my.csv``, or ``python -m pooling.run.study my.csv``.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import sys
from dataclasses import dataclass, field, replace
from itertools import permutations
from pathlib import Path
from typing import Any

import pandas as pd

from pooling.basics import files
from pooling.basics.errors import PoolingError, cut
from pooling.model import families
from pooling.model.priors import distribution
from pooling.run import config
from pooling.table import preparation, tables

FEW_GROUPS = 5  # that may as well be something else: sexes, treatments
LEAST_VALUES = 3  # of a predictor
WIDTH = 92  # of a comment
# Ways to write numbers, the likeliest first.
READINGS = (
    {}, {"decimal": "comma"}, {"thousands": "point"}, {"thousands": "comma"},
    {"thousands": "space"}, {"decimal": "comma", "thousands": "space"},
    {"thousands": "apostrophe"},
)  # fmt: skip

# Names that say what a column is for; a guess, and the configuration says so.
GROUPS = (
    "group id subject person patient participant pupil student class school district county "
    "state country region city site plot field farm herd litter batch lot plant tree animal "
    "rat chick player team runner firm company store family species unit tank coin item "
    "department hospital lab operator machine spray village household place brood nest clinic "
    "centre center block worker rater box grupo sujeto paciente escuela condado clase lote "
    "parcela aldea hogar nido"
)
OUTCOMES = (
    "y outcome response score value result yield weight height length mass reaction income "
    "price log math maths mathematics reading achievement ach grade mark marks points gain "
    "resultado respuesta puntaje valor peso altura rendimiento nota notas puntos"
)
PREDICTORS = (
    "x age year years day days time week weeks month hour hours minute dose visit session "
    "temp temperature conc concentration distance date ses edad año día tiempo semana dosis"
)
TRIALS = (
    "n trials trial total tries attempts shots ab bats applicants applied density size tested "
    "flips exposed sample at_risk animals intentos total ensayos solicitudes animales"
)
SUCCESSES = (
    "successes success hits h admitted surv survived survivors deaths dead cases passed heads "
    "wins events positive incidence infected sick ill made yes y k éxitos aciertos casos "
    "enfermos"
)
# Of a column that only numbers the rows; R writes its row names under no name.
ROWS = "rownames row index x id obs observation fila"
# Words that are two answers to one question.
ANSWERS = (
    {"yes", "no"}, {"y", "n"}, {"true", "false"}, {"t", "f"}, {"0", "1"}, {"sí", "no"},
    {"si", "no"}, {"s", "n"}, {"success", "failure"}, {"alive", "dead"},
)  # fmt: skip
NEAR_NOTHING = 3  # counts go down to it


def _speaks(name: str, words: str) -> bool:
    """Tell whether a column's name has one of some words in it, "MathAch" two words."""
    apart = re.sub(r"(?<=[^\W\d_])(?=[A-Z][a-z])", " ", name)
    parts = re.split(r"[\W_\d]+", apart.lower())
    return bool({*parts, name.lower()} & set(words.split()))


@dataclass
class Column:
    """One column, as it looks.

    Attributes
    ----------
    name : str
    labels : Series of str
        Its cells, without the missing ones; the index is the line.
    numbers : Series of float or None
        The same as numbers, where all of them are.
    missing : int
        Cells without a value.
    """

    name: str
    labels: pd.Series
    numbers: pd.Series | None
    missing: int

    @property
    def distinct(self) -> int:
        """How many different values there are."""
        return (self.labels if self.numbers is None else self.numbers).nunique()

    @property
    def whole(self) -> bool:
        """Whether all values are whole numbers from 0 on."""
        own = self.numbers
        return own is not None and bool(((own >= 0) & (own % 1 == 0)).all())

    @property
    def repeats(self) -> bool:
        """Whether some value comes again."""
        return 2 <= self.distinct < len(self.labels)

    @property
    def counts_rows(self) -> bool:
        """Whether it numbers the rows: 1, 2, 3 ..., or 0, 1, 2 ..."""
        if not self.whole or len(self.numbers) < 2:
            return False
        return bool(
            (self.numbers.diff().iloc[1:] == 1).all() and self.numbers.iloc[0] < 2
        )

    @property
    def numbers_rows(self) -> bool:
        """Whether it is no more than the number or the name of each row."""
        named = not self.name or self.name.lower() in ROWS.split()
        return self.counts_rows or (named and self.whole and self.numbers.is_unique)

    @property
    def answers(self) -> bool:
        """Whether it holds two answers to one question: yes and no, 0 and 1."""
        own = self.labels if self.numbers is None else self.numbers.map("{:g}".format)
        return set(own.str.casefold().unique()) in ANSWERS

    @property
    def counts(self) -> bool:
        """Whether it looks like counts: whole numbers that go down to next to nothing."""
        return (
            self.whole
            and self.distinct > 2
            and self.numbers.min() <= NEAR_NOTHING
            and not self.numbers_rows
            and not _speaks(self.name, f"{GROUPS} {PREDICTORS}")
        )

    @property
    def dates(self) -> bool:
        """Whether all its cells are dates that can be read."""
        return len(self.labels) > 0 and bool(self.labels.str.fullmatch(tables.DATE).all())

    def description(self) -> str:
        """Say in a few words what the column holds."""
        if self.labels.empty:
            said = "empty"
        elif self.numbers is None:
            said = f"text, {self.distinct} different: {_some(self.labels.unique())}"
        else:
            kind = "whole numbers" if self.whole else "numbers"
            low, high = self.numbers.min(), self.numbers.max()
            said = f"{kind} from {low:g} to {high:g}, {self.distinct} different"
        return f"{said}; {self.missing} missing" if self.missing else said


def _some(labels) -> str:
    shown = ", ".join(cut(label, 20) for label in labels[:3])
    return shown + (", ..." if len(labels) > 3 else "")


def look(raw: tables.RawTable) -> list[Column]:
    """Look at every column of a table.

    Parameters
    ----------
    raw : pooling.table.tables.RawTable

    Returns
    -------
    list of Column
    """
    found = []
    for name in raw.text:
        text, missing = raw.column(name), raw.missing(name)
        try:
            numbers = raw.numbers(name)[~missing]
        except PoolingError:
            numbers = None
        if missing.all():
            numbers = None
        found.append(Column(name, text[~missing], numbers, int(missing.sum())))
    return found


@dataclass
class Proposal:
    """A family, the columns' parts in it, and why.

    Attributes
    ----------
    family : str
    roles : dict of str
        Key of the configuration -> name of the column.
    why : dict of str
        ``family`` or a key -> the reason.
    also : list of str
        What else could be done.
    careful : list of str
        What the families of models cannot say, or would say wrongly.
    """

    family: str
    roles: dict[str, str]
    why: dict[str, str]
    also: list[str] = field(default_factory=list)
    careful: list[str] = field(default_factory=list)


def _group_score(column: Column) -> float:
    """How much a column looks like groups: by its name, its labels, their number."""
    score = 3.0 * _speaks(column.name, GROUPS) + 2.0 * (column.numbers is None)
    score -= 2 * _speaks(column.name, PREDICTORS)
    score += (column.distinct > FEW_GROUPS) + (column.distinct > 2)
    return score + (len(column.labels) >= 2 * column.distinct)


def _grouping(columns: list[Column]) -> Column | None:
    """Choose the column of the groups whose labels come again."""
    able = [
        column
        for column in columns
        if column.repeats
        and not column.answers
        and (column.numbers is None or (column.whole and _speaks(column.name, GROUPS)))
    ] or [
        column
        for column in columns
        if column.repeats
        and column.whole
        and not (column.answers or column.counts)
        and 2 * column.distinct <= len(column.labels)
    ]
    return max(able, key=_group_score, default=None)


def _unit(columns: list[Column]) -> Column | None:
    """Choose the column that names each row."""
    able = [
        column
        for column in columns
        if len(column.labels) and column.labels.is_unique and not column.missing
    ]
    able = [c for c in able if c.numbers is None or _speaks(c.name, GROUPS)] or [
        c for c in able if c.counts_rows
    ]
    return max(able, key=lambda c: (c.numbers is None, _group_score(c)), default=None)


def _counts(columns: list[Column]) -> tuple[int, Column, Column] | None:
    """Choose two columns that can be successes and trials, and how many names say so."""
    whole = [
        column
        for column in columns
        if column.whole
        and not column.numbers_rows
        and (
            _speaks(column.name, f"{SUCCESSES} {TRIALS}")
            or not _speaks(column.name, f"{GROUPS} {PREDICTORS}")
        )
    ]
    pairs = []
    for successes, trials in permutations(whole, 2):
        y, n = successes.numbers.align(trials.numbers, join="inner")
        if len(y) and (y <= n).all() and (n >= 1).all() and (y < n).any():
            said = _speaks(successes.name, SUCCESSES) + _speaks(trials.name, TRIALS)
            pairs.append((said, successes, trials))
    return max(pairs, key=lambda pair: pair[0], default=None)


def propose(columns: list[Column]) -> Proposal:
    """Propose a family of models, and what each column is in it.

    Parameters
    ----------
    columns : list of Column

    Returns
    -------
    Proposal

    Raises
    ------
    PoolingError
        There are no groups, or nothing to model in them.
    """
    unit, pair, group = _unit(columns), _counts(columns), _grouping(columns)
    outcomes = _outcomes(columns, group)
    if pair and unit in pair[1:]:
        pair = None
    if pair and unit and (pair[0] == 2 or not outcomes):
        return _of_counts(unit, *pair, group)
    if pair and group and pair[0] == 2:
        _, successes, trials = pair
        raise PoolingError(
            f'"{successes.name}" and "{trials.name}" look like successes and trials, with '
            f'several rows for each "{group.name}", and rates have one row for each unit; '
            "add both up, so that each has one row."
        )
    if not group:
        raise PoolingError(
            "no column has labels that come again, so there are no groups to compare, and "
            "no two columns are successes and trials; the columns are "
            + "; ".join(f'"{c.name}", {c.description()}' for c in columns[:12])
            + "."
        )
    if not outcomes:
        raise PoolingError(
            f'no column of numbers varies within the groups of "{group.name}", so there is '
            "nothing to model; an outcome of 0 and 1 must be added up to successes and "
            "trials of each group."
        )
    found = _of_numbers(group, outcomes)
    found.careful = _careful(columns, found.roles)
    if pair and unit:
        _, successes, trials = pair
        found.also.append(
            f'if "{successes.name}" counts successes in "{trials.name}" trials, write "family: '
            f'rates", "successes", "trials" and "group: {{column: {unit.name}}}" instead of '
            '"outcome" and "group"'
        )
    return found


_TWO_VALUES = "of lines, write it as 0 and 1"


def _careful(columns: list[Column], roles: dict[str, str]) -> list[str]:
    """Say what of a table is not in a proposal of means or lines, or badly."""
    said, group = [], next(c for c in columns if c.name == roles["group"])
    for column in columns:
        name = f'"{column.name}"'
        if column.name == roles.get("predictor") or column is group:
            continue
        if column.numbers_rows:
            said.append(f"{name} numbers the rows and is neither outcome nor group")
        elif column.answers:
            no, yes = sorted(set(column.labels), key=str.casefold)[:2]
            said.append(
                f'{name} holds "{no}" and "{yes}": as an outcome it belongs to the family '
                f'rates, in a table with one row for each "{group.name}", its rows added up '
                f'as trials and those with "{yes}" as successes, without predictors so far; '
                f"as a predictor {_TWO_VALUES}"
            )
        elif column.counts:
            said.append(
                f"{name} looks like counts: if they are, and it is the outcome, the "
                "families of today take it as a number with normal errors only, which "
                "suits large counts and not small ones"
            )
        elif column.name == roles["outcome"]:
            continue
        elif column.dates:
            said.append(
                f'{name} holds dates: as a predictor, write "family: lines" and "predictor: '
                '{column: ..., dates: years}", or days'
            )
        elif column.repeats and (
            column.numbers is None or (column.whole and _speaks(column.name, GROUPS))
        ):
            inside = column.labels.groupby(group.labels).nunique().max()
            around = group.labels.groupby(column.labels).nunique().max()
            how = (
                "lies within" if around == 1 else "contains" if inside == 1 else "crosses"
            )
            said.append(
                f'{name} groups the rows, too, and {how} "{group.name}": one grouping can '
                f"be expressed so far, and what differs by {name} counts as spread of rows "
                "or of groups"
                + f"; as a predictor {_TWO_VALUES}"
                * (column.distinct == 2)
            )
    return said


def _of_counts(unit, said: int, successes, trials, group) -> Proposal:
    """Propose rates, or coins for a row alone."""
    family = "rates" if len(unit.labels) > 1 else "coins"
    found = Proposal(
        family,
        {"successes": successes.name, "trials": trials.name, "group": unit.name},
        {
            "family": "two columns of counts, the one never above the other, and a name for "
            "each row"
            + ("" if family == "rates" else "; a single row cannot tell how rows differ"),
            "successes": "whole numbers, never more than the trials"
            + (", and the name says so" if said else ""),
            "trials": "whole numbers, at least 1",
            "group": "another label in each row: a row is a unit",
        },
    )
    if group and group.name not in found.roles.values():
        found.also.append(
            f'the labels of "{group.name}" come again: to compare those, add up successes '
            "and trials of each, so that it has one row"
        )
    return found


def _outcomes(columns: list[Column], group: Column | None) -> list[Column]:
    """List the columns of numbers that can be modelled in groups, the likeliest first."""
    if group is None:
        return []

    def varies(column: Column) -> bool:
        return column.numbers.groupby(group.labels).nunique().max() > 1

    able = [
        column
        for column in columns
        if column is not group
        and column.numbers is not None
        and column.distinct > 2
        and not column.numbers_rows
        and varies(column)
    ]

    def score(column: Column) -> float:
        named = _speaks(column.name, OUTCOMES)
        steers = _speaks(column.name, PREDICTORS) or _speaks(column.name, GROUPS)
        return 3 * named + 2 * (not column.whole) - 4 * steers

    return sorted(able, key=score, reverse=True)


def _of_numbers(group: Column, outcomes: list[Column]) -> Proposal:
    """Propose means, or lines where another column is a predictor by its name."""
    outcome, *others = outcomes
    able = [
        c
        for c in others
        if c.distinct >= LEAST_VALUES and not _speaks(c.name, GROUPS) and c is not group
    ]
    named = [column for column in able if _speaks(column.name, PREDICTORS)]
    sizes = group.labels.value_counts()
    found = Proposal(
        "lines" if named else "means",
        {"outcome": outcome.name, "group": group.name},
        {
            "family": "numbers in groups"
            + (", and a number that may explain them" if named else ""),
            "outcome": "a column of numbers that varies within the groups",
            "group": f"{len(sizes)} labels that come again, {_rows(sizes)} each",
        },
    )
    if named:
        found.roles["predictor"] = named[0].name
        found.why["predictor"] = "a number that varies within the groups, and its name"
        found.also.append(
            'to leave the predictor out, write "family: means" and remove the predictor'
        )
    elif able:
        names = ", ".join(f'"{column.name}"' for column in able[:5])
        found.also.append(
            f'for a line in each group, write "family: lines" and add "predictor: {{column: '
            f'...}}"; it could be {names}'
        )
    return found


def _rows(sizes: pd.Series) -> str:
    low, high = sizes.min(), sizes.max()
    if low == high:
        return "a row" if low == 1 else f"{low} rows"
    return f"{low} to {high} rows"


def read(path: str | Path, source: str) -> tuple[tables.RawTable, dict[str, Any]]:
    """Read a table, and find out how its numbers are written.

    Parameters
    ----------
    path : path
        The table.
    source : str
        What errors call it.

    Returns
    -------
    raw : pooling.table.tables.RawTable
    told : dict
        Keys of the configuration without which it would be read otherwise: its marks,
        and the codes that it seems to have for missing values.
    """
    best, told, most = None, {}, -1
    for marks in READINGS:
        unsaid = "comma" if marks.get("thousands") == "point" else "point"
        raw = tables.read(path, source, **{"decimal": unsaid, **marks})
        codes = list(dict.fromkeys(c for name in raw.text for c in raw.suspects(name)))
        if codes:
            raw = replace(raw, missing_codes=codes)
        numeric = sum(column.numbers is not None for column in look(raw))
        if numeric > most:
            best, told, most = (
                raw,
                marks | ({"missing_codes": codes} if codes else {}),
                numeric,
            )
    return best, told


def quoted(text: str) -> str:
    """Write a text as YAML reads it back, in quotes."""
    written = json.dumps(text, ensure_ascii=False)
    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in written)


def _comment(text: str, indent: str = "") -> str:
    """Write a text as a comment of several lines, whatever is in it."""
    plain = "".join(c if c.isprintable() else " " for c in text)
    lines = [""]
    for word in plain.split():
        if len(lines[-1]) + len(word) > WIDTH - len(indent):
            lines.append("")
        lines[-1] += f" {word}"
    return "".join(f"{indent}#{line}\n" for line in lines)


def written(proposal: Proposal, name: str, source: str, told: dict[str, str]) -> dict:
    """Lay a proposal out as a configuration.

    Parameters
    ----------
    proposal : Proposal
    name : str
        Of the run and of its analysis.
    source : str
        The table, as the configuration is to name it.
    told : dict
        How it is read, from `read`.

    Returns
    -------
    dict
        What `pooling.run.config.load` takes.
    """
    analysis = {"family": proposal.family, "data": source, **told}
    analysis |= {key: {"column": column} for key, column in proposal.roles.items()}
    if proposal.family == "coins":
        analysis["kappa"] = 10
        analysis["models"] = {"partial_pooling": {"priors": {"omega": {"beta": [2, 2]}}}}
    return {"run": name, "analyses": {name: analysis}}


def starter(
    proposal: Proposal,
    settings: dict,
    columns: list[Column],
    prepared: pd.DataFrame,
) -> str:
    """Write a configuration as commented YAML.

    Parameters
    ----------
    proposal : Proposal
    settings : dict
        From `written`.
    columns : list of Column
        All that the table has.
    prepared : DataFrame
        The table that would be modelled: default priors depend on it.

    Returns
    -------
    str
    """
    ((name, analysis),) = settings["analyses"].items()
    text = _comment(
        "A configuration to begin with, from a look at the table: a guess, to be read and "
        "corrected. docs/own_data.md says what can stand here, docs/configuration.md lists "
        "every key."
    )
    text += "#\n" + _comment(f"The table has {_rows_of(columns)} rows and these columns:")
    for column in columns:
        text += _comment(f"- {quoted(column.name)}: {column.description()}")
    for each in proposal.careful:
        text += "#\n" + _comment(f"Careful: {each.rstrip('.')}.")
    text += f"\nrun: {name}  # the folder of the results\n"
    text += "languages: [en, es]  # of the report\n\nanalyses:\n"
    text += f"  {name}:\n"
    text += _comment(f"{proposal.why['family']}.", "    ")
    text += f"    family: {proposal.family}\n"
    text += f"    title: {quoted(name)}\n"
    text += '    # question: "What is to be found out?"\n'
    text += f"    data: {quoted(analysis['data'])}\n"
    for key in ("decimal", "thousands"):
        if key in analysis:
            text += f"    {key}: {analysis[key]}  # so its numbers are written\n"
    if "missing_codes" in analysis:
        text += _comment(
            "Cells that look like codes for a missing value; [] if none is.", "    "
        )
        listed = ", ".join(map(quoted, analysis["missing_codes"]))
        text += f"    missing_codes: [{listed}]\n"
    for key, column in proposal.roles.items():
        text += _comment(f"{key}: {proposal.why[key]}.", "    ")
        text += f"    {key}: {{column: {quoted(column)}}}"
        text += f"  # also: {_LABELS[key]}\n" if key in _LABELS else "\n"
    if proposal.family != "coins":
        text += "    missing: drop  # rows without a value; or refuse\n"
    text += _plausible(proposal)
    text += _models(proposal.family, prepared)
    for each in proposal.also:
        text += _comment(f"Else: {each}.", "    ")
    return text


_LABELS = {
    "outcome": 'label: "...", unit: "..."',
    "predictor": 'label: "...", unit: "...", centre: where the intercept is reported',
    "group": 'label: "...", for one group, plural: "..."',
}


def _rows_of(columns: list[Column]) -> int:
    return len(columns[0].labels) + columns[0].missing


def _plausible(proposal: Proposal) -> str:
    """Write the range that priors are judged by, as a comment: a table cannot tell it."""
    outcome = proposal.roles.get("outcome")
    if outcome:
        what = (
            f"Values of {quoted(outcome)} that nobody would wonder at, in its own unit (of "
            "a logarithm, the logarithms)"
        )
    else:
        what = "Probabilities of a success that nobody would wonder at, between 0 and 1"
    text = _comment(
        f"{what}, from what is known without this table: the priors are judged by them, if "
        "they are given.",
        "    ",
    )
    return f"{text}    # plausible: [lowest, highest]\n"


def _models(family: str, prepared: pd.DataFrame) -> str:
    """Write the models with their default priors, as comments."""
    if family == "coins":
        return (
            "    # How alike coins are; above 2, and known: more is more alike.\n"
            "    kappa: 10\n"
            "    # What is believed of the factory's mode beforehand.\n"
            "    models: {partial_pooling: {priors: {omega: {beta: [2, 2]}}}}\n"
        )
    text = "    # All models of the family are fitted, with these default priors:\n"
    text += "    # models:\n"
    for model, own in families.get(family).default_priors(prepared).items():
        text += f"    #   {model}:\n    #     priors:\n"
        for parameter, arguments in own.items():
            numbers = ", ".join(f"{value:.4g}" for value in arguments.values())
            numbers = f"[{numbers}]" if len(arguments) > 1 else numbers
            text += f"    #       {parameter}: {{{distribution(arguments)}: {numbers}}}\n"
    return text


def run_name(path: str | Path) -> str:
    """Make a name for the results out of a file's."""
    stem = Path(path).name.split(".")[0]
    name = re.sub(r"[^A-Za-z0-9]+", "_", stem).strip("_").lower()[:40] or "study"
    return f"{name}_study" if name in config.RESERVED or name == "lecture" else name


def make(table: str, out: str | None, folder: Path) -> tuple[Path, Proposal, dict]:
    """Write the starter configuration of a table.

    Parameters
    ----------
    table : str
        The table, absolute or relative to ``folder``.
    out : str or None
        The file to write; None for a name after the table, in ``config``.
    folder : Path
        Where Snakemake is to be called.

    Returns
    -------
    path : Path
        What was written.
    proposal : Proposal
    settings : dict

    Raises
    ------
    PoolingError
        The table cannot be read or modelled, or the file is there already.
    """
    name = run_name(table)
    target = folder / (out or f"config/{name}.yaml")
    if target.exists():
        raise PoolingError(
            f"{out or target.relative_to(folder)} is there already; remove it, or name "
            "another file with OUT=..."
        )
    raw, told = read(folder / table, table)
    columns = look(raw)
    try:
        proposal = propose(columns)
    except PoolingError as error:
        raise PoolingError(f"{table}: {error}") from None
    settings = written(proposal, name, table, told)
    checked = config.load(settings, folder).analyses[name]
    proposal.careful += preparation.check(name, checked, folder)
    prepared, _ = families.get(proposal.family).prepare(raw, checked.preparation)
    files.write_text(target, starter(proposal, settings, columns, prepared))
    return target, proposal, settings


def main(arguments: list[str] | None = None) -> int:
    """Write a starter configuration, and say what was chosen and what comes next."""
    parser = argparse.ArgumentParser(
        prog="python -m pooling.run.study", description=__doc__
    )
    parser.add_argument("table", nargs="?", default=os.environ.get("CSV") or None)
    parser.add_argument("--out", default=os.environ.get("OUT") or None)
    given = parser.parse_args(arguments)
    if not given.table:
        print('pooling: name the table, "make study CSV=my.csv".', file=sys.stderr)
        return 1
    try:
        target, proposal, settings = make(given.table, given.out, Path.cwd())
    except PoolingError as error:
        print(f"pooling: {error}", file=sys.stderr)
        return 1
    path, (told,) = os.path.relpath(target), settings["analyses"].values()
    print(f"Wrote {path}: family {proposal.family}, for {proposal.why['family']}.")
    for key, column in proposal.roles.items():
        print(f"  {key}: {quoted(column)} - {proposal.why[key]}")
    for key in ("decimal", "thousands", "missing_codes"):
        if key in told:
            print(f"  {key}: {told[key]} - so the cells look")
    for each in proposal.also:
        print(f"  else: {each}")
    for each in proposal.careful:
        print(f"  careful: {each}")
    print("Read it, correct what was guessed, then:")
    print(f"  snakemake --cores 4 --configfile {shlex.quote(path)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
