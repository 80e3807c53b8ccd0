"""Did the fit work? One pass over the draws, numbers first, a verdict after."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pooling.basics import files, prose
from pooling.basics.numerals import counted
from pooling.checks.verdict import PASSED
from pooling.exact import PARETO_K
from pooling.model import families, responses
from pooling.model.families.base import labels_of, present
from pooling.model.names import EXACT
from pooling.sampling import mixing

if TYPE_CHECKING:
    import pandas as pd

INDEPENDENT = "the draws are independent"  # and so what only a chain has is not computed
BY_CHANCE = 0.01  # share of fits whose largest R-hat may be above the limit by chance
# Parameters with few draws each, of which the lowest ESS is left aside. Of 300,000 with
# 4 x 249 independent draws one estimate was below 400, in the tails.
ASIDE = 10_000
TEXTS = prose.read(Path(__file__).parent / "texts" / "checks.md")
# Check -> language -> what to do.
REMEDIES = TEXTS["remedies"]


def tabulate(labels: list[str], statistics: np.ndarray) -> pd.DataFrame:
    """Lay out the summary of the declared parameters of a fit.

    R-hat is the larger of the split rank-normalised and the folded one, bulk
    and tail ESS are rank-normalised: `pooling.sampling.mixing`.

    Parameters
    ----------
    labels : list of str
        ArviZ labels.
    statistics : ndarray
        From `pooling.sampling.mixing.of_parameters`, side by side, shape (name, label).

    Returns
    -------
    DataFrame
        ``parameter``, ``mean``, ``sd``, ``q5``, ``q50``, ``q95``, ``mcse_mean``,
        ``ess_bulk``, ``ess_tail``, ``r_hat``, and ``mcse_sd``, the Monte Carlo error of
        the sd; NaN where a parameter stood still.

    Notes
    -----
    The error of an sd is that of the mean squared distance from the mean, by the
    delta method, so that it comes from the autocorrelation of the squares. That of
    the draws themselves is another: NUTS draws alternate about their mean, their
    squares do not, and in the lecture's fits an error taken from the draws is half
    of what it should be.
    """
    import pandas as pd

    columns = dict(zip(mixing.NAMES, statistics, strict=True))
    squares = columns.pop("mcse_squares")
    with np.errstate(invalid="ignore", divide="ignore"):  # it stood still
        columns["mcse_sd"] = squares / (2 * columns["sd"])
    return pd.DataFrame({"parameter": labels, **columns})


def summarise(labels: list[str], values: np.ndarray) -> pd.DataFrame:
    """Summarise draws of shape (chain, draw, label); result as of `tabulate`."""
    return tabulate(labels, mixing.of_parameters({"all": values})["all"])


def r_hat_by_chance(chains: int, draws: int, count: int) -> float:
    """Give the largest R-hat to be expected of ``count`` parameters where nothing is wrong.

    The halves of the chains of independent draws have variances between and within whose
    ratio is an F variable: Gelman and Rubin (1992), Statistical Science 7, section 3. By
    Bonferroni, over the parameters and the two forms of R-hat, as many fits as `BY_CHANCE`
    says have a larger one. It passes 1.01 for few draws of thousands of parameters; at 4 x
    1000 draws not even for a million.
    """
    from scipy.special import fdtri

    halves, length = 2 * chains, draws // 2
    level = 1 - BY_CHANCE / (2 * count)
    ratio = fdtri(halves - 1, halves * (length - 1), level)
    return float(np.sqrt((length - 1 + ratio) / length))


def _of_chains(statistics, thresholds: dict) -> tuple[dict, dict]:
    """Judge what only chains have: the checks, and the note on tree depth."""
    from arviz_stats.base import array_stats

    divergences = int(statistics["diverging"].sum())
    by_chain = array_stats.bfmi(statistics["energy"].values)
    energy, depth = float(np.min(by_chain)), statistics["tree_depth"].values
    return {
        "divergences": {
            "value": divergences,
            "threshold": thresholds["divergences"],
            "passed": divergences <= thresholds["divergences"],
        },
        "e_bfmi": {
            "value": energy,
            "by_chain": by_chain.tolist(),
            "threshold": thresholds["e_bfmi"],
            "passed": energy >= thresholds["e_bfmi"],
        },
    }, {"value": int((depth >= 10).sum()), "largest": int(depth.max())}


def _of_points(pareto_k: float | None) -> tuple[dict, dict]:
    """Judge the weights of exact draws; there are none where nothing was weighed."""
    absent = {"not_computed": INDEPENDENT}
    check = {
        "value": pareto_k,
        "threshold": PARETO_K,
        # What is not there is not large; what is no number cannot be trusted.
        "passed": pareto_k is None or bool(pareto_k <= PARETO_K),
    }
    return {"divergences": absent, "e_bfmi": absent, "pareto_k": check}, absent


def diagnose(
    summary: pd.DataFrame,
    statistics,
    thresholds: dict,
    kept: int | None = None,
    *,
    made_with: dict | None = None,
) -> dict:
    """Compare a fit with its thresholds.

    Parameters
    ----------
    summary : DataFrame
        From `tabulate`.
    statistics : Dataset
        The ``sample_stats`` group: of all draws.
    thresholds : dict
        ``r_hat``, ``ess``, ``divergences``, ``e_bfmi``. Where chance alone takes the
        largest R-hat of so many parameters further, it may go as far, and of the lowest
        ESS one in `ASIDE` is left aside.
    kept : int, optional
        Draws of each chain that are summarised; all by default.
    made_with : dict, optional
        ``sampler`` and ``pareto_k`` of exact draws, from `pooling.sampling.draws.made_with`.

    Returns
    -------
    dict
        ``chains``, ``draws`` that are kept of each, one in ``thin``; per check
        ``value``, ``threshold``, ``passed`` and, where it has one,
        the worst ``parameter``; ``r_hat`` says whether its threshold is that ``by_chance``;
        ``e_bfmi``, the lowest of all chains, has them
        ``by_chain``; ``tree_depth`` is a note on efficiency and cannot fail;
        ``verdict`` is "passed" or "failed". E-BFMI after Betancourt (2016),
        arXiv:1604.00695, section 4. Exact draws have a ``pareto_k`` of the points'
        weights, and ``not_computed``, why, in place of what only a chain has.
    """

    def extreme(column: str, worst: str, threshold: float, aside: int = 0) -> dict:
        # A parameter that never moved has no R-hat or ESS: the worst case.
        at = summary[column].isna()
        order = summary[column].nlargest if worst == "max" else summary[column].nsmallest
        place = at.idxmax() if at.any() else order(aside + 1).index[-1]
        value = summary.at[place, column]
        passed = value <= threshold if worst == "max" else value >= threshold
        return {
            "value": None if at.any() else float(value),
            "parameter": summary.at[place, "parameter"],
            "threshold": threshold,
            "passed": bool(passed),
        }

    made_with = made_with or {}
    independent = made_with.get("sampler") == EXACT
    of_chains, depth = (
        _of_points(made_with.get("pareto_k"))
        if independent
        else _of_chains(statistics, thresholds)
    )
    chains, taken = (statistics.sizes[each] for each in ("chain", "draw"))
    kept = kept or taken
    largest = max(thresholds["r_hat"], r_hat_by_chance(chains, kept, len(summary)))
    by_chance = largest > thresholds["r_hat"]
    aside = len(summary) // ASIDE if by_chance else 0
    checks = {
        "r_hat": extreme("r_hat", "max", largest) | {"by_chance": by_chance},
        "ess_bulk": extreme("ess_bulk", "min", thresholds["ess"], aside),
        "ess_tail": extreme("ess_tail", "min", thresholds["ess"], aside),
        **of_chains,
    }
    verdict = all(check.get("passed", True) for check in checks.values())
    return {
        "chains": int(chains),
        "draws": int(kept),
        "thin": int(taken // kept),
        **checks,
        "tree_depth": depth,
        "verdict": "passed" if verdict else "failed",
    }


def of_fit(
    posterior,
    statistics,
    parameters,
    *,
    labels: dict,
    thresholds: dict,
    made_with: dict | None = None,
    summed: dict | None = None,
) -> tuple:
    """Summarise the declared parameters of a fit and measure how well it worked.

    Parameters
    ----------
    posterior, statistics : Dataset
        Groups ``posterior`` and ``sample_stats`` of the fit.
    parameters : tuple of pooling.model.families.base.Parameter
        What the model declares.
    thresholds, made_with : dict
        As in `diagnose`.
    summed : dict, optional
        Parameter -> summary of more draws than are stored, as from
        `pooling.sampling.mixing.of_parameters`, and ``draws``, how many of each chain.

    Returns
    -------
    summary, errors : DataFrame
        From `tabulate`: what a reader is shown; means and sds with all digits, and their
        Monte Carlo errors.
    diagnosed : dict
        From `diagnose`; with ``stored``, the draws of each chain that are stored, where
        more were summed up.
    """
    parameters = present(parameters, labels)
    kept = posterior.sizes["draw"]
    if summed is None:
        variables = {each.name: posterior[each.name].values for each in parameters}
        summed, count = mixing.of_parameters(variables), kept
    else:
        count = summed["draws"]
    every = np.concatenate([summed[each.name] for each in parameters], axis=1)
    summary = tabulate(labels_of(parameters, labels), every)
    errors = summary[["parameter", "mean", "sd", "mcse_mean", "mcse_sd"]]
    diagnosed = diagnose(summary, statistics, thresholds, count, made_with=made_with)
    if count != kept:
        diagnosed["stored"] = int(kept)
    return summary.drop(columns="mcse_sd"), errors, diagnosed


def sampler_left(
    diagnosed: dict, other: str | None, *, family: str, models, prepared, facts
) -> str | None:
    """Say which sampler a fit that failed could have instead.

    ``other``, from `pooling.run.config.Configuration.other_sampler`; None in place of exact
    draws of a fit that passed, and where one of the ``models`` has none. ``prepared`` and
    ``facts`` are files of `pooling.table.preparation.prepare_table`.
    """
    if other != EXACT:
        return other
    if diagnosed["verdict"] == "passed":
        return None
    from pooling.table import preparation, tables

    table, known = tables.read_prepared(prepared), files.read_facts(facts)
    return None if preparation.no_exact_draws(family, models, table, known) else EXACT


def has_modes(family: str, model: str) -> bool:
    """Tell whether levels of groups may have several modes: heavy tails, and no population."""
    declared = families.get(family).MODELS[model]
    return declared.pooling == "none" and not responses.get(declared.likelihood).CONCAVE


def remedy(check: str, diagnosed: dict, language: str = "en") -> str:
    """Say what to do about a check that failed, a key of `REMEDIES`.

    ``diagnosed`` may have ``other_sampler``, which the fit could have instead: it takes a
    fraction of the time and mixes better, so it comes first; and ``several_modes``, as
    `has_modes`.
    """
    other, advice = diagnosed.get("other_sampler"), REMEDIES[check][language]
    if other:
        advice = TEXTS["other sampler"][""][language].format(other, advice)
    modes = check == "r_hat" and diagnosed.get("several_modes")
    return TEXTS["several modes"][""][language].format(advice) if modes else advice


def _shown(name: str, value: float | None) -> str:
    """Write the value of a check for the terminal."""
    if value is None:
        return "undefined"
    if name.startswith("ess"):
        return counted(value, "en")
    return format(value, ".4f" if name == "r_hat" else ".4g")


def complaint(analysis: str, model: str, diagnosed: dict) -> str | None:
    """Say in one sentence what failed first in a fit; None where nothing did."""
    for name in REMEDIES:
        check = diagnosed.get(name, {})
        if not check.get("passed", True):
            value = _shown(name, check["value"])
            parameter = check.get("parameter")
            return (
                f"{analysis}/{model}: {name} is {value}"
                + (f" for {parameter}" if parameter else "")
                + f", the threshold is {check['threshold']:g}; "
                f"{remedy(name, diagnosed)} for this analysis."
            )
    return None


def judge(analysis: str, model: str, diagnosed: dict) -> str:
    """Put the verdict on a fit into one line: that it passed, or the complaint."""
    return complaint(analysis, model, diagnosed) or f"{analysis}/{model}{PASSED}"


def one_line(diagnosed: dict) -> str:
    """Put the diagnosis of a fit into one line for the terminal."""
    r_hat = _shown("r_hat", diagnosed["r_hat"]["value"])
    sizes = [diagnosed[name]["value"] for name in ("ess_bulk", "ess_tail")]
    ess = _shown("ess", None if None in sizes else min(sizes))
    if "pareto_k" in diagnosed:
        last = (
            f"Pareto k {_shown('pareto_k', diagnosed['pareto_k']['value'])}, exact draws"
        )
    else:
        count = diagnosed["divergences"]["value"]
        last = f"{count} divergence{'s' * (count != 1)}"
    return f"{diagnosed['verdict']}, R-hat {r_hat}, ESS {ess}, {last}"
