"""One configuration for many tables: a folder of them, and one table of results.

Every analysis that reads a table is fitted to each table of the folder, as a run with
that table as its ``data`` would: the same seeds, the same draws. What a fit found goes into
rows; the draws are not kept. One job fits some tens of tables, because a job of
Snakemake costs about what a small table does.
"""

from __future__ import annotations

import csv
import hashlib
import logging
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from pooling.basics import files, jobs
from pooling.basics.errors import TYPED, PoolingError
from pooling.basics.seeds import seed_of
from pooling.model import families
from pooling.model.names import EXACT
from pooling.run import config
from pooling.sampling import executables

log = logging.getLogger(__name__)

SUFFIXES = (".csv", ".tsv", ".csv.gz", ".tsv.gz", *TYPED)
PER_JOB = 25  # tables, at most on average
# Keys of a configuration that decide what is found for a table.
DECIDING = ("seed", "sampling", "diagnostics", "analyses")
WORDS = ("title", "question")
COLUMNS = (
    "table",
    "analysis",
    "model",
    "parameter",
    "mean",
    "sd",
    "q5",
    "q95",
    "r_hat",
    "ess_bulk",
    "verdict",
    "agreement",
    "problem",
)
OF_SUMMARY = ("parameter", "mean", "sd", "q5", "q95", "r_hat", "ess_bulk")
REFUSED = "refused"


def unfit(name: str) -> str | None:
    """Say why a file's name cannot be used; None where it can."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return "its name is not UTF-8; rename the file."
    if set(name) & set("{}"):
        return "Snakemake takes braces in a name for wildcards; rename the file."
    if not name.isprintable():
        return (
            "its name has a line end or another sign without a picture; rename the file."
        )
    return None


def shown(name: str) -> str:
    """Write a file's name so that any file and terminal can hold it."""
    name = name.encode(errors="backslashreplace").decode()
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in name)


def tables_in(folder: str) -> tuple[list[str], dict[str, str]]:
    """List the tables that lie in a folder directly, by their names alone: see `SUFFIXES`.

    Returns
    -------
    tables : list of str
        Paths, sorted.
    refused : dict of str
        Name, as it can be shown, of each table that cannot be taken -> why.

    Raises
    ------
    PoolingError
        There is no such folder, or no table in it.
    """
    problem = unfit(folder)
    if problem:
        raise PoolingError(f"tables: {shown(folder)}: {problem}")
    try:
        with os.scandir(folder) as entries:
            names = sorted(
                entry.name
                for entry in entries
                if entry.name.lower().endswith(SUFFIXES)
                and not entry.name.startswith(".")
                and entry.is_file()
            )
    except OSError as error:
        raise PoolingError(
            f'tables: "{folder}": {error.strerror}; name a folder of CSV files.'
        ) from None
    if not names:
        raise PoolingError(
            f'tables: "{folder}" has no table; their names end in {", ".join(SUFFIXES)}.'
        )
    refused = {shown(name): problem for name in names if (problem := unfit(name))}
    taken = [os.path.join(os.path.normpath(folder), n) for n in names if not unfit(n)]
    return taken, refused


def parts(tables: Iterable[str]) -> dict[str, list[str]]:
    """Share tables out among jobs, in their order; no part is empty.

    The name of a table decides, so that another table more or less concerns one part. Only
    where their number passes a power of two times `PER_JOB` are all shared out again.
    """
    tables = list(tables)
    count = 1
    while count * PER_JOB < len(tables):
        count *= 2
    by_part: dict[str, list[str]] = {}
    for table in tables:
        digest = hashlib.sha256(os.path.basename(table).encode()).digest()
        part = int.from_bytes(digest[:8]) % count
        by_part.setdefault(f"{part:06d}", []).append(table)
    return dict(sorted(by_part.items()))


