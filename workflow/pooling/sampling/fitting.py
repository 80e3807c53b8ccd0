"""Fits: a compiled program, its data and a seed become draws."""

from __future__ import annotations

import itertools
import logging
import re
import shutil
import signal
import tempfile
from collections.abc import Collection, Iterable, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pooling.basics.errors import PoolingError
from pooling.basics.files import whole
from pooling.basics.long_tables import Read
from pooling.model.families.base import present
from pooling.model.families.settings import summed_draws
from pooling.sampling import collapsed, executables

if TYPE_CHECKING:
    from pooling.model.families.base import Parameter

log = logging.getLogger(__name__)

# Dimensions that would clash with names that the files of draws use themselves.
RESERVED = frozenset({"chain", "draw", "observation", "new_observation", "group"})
LEARNED = 2  # degree of pooling, in the data of models by formula
DIGITS = 18  # enough to give every double back, so lp__ can be recomputed exactly


def dimension(column: str, taken) -> str:
    """Name the dimension of the groups after their column, without a clash."""
    name = column.replace("/", "_").strip() or "group"
    return f"{name}_label" if name in RESERVED or name in taken else name


def _roots(family: str) -> dict[str, str]:
    """Name what is sampled of parameters whose prior is that of their inverse root."""
    from pooling.model import families
    from pooling.model.dispersion import ROOT, inverse_root

    return {
        each.name: ROOT
        for model in families.get(family).MODELS.values()
        for each in model.parameters
        if each.prior_of == inverse_root(each.name)
    }


def starts(
    family: str, data: dict, *, seed: int, chains: int
) -> list[dict[str, float | list[float]]]:
    """Choose where the chains start with what must be positive.

    Stan draws such a start between exp(-2) and exp(2), in whatever unit; from there a
    chain loses its way to a standard deviation of a million. These are drawn so in
    units of their prior's mean, those of slopes by group in units that move the level at
    the means of the predictors by no more than that of the levels' own sd. All other
    parameters have units in the programs.

    Parameters
    ----------
    family : str
        Of the fit.
    data : dict
        Of its program.
    seed : int
        Of the fit.
    chains : int
        Chains to start.

    Returns
    -------
    list of dict
        For each chain, variable with an exponential prior -> start, a list where it has
        several places.
    """
    import numpy as np

    rng = np.random.default_rng(seed)
    roots = _roots(family)
    rates = {
        roots.get(match[1], match[1]): np.asarray(data[key])
        for key in data
        if (match := re.fullmatch(r"prior_(\w+)_rate", key))
        and f"prior_{match[1]}_shape" not in data  # gamma, and without a unit
    }
    if data.get("pooling", LEARNED) != LEARNED:  # there is no population
        rates.pop("sd", None)
    elif "sd" in rates and "B" in data:
        # Far from 0 of a predictor a slope moves the level of a group by far more than the
        # outcomes do, and counts have no end there that a step would find back from.
        moved = np.abs(data["B"])[0] * rates["sd"][0]
        rates["sd"] = np.maximum(rates["sd"], moved)
    return [
        {
            name: (np.exp(rng.uniform(-2, 2, rate.shape)) / rate).tolist()
            for name, rate in rates.items()
            if rate.size
        }
        for _ in range(chains)
    ]


@contextmanager
def _run(
    executable: str,
    data: dict,
    *,
    inits: list[dict] | None,
    seed: int,
    sampling: dict,
    chains: Sequence[int],
    cores: int,
):
    """Run some chains of a compiled program; arguments as in `draw`.

    The number of a chain, from 1, says which stream of random numbers it has, and
    where it starts: it is the same chain alone and with the others.

    Yields
    ------
    cmdstanpy.CmdStanMCMC
        Its output is in a folder that goes afterwards.
    """
    import cmdstanpy

    logging.getLogger("cmdstanpy").setLevel(logging.WARNING)
    with tempfile.TemporaryDirectory(prefix="pooling-") as scratch:
        try:
            run = cmdstanpy.CmdStanModel(exe_file=executable).sample(
                data=data,
                chains=len(chains),
                chain_ids=list(chains),
                parallel_chains=min(cores, len(chains)),
                seed=seed,
                iter_warmup=sampling["warmup"],
                iter_sampling=sampling["draws"] * sampling.get("thin", 1),
                adapt_delta=sampling["adapt_delta"],
                sig_figs=DIGITS,
                inits=inits and [inits[chain - 1] for chain in chains],
                output_dir=scratch,
                show_progress=False,
            )
        except RuntimeError as error:
            log.error("%s", error)
            ended = re.search(r"retcodes=\[(.*)\]", str(error))
            if ended and str(-signal.SIGILL) in ended[1].split(", "):
                raise executables.illegal(executable) from None
            told = [line.strip() for line in str(error).splitlines() if line.strip()]
            lines = [line for line in told if not line.startswith("Consider re-running")]
            raise PoolingError(f"the sampler stopped: {(lines or told)[-1]}") from None
        yield run


