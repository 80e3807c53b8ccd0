"""Simulation-based calibration of the Stan programs.

A truth is drawn from the prior, a table from the truth, and the table is fitted by the
same program. The truth is then one more draw from the posterior, so its rank among the
draws is uniform: Talts et al. (2018), arXiv:1804.06788. Not so where the program's model,
its replicates or the sampling disagree. The log likelihood is ranked besides the
parameters, for a posterior that ignores its table has uniform ranks in all of these: Modrak,
Moon, Kim, Buerkner, Huurre, Faltejskova, Gelman and Vehtari (2023), "Simulation-based
calibration checking for Bayesian computation: the choice of test quantities shapes
sensitivity", Bayesian Analysis, advance publication.
"""

from __future__ import annotations

import logging
import tempfile
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from pooling.basics.errors import PoolingError
from pooling.basics.seeds import seed_of
from pooling.checks.calibration import chains, designs, ranks
from pooling.model import density, families
from pooling.model.families.base import labels_of, present
from pooling.sampling import collapsed

log = logging.getLogger(__name__)

WARMUP = 500
DRAWS = 1000
ADAPT_DELTA = 0.98  # nobody looks at each refit
PRIOR_THINS = (20, 80, 320)  # the prior's draws for a truth; the first that is enough
LOG_LIKELIHOOD = "log_lik"


def quantities(
    family: str, model: str, data: dict, draws: dict
) -> tuple[list[str], np.ndarray]:
    """Lay the declared parameters and the log likelihood side by side.

    It gives their labels, ``mu_alpha``, ``alpha[1]``, ..., ``log_lik``, and the values,
    shape (draw, label), of draws of the variables.
    """
    # What is a copy has the ranks of the other.
    declared = families.get(family).MODELS[model].parameters
    dims = families.numbered(family, model, data)
    originals = present([each for each in declared if each.copy_of is None], dims)
    labels = labels_of(originals, dims)
    blocks = [draws[each.name].reshape(len(draws[each.name]), -1) for each in originals]
    # What the outcome adds to the density is the log likelihood, up to a constant.
    with_outcome, without = (
        density.log_density(family, model, data | {"prior_only": switch}, draws)
        for switch in (0, 1)
    )
    blocks.append((with_outcome - without)[:, np.newaxis])
    return [*labels, LOG_LIKELIHOOD], np.concatenate(blocks, axis=1)


@dataclass(frozen=True)
class Truths:
    """Independent draws of the prior, each with a table that it made.

    Attributes
    ----------
    draws : dict of ndarray
        Variable -> truths, shape (simulation, ...); ``y_rep`` has the tables.
    facts : dict
        ``draws`` of the chain, ``thin``, its ``smallest_ess_bulk`` and its
        ``divergences``.
    """

    draws: dict[str, np.ndarray]
    facts: dict


@dataclass(frozen=True)
class Recovered:
    """What one simulation found.

    Attributes
    ----------
    truth : ndarray
        Shape (quantity,).
    values : ndarray
        Draws, shape (draw, quantity); none of them where the chain died.
    divergences : int
        Divergent transitions.
    """

    truth: np.ndarray
    values: np.ndarray
    divergences: int = 0

    @property
    def failed(self) -> bool:
        """Whether the chain died."""
        return not len(self.values)

    @cached_property
    def ess(self) -> np.ndarray:
        """Bulk ESS of each quantity; NaN where the chain died."""
        if self.failed:
            return np.full(len(self.truth), np.nan)
        return ranks.effective(self.values)


def draw_truths(
    family: str,
    model: str,
    *,
    design,
    executable: str,
    simulations: int,
    seed: int,
    folder,
) -> Truths:
    """Draw truths and their tables, ``simulations`` of them, from the program itself.

    ``folder`` is for its files.

    Raises
    ------
    PoolingError
        The chain died, or never comes to independent draws.
    """
    # Without data the group effects hang on the population alone.
    switches = {"prior_only": 1, "per_observation": 1}
    data = density.standardised(design.stan_data(family, model, **switches))
    for thin in PRIOR_THINS:
        draws = simulations * thin
        chain = chains.sample(
            executable,
            data,
            seed=seed,
            warmup=2 * WARMUP,
            draws=draws,
            adapt_delta=ADAPT_DELTA,
            folder=folder,
        )
        parameters = quantities(family, model, data, chain.draws)[1][:, :-1]
        smallest = float(ranks.effective(parameters).min())
        if smallest >= simulations:
            facts = {
                "draws": draws,
                "thin": thin,
                "smallest_ess_bulk": smallest,
                "divergences": chain.divergences,
            }
            kept = {
                name: values[thin - 1 :: thin] for name, values in chain.draws.items()
            }
            return Truths(kept, facts)
    raise PoolingError(
        f"{family}/{model}: draws of the prior depend on one another over more than "
        f"{thin} iterations, so that no independent truths can be had from it."
    )