def deciding(written: dict) -> dict:
    """Cut a configuration, as it was read, down to what decides the rows of a table.

    That is its `DECIDING` keys; only the analyses that read a table, without their `WORDS`.
    """
    tabled = {
        name: {key: value for key, value in analysis.items() if key not in WORDS}
        for name, analysis in written["analyses"].items()
        if "data" in analysis
    }
    kept = {key: written[key] for key in DECIDING if key in written}
    return kept | {"analyses": tabled}


def programs(written: dict, settings: config.Configuration) -> list[str]:
    """Name the Stan programs that the tables may need, ``family/program``.

    Where ``sampler: auto`` decides by the table, both; none for exact draws.
    """
    needed = []
    for name, analysis in written["analyses"].items():
        sampler = analysis.get("sampler", "auto")
        if sampler == EXACT:
            continue
        checked = settings.analyses[name]
        for model, declared in settings.models(name).items():
            known = checked.collapsible and declared.collapsed
            forms = (
                [] if known and sampler == "collapsed" else [declared.program or model]
            )
            forms += [known] if known and sampler != "direct" else []
            needed += [f"{families.room(checked.family)}/{form}" for form in forms]
    return list(dict.fromkeys(needed))


def fit_tables(written: dict, tables: Iterable[str], stamps: dict[str, dict]):
    """Fit the analyses of a configuration, from `deciding`, to tables, one after the other.

    ``stamps`` has the record of each compiled ``family/program``. There is a row per table,
    analysis, model and parameter, with `COLUMNS`. A table, or a fit, that could not be done
    has one row, with the ``verdict`` "refused" and the ``problem``.
    """
    import pandas as pd

    checked = {
        name: executables.check_executable(stamp) for name, stamp in stamps.items()
    }
    rows = []
    for table in tables:
        for name, analysis in written["analyses"].items():
            of_table = {"analyses": {name: analysis | {"data": table}}}
            rows += _of_analysis(name, written | of_table, table, checked)
    return pd.DataFrame(rows, columns=COLUMNS)


def _refusal(table: str, analysis: str, model: str, error: PoolingError) -> list[dict]:
    """Give the one row of what could not be done, and say it."""
    place = "/".join(filter(None, (analysis, model)))
    log.error("%s, %s: %s", table, place, error)
    jobs.say(f"pooling: {table}, {place}: {error}")
    return [
        {
            "table": os.path.basename(table),
            "analysis": analysis,
            "model": model,
            "verdict": REFUSED,
            "problem": str(error),
        }
    ]


def _of_analysis(name: str, written: dict, table: str, executables: dict) -> list[dict]:
    """Prepare a table for an analysis and fit its models: rows of the results."""
    from pooling.table import preparation

    with tempfile.TemporaryDirectory(prefix="pooling-") as scratch:
        prepared, facts = (
            Path(scratch, n) for n in ("prepared.parquet", "prepared.json")
        )
        try:
            settings = config.load({"run": "table", **written}, Path.cwd())
            analysis = settings.analyses[name]
            preparation.prepare_table(
                analysis.family,
                analysis.preparation,
                source=table,
                prepared=prepared,
                facts=facts,
            )
        except PoolingError as error:
            return _refusal(table, name, "", error)
        rows = []
        for model in settings.models(name):
            try:
                rows += _of_fit(
                    name,
                    model,
                    settings=settings,
                    prepared=prepared,
                    facts=facts,
                    executables=executables,
                )
            except PoolingError as error:
                rows += _refusal(table, name, model, error)
    return [{"table": os.path.basename(table), **row} for row in rows]