def _read(run, sampling: dict) -> tuple[dict, dict]:
    """Read the output of all chains; result as of `draw`."""
    import numpy as np

    thin = sampling.get("thin", 1)
    shape = (sampling["chains"], sampling["draws"] * thin)
    variables = {
        name: np.reshape(values, shape + np.shape(values)[1:])[:, thin - 1 :: thin]
        for name, values in run.stan_variables().items()
    }
    statistics = {
        name: np.transpose(values) for name, values in run.method_variables().items()
    }
    return variables, statistics


def draw(
    executable: str,
    data: dict,
    *,
    inits: list[dict] | None,
    seed: int,
    sampling: dict,
    cores: int,
) -> tuple[dict, dict]:
    """Run a compiled program.

    Parameters
    ----------
    executable : str
        Compiled Stan program.
    inits : list of dict or None
        Where each chain starts, from `starts`; None for a program that has it among
        its data.
    seed : int
        Seed of the fit; each chain derives its own.
    sampling : dict
        ``chains``, ``warmup``, ``draws``, ``adapt_delta`` and, if not 1, ``thin``.
    cores : int
        Chains that run at once; the draws do not depend on it.

    Returns
    -------
    variables : dict of ndarray
        Stan variable -> draws that are kept, shape (chain, draw, ...).
    statistics : dict of ndarray
        CmdStan's sampler columns for all draws, shape (chain, draw): what went wrong
        between two that are kept did go wrong.

    Raises
    ------
    PoolingError
        A chain died; the sentence carries the sampler's own words.
    """
    asked = {"inits": inits, "seed": seed, "sampling": sampling, "cores": cores}
    chains = range(1, sampling["chains"] + 1)
    with _run(executable, data, chains=chains, **asked) as run:
        return _read(run, sampling)


def _refuse_others(chain: str | Path, seed: int, sampling: dict) -> None:
    """Refuse a chain that another run has made; its output says what it was asked."""
    asked = {
        "seed": seed,
        "num_warmup": sampling["warmup"],
        "num_samples": sampling["draws"] * sampling.get("thin", 1),
    }
    with open(chain, encoding="utf-8") as lines:
        head = "".join(itertools.takewhile(lambda line: line.startswith("#"), lines))
    for name, value in asked.items():
        match = re.search(rf"\b{name} = (\d+)", head)
        if not match or int(match[1]) != value:
            raise PoolingError(
                f"{chain} is a chain of another run ({name} {match and match[1]}, not "
                f"{value}); delete it and type the same command again."
            )


def _given(family: str, data: dict, *, seed: int, sampling: dict, collapse: str | None):
    """Give a program its data and the starts of its chains."""
    if collapse:  # the starts are among the data
        return collapsed.reduce(family, data, collapse), None
    import numpy as np

    # The rows of a long table, and not what they come to.
    data = {name: values for name, values in data.items() if name != "sums"}
    data = {n: np.asarray(v) if isinstance(v, Read) else v for n, v in data.items()}
    return data, starts(family, data, seed=seed, chains=sampling["chains"])


def sample_chain(
    executable: str,
    data: dict,
    *,
    seed: int,
    sampling: dict,
    chain: int,
    output: str | Path,
    family: str,
    collapse: str | None = None,
) -> None:
    """Run one chain of a fit by itself, and keep the sampler's output for `fit`.

    Parameters
    ----------
    executable, data, seed, sampling, family, collapse
        As in `fit`.
    chain : int
        Its number, from 1.
    output : path
        File to write, ``.csv``.

    Raises
    ------
    PoolingError
        As in `fit`.
    """
    given, inits = _given(family, data, seed=seed, sampling=sampling, collapse=collapse)
    asked = {"inits": inits, "seed": seed, "sampling": sampling, "cores": 1}
    with (
        _run(executable, given, chains=[chain], **asked) as run,
        whole(output) as part,
    ):
        shutil.copyfile(run.runset.csv_files[0], part)


def kept(variables: dict, names) -> dict:
    """Choose what is kept of the variables of a program: what is read.

    Of those that are neither parameters nor predictions, standardised effects follow from
    the parameters, and so do the numbers of each observation
    (`pooling.sampling.pointwise`).

    Parameters
    ----------
    variables : dict of ndarray
        Stan variable -> draws.
    names : collection of str
        Parameters, and what else is wanted.
    """
    from pooling.sampling.draws import group_of

    return {
        name: values
        for name, values in variables.items()
        if name in names or group_of(name)[0] in ("log_prior", "predictions")
    }


