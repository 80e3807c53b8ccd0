"""A configuration to begin with, proposed from a look at a table, with the reasons.

``make study CSV=my.csv``, or ``python -m pooling.run.study my.csv``.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from pooling.basics import files, jobs, places
from pooling.basics.errors import PoolingError, typed
from pooling.model import families
from pooling.model.names import PARTIAL
from pooling.model.priors import distribution
from pooling.run import command, config
from pooling.run.study_columns import READINGS, Column, look
from pooling.run.study_formula import propose
from pooling.run.study_proposal import Proposal
from pooling.table import cells, preparation, tables

WIDTH = 92  # of a comment
MARK_IN_NUMBER = r"\d[^\w:/-]\d"


def read(
    path: str | Path, source: str
) -> tuple[tables.RawTable, list[Column], dict[str, Any]]:
    """Read a table, and find out how its numbers are written.

    It gives the raw table, all its columns, and keys of the configuration without which it
    would be read otherwise: its marks, and the codes that it seems to have for missing
    values.
    """
    best, most = (), -1
    for marks in READINGS:
        unsaid = "comma" if marks.get("thousands") == "point" else "point"
        raw = tables.read(path, source, **{"decimal": unsaid, **marks})
        codes = list(dict.fromkeys(c for name in raw.hold() for c in raw.suspects(name)))
        if codes:
            raw = replace(raw, missing_codes=codes)
        columns = look(raw)
        numeric = sum(column.numbers is not None for column in columns)
        if numeric > most:
            told = marks | ({"missing_codes": codes} if codes else {})
            best, most = (raw, columns, told), numeric
        words = [column.labels for column in columns if column.numbers is None]
        if not any(
            each.cat.categories.str.contains(MARK_IN_NUMBER).any() for each in words
        ):
            break  # no other marks would make numbers of them
    return best


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
    """Lay a proposal out as a configuration, which `pooling.run.config.load` takes.

    Of a run and an analysis of this name, with the table as it is to be named, and how it
    is read, from `read`.
    """
    analysis = {"family": proposal.family, "data": source, **told}
    analysis |= {key: {"column": column} for key, column in proposal.roles.items()}
    if proposal.formula:
        analysis |= {"formula": proposal.formula, "missing": "drop"}
    if proposal.variables:
        analysis["variables"] = proposal.variables
    if proposal.family == "coins":
        analysis["kappa"] = 10
        analysis["models"] = {"partial_pooling": {"priors": {"omega": {"beta": [2, 2]}}}}
    return {"run": name, "analyses": {name: analysis}}


def starter(
    proposal: Proposal,
    settings: dict,
    columns: list[Column],
    prepared: tuple[pd.DataFrame, dict],
) -> str:
    """Write a configuration, from `written`, as commented YAML.

    ``prepared`` is the table that would be modelled, and its facts: default priors depend
    on them.
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
    if proposal.formula:
        text += "".join(_comment(f"{each}.", "    ") for each in proposal.reasons)
        text += f"    formula: {quoted(proposal.formula)}\n"
        text += _variables(proposal, "    ")
        if not proposal.variables:
            text += '    # variables: {column: {label: "...", unit: "..."}}\n'
        text += '    # group: {label: "...", plural: "..."}\n'
    text += "".join(_other(why, other) for why, other in proposal.others)
    if proposal.family != "coins":
        text += "    missing: drop  # rows without a value; or refuse\n"
    text += _plausible(proposal)
    text += _priors(prepared[1]) if proposal.formula else ""
    text += "" if proposal.formula else _models(proposal.family, prepared[0])
    for each in proposal.also:
        text += _comment(f"Else: {each}.", "    ")
    return text


def _other(why: str, other: Proposal) -> str:
    """Write another reading, to be put in the place of the first by its lines."""
    text = "    #\n" + _comment(f"Else, {why} ({other.why['family']}):", "    ")
    text += f"    # family: {other.family}\n"
    if other.formula:
        text += f"    # formula: {quoted(other.formula)}\n"
        return text + _variables(other, "    # ")
    keys = [f"    # {k}: {{column: {quoted(c)}}}\n" for k, c in other.roles.items()]
    return text + "".join(keys)


def _variables(proposal: Proposal, indent: str) -> str:
    """Write which label of the outcome is 1, where it has two."""
    told = [
        f"{quoted(column)}: {{success: {quoted(words['success'])}}}"
        for column, words in proposal.variables.items()
    ]
    return f"{indent}variables: {{{', '.join(told)}}}\n" if told else ""


_LABELS = {
    "outcome": 'label: "...", unit: "..."',
    "predictor": 'label: "...", unit: "...", centre: where the intercept is reported',
    "group": 'label: "...", for one group, plural: "..."',
}


def _rows_of(columns: list[Column]) -> int:
    return len(columns[0].labels) + columns[0].missing


def _plausible(proposal: Proposal) -> str:
    """Write the range that priors are judged by, as a comment: a table cannot tell it."""
    left = proposal.formula.partition(" ~ ")[0].partition(" | ")[0]
    outcome = proposal.roles.get("outcome") or left
    if outcome and proposal.family not in ("binomial", "bernoulli"):
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
    for model, priors in families.get(family).default_priors(prepared).items():
        text += f"    #   {model}:\n    #     priors:\n"
        for parameter, arguments in priors.items():
            numbers = ", ".join(f"{value:.4g}" for value in arguments.values())
            numbers = f"[{numbers}]" if len(arguments) > 1 else numbers
            text += f"    #       {parameter}: {{{distribution(arguments)}: {numbers}}}\n"
    return text