def _of_fit(
    name: str, model: str, *, settings, prepared: Path, facts: Path, executables: dict
) -> list[dict]:
    """Fit one model as the rules do, each with the same function of the library."""
    from pooling.checks import agreement, diagnostics
    from pooling.exact import independent
    from pooling.exact.answer import answer
    from pooling.sampling import digits, fitting
    from pooling.table import preparation

    analysis, program = settings.analyses[name], settings.program_of(name, model)
    stan_data = prepared.with_name("stan_data.json")
    preparation.write_stan_data(
        analysis.family,
        model,
        given=settings.priors_of(name, model),
        options=settings.model_options(name, model),
        prepared=prepared,
        facts=facts,
        output=stan_data,
    )
    data = files.read_data(stan_data)
    labels = families.labels(analysis.family, model, files.read_facts(facts))
    learned = settings.models(name)[model]
    declared = learned.parameters
    asked = {
        "labels": labels,
        "column": analysis.group.column,
        "seed": seed_of(settings.seed, name, model),
        "sampling": settings.sampling_of(name, model),
    }
    exact_draws = settings.exact_draws(name)
    if exact_draws:
        tree = independent.fit(analysis.family, model, data, **asked)
    else:
        tree = fitting.fit(
            executables[f"{families.room(analysis.family)}/{program}"],
            data,
            parameters=declared,
            cores=1,
            family=analysis.family,
            collapse=settings.collapsed_program(name, model),
            **asked,
        )
    posterior, statistics = (
        digits.as_kept(tree[group].to_dataset())
        for group in ("posterior", "sample_stats")
    )
    parameters = [each for each in declared if each.name in posterior]
    thresholds = settings.diagnostics.model_dump(exclude={"on_failure"})
    summary, errors, diagnosed = diagnostics.of_fit(
        posterior,
        statistics,
        parameters,
        labels=labels,
        thresholds=thresholds,
        made_with=tree.attrs,
    )
    exact, _, _ = answer(analysis.family, model, data=data, labels=labels)
    _, judged = agreement.examine(
        analysis.family,
        settings.collapsed_program(name, model) or model,
        data=data,
        posterior={each.name: posterior[each.name].values for each in parameters},
        sampled_as={
            name: posterior[name].values
            for name in learned.sampled_as
            if name in posterior
        },
        lp=statistics["lp"].sel(draw=posterior["draw"]).values,
        errors=errors.set_index("parameter"),
        exact=exact.set_index("parameter"),
        fits=sum(len(settings.models(each)) for each in settings.analyses),
        independent=exact_draws,
    )
    same = {
        "analysis": name,
        "model": model,
        "verdict": diagnosed["verdict"],
        "agreement": judged["verdict"],
    }
    return [same | row for row in summary[list(OF_SUMMARY)].to_dict("records")]


def collect(paths: Iterable[str], refused: dict[str, str], output: str | Path) -> str:
    """Put the rows of all tables into one file, in the order of their names; say what is in it.

    ``paths`` are what `fit_tables` found, as CSV; ``refused`` says of tables that could not
    be taken why.

    Raises
    ------
    PoolingError
        There is no row: no folder was named, or no analysis reads a table.
    """
    blank = dict.fromkeys(COLUMNS, "")
    rows = [
        blank | {"table": files.guarded(name), "verdict": REFUSED, "problem": why}
        for name, why in refused.items()
    ]
    for path in paths:
        with open(path, encoding="utf-8", newline="") as part:
            rows += csv.DictReader(part)
    if not rows:
        raise PoolingError(
            "there is nothing to collect: name a folder of tables, --config "
            "tables=data/districts, and an analysis that reads one."
        )
    rows.sort(key=lambda row: row["table"])  # stable: models and parameters stay in order
    with (
        files.whole(output) as part,
        open(part, "w", encoding="utf-8", newline="") as lines,
    ):
        writer = csv.DictWriter(lines, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    count = len({row["table"] for row in rows})
    failed, differing, without = (
        len({(row["table"], row["analysis"], row["model"]) for row in rows if fault(row)})
        for fault in (
            lambda row: row["verdict"] == "failed",
            lambda row: row["agreement"] == "disagrees",
            lambda row: row["verdict"] == REFUSED,
        )
    )
    return (
        f"{count} tables in {output}; fits that failed their checks: {failed}, that differ "
        f"from their exact answer: {differing}; refused: {without}"
    )