def named(variables: dict, parameters, labels: dict, column: str) -> tuple[dict, dict]:
    """Name the dimensions of all draws, those of the parameters as they are declared.

    Parameters
    ----------
    variables : dict of ndarray
        Stan variable -> draws, shape (chain, draw, ...).
    parameters, labels, column
        As in `fit`.

    Returns
    -------
    dims : dict
        Variable -> names of its dimensions after chain and draw.
    coords : dict
        Dimension -> labels.
    """
    import numpy as np

    from pooling.sampling.draws import GENERATED

    used = {dim for each in parameters for dim in each.dims}
    taken = used - {"group"} | set(variables)
    names = {dim: dimension(dim, variables) for dim in used}
    names["group"] = dimension(column, taken)
    declared = {each.name: [names[dim] for dim in each.dims] for each in parameters}
    dims = {
        name: declared.get(
            name, [f"{name}_dim_{place}" for place in range(values.ndim - 2)]
        )
        for name, values in variables.items()
        if name not in GENERATED
    }
    dims |= {"y": ["observation"], "y_new": ["new_observation"]}
    coords = {names[dim]: labels[dim] for dim in used}
    for name in {"log_lik", "y_rep"} & set(variables):
        coords["observation"] = np.arange(variables[name].shape[2])
    return dims, coords


def fit(
    executable: str,
    data: dict,
    *,
    parameters: Sequence[Parameter],
    labels: dict[str, list[str]],
    column: str,
    seed: int,
    sampling: dict,
    cores: int,
    family: str,
    collapse: str | None = None,
    keep: Collection[str] | None = None,
    chain_files: Iterable[str | Path] = (),
):
    """Sample a posterior with NUTS.

    Parameters
    ----------
    executable : str
        Compiled Stan program.
    data : dict
        Data of the direct program.
    parameters : sequence of Parameter
        What the model declares, with the dimensions of each.
    labels : dict
        Dimension -> labels, in the order of the program's vectors.
    column : str
        Name of the groups' dimension in the draws.
    seed : int
        Seed of the fit; each chain derives its own.
    sampling : dict
        As in `draw`.
    cores : int
        Chains that run at once; the draws do not depend on it.
    family : str
        Of the program.
    collapse : str, optional
        Name of the program where it is one that leaves the group effects out.
    keep : collection of str, optional
        Variables of the program that are kept beside the parameters, the predictions and
        the priors' density; without it all are.
    chain_files : iterable of path
        What `sample_chain` wrote for each chain, in order; without it the chains run
        now. The draws are the same.

    Returns
    -------
    DataTree
        See `pooling.sampling.draws.dataset`.

    Raises
    ------
    PoolingError
        A chain died; the sentence carries the sampler's own words. Or a chain that ran
        apart is another run's.
    """
    import xarray as xr

    from pooling.model import outcomes
    from pooling.sampling import mixing
    from pooling.sampling.draws import SUMMED, dataset

    there = present(parameters, labels)
    count = len(labels.get("group", ()))
    times = summed_draws(sampling, count)
    sampling = sampling | {
        "draws": sampling["draws"] * times,
        "thin": sampling.get("thin", 1) // times,
    }
    if collapse:
        log.info("%s samples from sufficient statistics.", collapse)
    if chain_files:
        import cmdstanpy

        for chain in chain_files:
            _refuse_others(chain, seed, sampling)
        run = cmdstanpy.from_csv(list(map(str, chain_files)))
        variables, statistics = _read(run, sampling)
    else:
        given, inits = _given(
            family, data, seed=seed, sampling=sampling, collapse=collapse
        )
        variables, statistics = draw(
            executable, given, inits=inits, seed=seed, sampling=sampling, cores=cores
        )
    parts = [variables]
    if collapse:
        parts = collapsed.by_groups(
            family, data, draws=variables, seed=seed, program=collapse
        )
    if keep is not None:
        names = {*keep, *(each.name for each in parameters)}
        parts = (kept(part, names) for part in parts)
    if times > 1:
        log.info(
            "%d draws of each chain are summed up, %d are stored: groups are many.",
            sampling["draws"],
            sampling["draws"] // times,
        )
    variables, summed = mixing.joined(parts, there, times=times, groups=count)
    dims, coords = named(variables, parameters, labels, column)
    seen, places = outcomes.observed(data)
    tree = dataset(
        variables, statistics, observed=seen, dims=dims, coords=places | coords
    )
    if summed:
        tree[SUMMED] = xr.DataTree(
            xr.Dataset(
                {
                    name: (("statistic", f"{name}_label"), each)
                    for name, each in summed.items()
                },
                attrs={"draws": sampling["draws"]},
            )
        )
    return tree
