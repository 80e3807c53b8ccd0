"""Raw table -> prepared table -> Stan data, for a family known by name."""

from __future__ import annotations

import logging
from pathlib import Path

import pandas as pd

from pooling.basics import files, long_tables
from pooling.basics.errors import PoolingError, nearest
from pooling.model import effects, families, formula_rows, priors
from pooling.model.names import EXACT
from pooling.table import asked_rows, cells, parts, references, remarks, tables

log = logging.getLogger(__name__)

# Of a larger table the programs save no log_lik and y_rep: they come as text, one number at
# a time, and follow from the draws.
ROWS_AS_TEXT = 100


def check(analysis: str, settings, folder: Path, read=tables.read) -> list[str]:
    """Prepare the table of an analysis and throw it away, to see whether it can be.

    Parameters
    ----------
    analysis : str
        Name of the analysis.
    settings : pooling.model.families.settings.AnalysisSettings
        Its settings.
    folder : Path
        Paths of tables are relative to it.
    read : callable
        Reads a raw table, as `pooling.table.tables.read`; it may have read it before.

    Returns
    -------
    list of str
        Remarks on the table, in sentences.

    Raises
    ------
    PoolingError
        The table cannot be modelled, or a group that is to be shown is not in it.
    """
    try:
        return _checked(analysis, settings, folder, read)
    except PoolingError as error:
        if not str(error).startswith(("priors.", "models.")):
            raise
        raise PoolingError(f"analyses.{analysis}.{error}") from None


def _checked(analysis: str, settings, folder: Path, read) -> list[str]:
    """Do as `check`; faults of priors do not name the analysis."""
    said = []
    for source in settings.sources:
        asked = settings.preparation
        raw = read(folder / source, source, **asked["reading"])
        if parts.fits(settings.family, raw):
            facts = parts.prepare(settings.family, raw, asked)
            prepared = pd.DataFrame({"group": facts["group_labels"]})
        else:
            prepared, facts = families.get(settings.family).prepare(raw, asked)
        said += [f"{source}: {remarks.sentence(each)}." for each in facts["remarks"]]
        if settings.sampler == EXACT:
            _require_exact(analysis, settings, prepared, facts)
        show = getattr(settings.group, "show", "auto")
        known = set(prepared["group"].unique())
        unknown = (
            [] if show == "auto" else [g for g in show if cells.name(g) not in known]
        )
        if unknown:
            raise PoolingError(
                f'analyses.{analysis}.group.show: {source} has no group "{unknown[0]}"; '
                + nearest(unknown[0], sorted(known))
            )
        said += _beyond(analysis, settings, folder, prepared=prepared, facts=facts)
    return said


def _require_exact(analysis: str, settings, prepared, facts: dict) -> None:
    """Refuse exact draws of a table whose effects have no integral that is known."""
    family = families.get(settings.family)
    models = settings.models or family.MODELS
    why = no_exact_draws(settings.family, models, prepared, facts)
    if why:
        raise PoolingError(f"analyses.{analysis}.sampler: {why}")


def no_exact_draws(family: str, models, prepared, facts: dict) -> str | None:
    """Say why there are no exact draws of models by formula; None where there are.

    Parameters
    ----------
    family : str
        The response.
    models : iterable of str
        All of an analysis: its sampler is that of each.
    prepared : DataFrame
        The prepared table.
    facts : dict
        What was found out about it.
    """
    module = families.get(family)
    for name in models:
        model = module.MODELS[name]
        try:
            effects.need(model, module.stan_data(prepared, facts, model.switches))
        except PoolingError as error:
            return effects.refused(error)
    return None


