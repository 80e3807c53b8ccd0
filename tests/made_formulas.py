"""Small analyses by formula with made-up draws: all files that figures read, no sampler."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from pooling.basics import files
from pooling.checks.predictive.base import Case
from pooling.checks.predictive.new_group import new_group_check
from pooling.checks.predictive.posterior import posterior_check
from pooling.checks.predictive.prior import prior_check
from pooling.checks.results import Fit, Results
from pooling.model import families, responses
from pooling.model.families.base import labels_of
from pooling.model.names import COMPLETE, NONE, PARTIAL
from pooling.sampling import draws
from pooling.table import preparation
from response_examples import EXAMPLES

CHAINS, DRAWS = 2, 200
MODELS = (COMPLETE, NONE, PARTIAL)


def table(
    family: str, groups=4, each: int = 6, *, seed: int = 1, names=None
) -> pd.DataFrame:
    """Simulate a table: ``y`` (``n``, ``error``), ``x``, ``kind``, ``level`` and ``unit``.

    Parameters
    ----------
    family : str
        The response.
    groups, each : int
        Groups, and rows of a group on average; no two sizes need be alike.
    seed : int
        Of the numbers.
    names : list of str, optional
        Labels of the groups.
    """
    rng = np.random.default_rng(seed)
    names = names or [f"g{at + 1:03d}" for at in range(groups)]
    sizes = rng.integers(max(2, each // 2), each * 3 // 2 + 1, len(names))
    place = np.repeat(np.arange(len(names)), sizes)
    x = rng.normal(3, 1.5, len(place)).round(2)
    kind = rng.choice(["a", "b"], len(place))
    level = rng.normal(0, 1, len(names)).round(2)[place]
    own, slope = rng.normal(0, 0.6, len(names)), rng.normal(0.3, 0.2, len(names))
    eta = own[place] + slope[place] * (x - 3) + 0.4 * (kind == "b") + 0.3 * level
    response, n = responses.get(family), rng.integers(3, 12, len(place))
    if responses.single(family):
        n = np.ones_like(n)
    error = 0.2 + 0.05 * n
    known = {"trials": n, "error": error, None: 1}[response.BESIDE]
    y = response.draw(eta, EXAMPLES[family].dispersion, known, rng)
    return pd.DataFrame(
        {
            "y": y if response.INTEGER else np.round(y, 3),
            "n": n,
            "error": error,
            "x": x,
            "kind": kind,
            "level": level,
            "weeks": rng.integers(1, 9, len(place)),
            "item": rng.choice(["i1", "i2", "i3"], len(place)),
            "unit": np.array(names, dtype=object)[place],
        }
    )


def _made_up(data: dict, declared, rng) -> dict[str, np.ndarray]:
    """Make up draws of a model: what the rough fit says, and effects beside it."""
    count = CHAINS * DRAWS
    used = np.flatnonzero(data["used"])
    location = np.array(data["location"])[used]
    unit = np.array(data["unit"])[np.ix_(used, used)]
    found = {"beta": location + rng.standard_normal((count, len(used))) @ unit.T}
    K, J = data["K"], data["J"]
    if declared.pooling != "complete":
        effects = rng.normal(0, 0.5, (J, K))
        noise = rng.normal(0, 0.2, (count, J, K))
        centre = np.zeros((count, K))
        if declared.pooling == "partial":
            known = np.hstack([np.zeros((count, 1)), found["beta"]])
            centre = known[:, data["place"]]
            found["sd"] = 0.5 * np.exp(rng.normal(0, 0.1, (count, K)))
            if data["correlated"]:
                found["cor"] = rng.uniform(-0.2, 0.6, (count, K * (K - 1) // 2))
        wider = 1.0 if declared.pooling == "partial" else 1.5
        found["theta"] = centre[:, np.newaxis] + wider * (effects + noise)
    for name, value in EXAMPLES[declared.likelihood].dispersion.items():
        found[name] = value * np.exp(rng.normal(0, 0.1, count))
    if data["H"]:
        found["sd_further"] = np.exp(rng.normal(-1, 0.2, (count, data["H"])))
        found["further"] = rng.normal(0, 0.2, (count, data["L"]))
    return {k: v.reshape(CHAINS, DRAWS, *v.shape[1:]) for k, v in found.items()}


def _summary(labels: list[str], values: np.ndarray) -> pd.DataFrame:
    flat = values.reshape(-1, values.shape[-1])
    q5, q50, q95 = np.quantile(flat, [0.05, 0.5, 0.95], axis=0)
    return pd.DataFrame(
        {
            "parameter": labels,
            "mean": flat.mean(axis=0),
            "sd": flat.std(axis=0, ddof=1),
            "q5": q5,
            "q50": q50,
            "q95": q95,
            "mcse_mean": 0.01,
            "ess_bulk": 400.0,
            "ess_tail": 400.0,
            "r_hat": 1.0,
        }
    )


def analysis(folder: Path, family: str, formula: str, raw: pd.DataFrame, **more):
    """Write all files of an analysis.

    Parameters
    ----------
    folder : Path
        Where.
    family, formula : str
        What is modelled.
    raw : DataFrame
        The table.
    **more
        Further keys of the configuration.

    Returns
    -------
    Results
    """
    source = folder / "raw.csv"
    raw.to_csv(source, index=False)
    written = {"family": family, "formula": formula, "data": str(source), **more}
    own = families.get(family)
    settings = own.Settings(**written)
    paths = {"prepared": folder / "prepared.parquet", "facts": folder / "prepared.json"}
    preparation.prepare_table(family, settings.preparation, source=str(source), **paths)
    labels = {role: column.model_dump() for role, column in settings.labels.items()}
    labels["group"].pop("show")
    results = Results(
        "made",
        {name: str(path) for name, path in paths.items()},
        {},
        {
            "family": family,
            "labels": labels,
            "words": settings.wording,
            "threshold": settings.threshold and settings.threshold.model_dump(),
            "show": settings.group.show,
        },
    )
    for seed, model in enumerate(MODELS):
        results.fits[model] = _fit(folder / model, results, model, seed)
    return results


def _fit(folder: Path, results: Results, model: str, seed: int) -> Fit:
    """Write the files of one fit."""
    folder.mkdir()
    family = results.settings["family"]
    declared = families.get(family).MODELS[model]
    preparation.write_stan_data(
        family,
        model,
        given={},
        options=declared.switches,
        prepared=results.paths["prepared"],
        facts=results.paths["facts"],
        output=folder / "stan_data.json",
    )
    data = files.read_json(folder / "stan_data.json")
    values = _made_up(data, declared, np.random.default_rng(seed))
    statistics = {"divergent__": np.zeros((CHAINS, DRAWS))}
    tree = draws.dataset(
        values, statistics, observed={"y": np.array(data["y"])}, dims={}, coords={}
    )
    draws.write(folder / "posterior.nc", tree)
    own = [each for each in declared.parameters if each.name in values]
    labels = labels_of(own, results.labels(model))
    beside = draws.beside(values[each.name] for each in own)
    summary = _summary(labels, beside)
    summary.to_csv(folder / "summary.csv", index=False)
    # Exact means that are not those of the draws.
    exact = summary[["parameter", "mean", "sd"]].assign(mean=summary["mean"] + 0.01)
    exact.to_csv(folder / "exact.csv", index=False)
    names = ("stan_data.json", "posterior.nc", "summary.csv", "exact.csv")
    return Fit.of(str(folder / name) for name in names)


def checked(results: Results, model: str = PARTIAL) -> Results:
    """Check the predictions of a fit, and give it alone, as its own figures get it.

    Parameters
    ----------
    results : Results
        From `analysis`.
    model : str
        Which fit.
    """
    fit = results.fits[model]
    folder = Path(fit.files["posterior"]).parent
    rng, rows = np.random.default_rng(3), len(fit.stan_data["y"])
    left_out = {"elpd": -1.0, "pareto_k": 0.1, "source": "psis", "pit": rng.random(rows)}
    left_out["unsettled"] = 0
    pd.DataFrame(left_out).to_csv(folder / "left_out.csv", index=False)
    fit.files["left_out"] = str(folder / "left_out.csv")
    threshold = (results.settings["threshold"] or {}).get("value")
    case = Case(
        family=results.settings["family"],
        model=model,
        fit=fit,
        labels=results.groups,
        seed=1,
        threshold=threshold,
    )
    for name, check in (
        ("prior_predictive", prior_check),
        ("posterior_predictive", posterior_check),
        ("predictive_new_group", new_group_check),
    ):
        files.write_json(folder / f"{name}.json", check(case))
        fit.files[name] = str(folder / f"{name}.json")
    return Results(results.analysis, results.paths, {model: fit}, results.settings)
