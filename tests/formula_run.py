"""Results of an analysis by formula, made up without sampling."""

from pathlib import Path

import numpy as np
import pandas as pd
from pooling.basics import files
from pooling.checks.results import Fit, Results
from pooling.model import families
from pooling.model.families.base import labels_of
from pooling.report.answers import pairs
from pooling.sampling import draws
from pooling.table import preparation

DRAWS = (2, 300)
SPREAD = {"theta": 0.05, "beta": 0.04}  # of the draws around what they are put at


def settings_of(written: dict):
    """Check what a configuration says of an analysis."""
    return families.get(written["family"]).Settings.model_validate(written)


def drawn(declared, labels, centres, rng) -> dict[str, np.ndarray]:
    """Draw every parameter of a model around its centre; spreads stay above 0."""
    found = {}
    for parameter in declared.parameters:
        shape = tuple(len(labels[each]) for each in parameter.dims)
        if not np.prod(shape):
            continue
        centre = np.broadcast_to(centres[parameter.name], shape)
        noise = SPREAD.get(parameter.name, 0.02) * rng.standard_normal(DRAWS + shape)
        found[parameter.name] = centre + noise
    return found


def fit(folder: Path, declared, labels, *, centres, data, exact: bool) -> Fit:
    """Write made-up draws of a fit, with their summary."""
    values = drawn(declared, labels, centres, np.random.default_rng(7))
    extra = {"lprior": np.zeros(DRAWS)}
    tree = draws.dataset(
        values | extra,
        {name: np.zeros(DRAWS) for name in draws.SAMPLE_STATS},
        observed={"y": np.asarray(data["y"])},
        dims={
            name: [f"{name}_{at}" for at in range(own.ndim - 2)]
            for name, own in values.items()
        },
        coords={},
    )
    rows, flat = [], []
    for parameter in declared.parameters:
        if parameter.name in values:
            rows += labels_of((parameter,), labels)
            flat.append(values[parameter.name].reshape(DRAWS[0] * DRAWS[1], -1))
    together = np.concatenate(flat, axis=1)
    table = {"parameter": rows, "mean": together.mean(axis=0), "sd": together.std(axis=0)}
    for name, share in (("q5", 0.05), ("q50", 0.5), ("q95", 0.95)):
        table[name] = np.quantile(together, share, axis=0)
    table |= dict.fromkeys(("mcse_mean", "r_hat"), np.ones(len(rows)))
    table |= dict.fromkeys(("ess_bulk", "ess_tail"), np.full(len(rows), 600.0))
    folder.mkdir(parents=True)
    paths = {
        kind: str(folder / f"{kind}.{end}")
        for kind, end in (
            ("summary", "csv"),
            ("exact", "csv"),
            ("posterior", "nc"),
            ("stan_data", "json"),
        )
    }
    files.write_csv(paths["summary"], table)
    known = pd.DataFrame(table) if exact else pd.DataFrame(table).iloc[:0]
    files.write_csv(paths["exact"], known[["parameter", "mean", "sd"]])
    files.write_json(paths["stan_data"], data)
    draws.write(paths["posterior"], tree)
    return Fit(paths)


def make(folder: Path, written: dict, table: pd.DataFrame, centres: dict) -> Results:
    """Prepare a table, and make up the fits of all three models.

    Parameters
    ----------
    folder : Path
        Where files go.
    written : dict
        The analysis, as a configuration has it, without ``data``.
    table : DataFrame
        The raw table.
    centres : dict
        Parameter -> where its draws lie; broadcast to its shape.
    """
    raw = folder / "table.csv"
    table.to_csv(raw, index=False)
    settings = settings_of(written | {"data": str(raw)})
    paths = {
        "prepared": str(folder / "prepared.csv"),
        "facts": str(folder / "facts.json"),
    }
    family = settings.family
    preparation.prepare_table(family, settings.preparation, source=str(raw), **paths)
    labels = {role: column.model_dump() for role, column in settings.labels.items()}
    told = {
        "family": family,
        "labels": labels,
        "words": settings.wording,
        "threshold": None,
        "show": "auto",
        "options": {},
        "title": None,
        "question": None,
        "notes": [],
        "columns": settings.columns,
        "given_priors": {},
    }
    results = Results("trial", paths, {}, told)
    for model, declared in families.get(family).MODELS.items():
        told["options"][model] = dict(declared.switches)
        own = results.labels(model)
        at = folder / f"{model}.json"
        preparation.write_stan_data(
            family,
            model,
            prepared=paths["prepared"],
            facts=paths["facts"],
            given={},
            options=declared.switches,
            output=at,
        )
        results.fits[model] = fit(
            folder / model,
            declared,
            own,
            centres={"beta": np.array([centres[c] for c in own["coefficient"]])}
            | centres,
            data=files.read_json(at),
            exact=model != "complete_pooling",
        )
    partial = results.fits["partial_pooling"]
    ranked, compared = pairs.of(family, partial, results.labels())
    files.write_csv(folder / "ranks.csv", ranked)
    files.write_json(folder / "pairs.json", compared)
    results.paths |= {"ranks": str(folder / "ranks.csv")}
    results.paths |= {"pairs": str(folder / "pairs.json")}
    return results