def _priors(facts: dict) -> str:
    """Write the default priors of a formula, as comments."""
    text = _comment(
        "All degrees of pooling are fitted. These are the default priors of partial "
        'pooling; docs/own_data.md says how "priors" has yours:',
        "    ",
    )
    priors, labels = (facts[key][PARTIAL] for key in ("priors", "prior_labels"))
    for parameter, arguments in priors.items():
        each = zip(*(np.atleast_1d(value) for value in arguments.values()), strict=True)
        for label, values in zip(labels[parameter], each, strict=True):
            numbers = ", ".join(f"{value:.4g}" for value in values)
            numbers = f"[{numbers}]" if len(values) > 1 else numbers
            prior = f"{{{distribution(arguments)}: {numbers}}}"
            text += _comment(f"- {label}: {prior}", "    ")
    return text


def run_name(path: str | Path) -> str:
    """Make a name for the results out of a file's."""
    stem = Path(path).name.split(".")[0]
    name = re.sub(r"[^A-Za-z0-9]+", "_", stem).strip("_").lower()[:40] or "study"
    return f"{name}_study" if name in config.RESERVED or name == "lecture" else name


def make(table: str, out: str | None, folder: Path) -> tuple[Path, Proposal, dict]:
    """Write the starter configuration of a table; give where, the proposal and its settings.

    Paths are relative to ``folder``, where Snakemake is to be called; it is named after the
    table, in ``config``, unless ``out`` says where.

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
    raw, columns, told = read(folder / table, table)
    alone = cells.one_column([column.name for column in columns])
    if alone and not typed(table):
        raise PoolingError(f"{table}: {alone}")
    try:
        proposal = propose(columns)
    except PoolingError as error:
        faults = [column.fault for column in columns if column.fault]
        raise PoolingError(f"{faults[0]}." if faults else f"{table}: {error}") from None
    proposal, prepared = _first_that_works(
        proposal, raw, lambda one: written(one, name, table, told), folder
    )
    settings = written(proposal, name, table, told)
    files.write_text(target, starter(proposal, settings, columns, prepared))
    return target, proposal, settings


def _first_that_works(
    proposal: Proposal, raw: tables.RawTable, settings_of: Callable, folder: Path
) -> tuple[Proposal, tuple]:
    """Prepare the table for each reading, and keep those that can be modelled.

    The first of them is given, with the others beside it, and its table and facts.

    Raises
    ------
    PoolingError
        None can be; what is said is said of the first.
    """
    works, refused, known = [], [], {}

    def read_once(path: Path, source: str, **reading) -> tables.RawTable:
        """Read the table again only where other marks or codes are said."""
        key = json.dumps(reading)
        if key not in known:
            known[key] = tables.read(path, source, **reading)
        return known[key]

    for why, each in [("", proposal), *proposal.others]:
        ((name, settings),) = config.load(settings_of(each), folder).analyses.items()
        try:
            remarks = preparation.check(name, settings, folder, read_once)
        except PoolingError as error:
            refused.append(error)
            continue
        works.append((why, each, settings, remarks))
    if not works:
        raise refused[0]
    (_, first, settings, remarks), *others = works
    if first is not proposal:
        first.careful += [
            *proposal.careful,
            f"{proposal.formula} is refused: {refused[0]}",
        ]
    first.careful += remarks
    first.others = [(why, each) for why, each, *_ in others]
    return first, families.get(settings.family).prepare(raw, settings.preparation)


def main(arguments: list[str] | None = None) -> int:
    """Write a starter configuration, say what was chosen and comes next, and look at it."""
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
    except OSError as error:
        if not jobs.unwritable(error):
            raise
        print(f"pooling: {jobs.unwritable(error)}", file=sys.stderr)
        return 1
    path, (told,) = os.path.relpath(target), settings["analyses"].values()
    print(f"Wrote {path}: family {proposal.family}, for {proposal.why['family']}.")
    for key, column in proposal.roles.items():
        print(f"  {key}: {quoted(column)} - {proposal.why[key]}")
    if proposal.formula:
        print(f"  formula: {proposal.formula}")
    for each in proposal.reasons:
        print(f"  {each}")
    for key in ("decimal", "thousands", "missing_codes"):
        if key in told:
            print(f"  {key}: {told[key]} - so the cells look")
    for each in proposal.also:
        print(f"  else: {each}")
    for why, other in proposal.others:
        what = f"{other.family}, {other.formula}" if other.formula else other.family
        print(f"  else: {what} - {why}")
    for each in proposal.careful:
        print(f"  careful: {each}")
    first = "" if places.installed() else places.activation(Path.cwd())
    first = f' (once "{first}" was typed)' if first else ""
    print(f"Read it, correct what was guessed, and look again, in seconds{first}:")
    words = f"snakemake --cores 1 --configfile {shlex.quote(path)} -- look"
    print(f"  {f'pooling look {shlex.quote(path)}' if places.installed() else words}")
    print("What the table says if the guess is right:", flush=True)
    return look_at(path)


def look_at(configuration: str) -> int:
    """Answer from the configuration as it was guessed, and give the exit code."""
    words = command.composed("look", [configuration], "1", [])
    return subprocess.call([sys.executable, "-m", "snakemake", *words])


if __name__ == "__main__":
    sys.exit(main())