def _beyond(analysis: str, settings, folder: Path, *, prepared, facts: dict) -> list[str]:
    """Lay out the rows that predictions are asked for, and remark on extrapolation."""
    asked = getattr(settings, "predict", [])
    if not asked:
        return []
    path = folder / asked if settings.asked_in else None
    before = f"analyses.{analysis}.{'predict: ' * bool(settings.asked_in)}"
    try:
        rows, place = asked_rows.read(asked, settings.formula, path, settings.reading)
        table = formula_rows.table_of(rows, facts, prepared, place)
    except PoolingError as error:
        raise PoolingError(f"{before}{error}") from None
    return [
        f"{before}{place(number)}: beyond the values of the table, which "
        f"says nothing of what holds there: {names}."
        for number, names in enumerate(table["extrapolated"], start=1)
        if names
    ]


def prepare_table(
    family: str,
    settings: dict,
    *,
    source: str | None,
    prepared: str | Path,
    facts: str | Path,
    shown: str | Path | None = None,
) -> None:
    """Prepare the table of an analysis, and count what was left out.

    Parameters
    ----------
    family : str
        Family of models.
    settings : dict
        ``preparation`` of the analysis' settings.
    source : str or None
        The raw table, where there is one.
    prepared, facts : path
        Files to write.
    shown : path, optional
        A file to write for people, from `pooling.table.tables.write_prepared`.
    """
    raw = tables.read(source, **settings["reading"]) if source else None
    if parts.fits(family, raw):
        counted = parts.prepare(family, raw, settings, prepared=prepared, shown=shown)
    else:
        table, counted = families.get(family).prepare(raw, settings)
        tables.write_prepared(prepared, table, shown, counted["group_labels"])
    if counted["rows_dropped"]:
        log.info(
            "%s: %d of %d rows left out, an outcome or a label is missing there.",
            source,
            counted["rows_dropped"],
            counted["rows_read"],
        )
    if counted.get("groups_dropped"):
        log.warning("Groups without a row left: %s", ", ".join(counted["groups_dropped"]))
    for remark in counted.get("remarks", []):
        log.warning("%s: %s.", source, remarks.sentence(remark))
    log.info("%(rows_used)d rows in %(groups)d groups are modelled.", counted)
    if counted["rows_used"] > long_tables.LONG:
        counted["group_labels"] = references.labels(prepared)
    files.write_json(facts, {"source": source, **counted})


def write_stan_data(
    family: str,
    model: str,
    *,
    given: dict,
    options: dict,
    prepared: str | Path,
    facts: str | Path,
    output: str | Path,
) -> str:
    """Write the data of one Stan program: the table, the priors, the switches.

    Parameters
    ----------
    family, model : str
        Which program.
    given : dict
        Priors of the configuration, checked; the family's defaults fill the
        rest.
    options : dict
        Further settings that the program takes as data.
    prepared, facts : path
        Files of `prepare_table`.
    output : path
        File to write.

    Returns
    -------
    str
        A sentence on the default priors; empty where there are none.
    """
    module, counted = families.get(family), files.read_facts(facts)
    # Those of a formula were decided with its columns, those of a long table with its sums.
    data, resolved = counted.get("stan_data"), counted.get("priors")
    if data is None:
        # Lines of the source are named where it is prepared.
        table = tables.read_prepared(prepared, *tables.names(prepared, but="row"))
        data = module.stan_data(table, counted, options)
        resolved = resolved or module.default_priors(table)
        if len(table) > long_tables.LONG:
            data = references.referred(data, table, prepared)
    data = references.beside(data, prepared, output)
    chosen = resolved[model] | given
    labels = counted.get("prior_labels", {}).get(model, {})
    written = {*given, *counted.get("priors_given", [])}
    shown = priors.one_by_one(chosen, labels)
    scales = {each.name: each.prior_of for each in module.MODELS[model].parameters}

    def text(name: str) -> str:
        return priors.text(scales.get(name) or name, shown[name])

    for parameter in shown:
        source = "given" if parameter in written else "default"
        log.info("%s, %s", text(parameter), source)
    files.write_data(
        output,
        data
        | priors.stan_data(chosen)
        | {"prior_only": 0, "per_observation": int(counted["rows_used"] <= ROWS_AS_TEXT)},
    )
    defaults = [text(name) for name in shown if name not in written]
    return f"{Path(output).parent}: default priors {'; '.join(defaults)}" * bool(defaults)