def calibrate(
    family: str,
    label: str,
    *,
    executables: list[str],
    simulations: int,
    groups: int,
    per_group: int,
    seed: int,
) -> tuple[pd.DataFrame, dict]:
    """Calibrate one program.

    Parameters
    ----------
    family, label : str
        The program, as in `pooling.model.families.calibrated`.
    executables : list of str
        What the direct program was compiled to, and the collapsed one where that is asked
        about: the first makes the tables, the last fits them.
    simulations : int
        Truths, tables and refits.
    groups, per_group : int
        Size of the tables.
    seed : int
        Seed of the run.

    Returns
    -------
    table : DataFrame
        A row for each simulation and quantity: ``simulation``, ``quantity``, ``truth``,
        ``rank`` (normalised) and ``ess_bulk`` (both empty where the refit failed), and
        the refit's ``divergences``.
    verdict : dict
        Settings, counts, p-values and the verdict, of plain values.
    """
    model = label.removesuffix(families.COLLAPSED)
    program = families.get(family).MODELS[model].collapsed if label != model else None
    design = designs.of(family, groups, per_group)
    kind = design.table["y"].dtype
    refits = []

    def seed_for(what) -> int:
        return seed_of(seed, "sbc", family, label, str(what))

    with tempfile.TemporaryDirectory(prefix="pooling-") as folder:
        truths = draw_truths(
            family,
            model,
            design=design,
            executable=executables[0],
            simulations=simulations,
            seed=seed_for("prior"),
            folder=folder,
        )
        for number in range(simulations):
            y = truths.draws["y_rep"][number].astype(kind)
            data = design.stan_data(family, model, y, prior_only=0, per_observation=0)
            one = {name: drawn[[number]] for name, drawn in truths.draws.items()}
            labels, truth = quantities(family, model, data, one)
            try:
                chain = chains.sample(
                    executables[-1],
                    collapsed.reduce(family, data, program) if program else data,
                    seed=seed_for(number),
                    warmup=WARMUP,
                    draws=DRAWS,
                    adapt_delta=ADAPT_DELTA,
                    folder=folder,
                )
            except PoolingError as error:
                log.error("simulation %d: %s", number + 1, error)
                refits.append(Recovered(truth[0], np.empty((0, len(labels)))))
                continue
            draws = chain.draws
            if program:
                one_chain = {name: values[np.newaxis] for name, values in draws.items()}
                seeded = {"seed": seed_for(number), "program": program}
                both = collapsed.complete(family, data, draws=one_chain, **seeded)
                draws = {name: values[0] for name, values in both.items()}
            values = quantities(family, model, data, draws)[1]
            refits.append(Recovered(truth[0], values, chain.divergences))
    table, verdict = examine(labels, refits, np.random.default_rng(seed_for("ranks")))
    return table, {
        "family": family,
        "model": label,
        "simulations": simulations,
        "groups": groups,
        "per_group": per_group,
        "prior": truths.facts,
        "warmup": WARMUP,
        "draws": DRAWS,
        **verdict,
    }


def examine(labels: list[str], refits: list[Recovered], rng) -> tuple[pd.DataFrame, dict]:
    """Rank the truths of all simulations among thinned draws, count what went wrong, and judge.

    Returns
    -------
    table : DataFrame
        As from `calibrate`.
    verdict : dict
        ``thin``, ``ranks`` (draws among which a truth is ranked), ``divergences`` and
        the simulations that have any, the simulations whose draws are still
        ``dependent`` after thinning, those that ``failed``, and the judgement.
    """
    alive = [refit for refit in refits if not refit.failed]
    draws = min((len(refit.values) for refit in alive), default=0)
    apart = np.array([draws / refit.ess.min() for refit in alive])
    thin = ranks.thinning(apart, draws)
    all_ranks = [
        np.full(len(labels), np.nan)
        if refit.failed
        else ranks.normalised(refit.truth, refit.values[thin - 1 :: thin], rng)
        for refit in refits
    ]
    shape = (len(refits), len(labels))
    table = {
        "simulation": np.arange(len(refits))[:, np.newaxis] + 1,
        "quantity": np.array(labels),
        "truth": [refit.truth for refit in refits],
        "rank": all_ranks,
        "ess_bulk": [refit.ess for refit in refits],
        "divergences": np.array([refit.divergences for refit in refits])[:, np.newaxis],
    }
    columns = {
        name: np.broadcast_to(values, shape).ravel() for name, values in table.items()
    }
    divergences = [refit.divergences for refit in refits]
    ranked = np.array(
        [each for each, r in zip(all_ranks, refits, strict=True) if not r.failed]
    )
    failed = len(refits) - len(alive)
    return pd.DataFrame(columns), {
        "thin": thin,
        "ranks": draws // thin,
        "divergences": sum(divergences),
        "simulations_with_divergences": sum(each > 0 for each in divergences),
        "dependent": int((apart > thin).sum()),
        "failed": failed,
        **ranks.judge(labels, ranked.reshape(-1, len(labels)), failed),
    }


def sentence(verdict: dict) -> str:
    """Say what was found about one program, from the verdict of `calibrate`."""
    worst = min(verdict["p_values"], key=verdict["p_values"].get)
    return (
        "{family}/{model}: {verdict} in {simulations} simulations, {divergences} "
        "divergences in {simulations_with_divergences} of them, {dependent} dependent, "
        "{failed} failed, smallest p-value {smallest_p_value:.2g}".format(**verdict)
        + f" ({worst}) of {len(verdict['p_values'])}"
    )


def together(verdicts: list[dict]) -> pd.DataFrame:
    """Put the verdicts on all programs into one table.

    A row has settings, counts, how many ``quantities``, the smallest p-value, its threshold
    and the verdict.
    """
    nested = ("prior", "p_values", "verdict")
    return pd.DataFrame(
        [
            {key: value for key, value in verdict.items() if key not in nested}
            | {"quantities": len(verdict["p_values"]), "verdict": verdict["verdict"]}
            for verdict in verdicts
        ]
    )
