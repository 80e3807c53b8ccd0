"""Fits in processes of their own, and the rates that come of them."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import traceback
import warnings
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import numpy as np
import pandas as pd
import psutil
from pooling.basics.errors import PoolingError

from benchmarks.tables import Table
from benchmarks.tools import TOOLS, Draws, cpu

SETTINGS = {"chains": 4, "warmup": 1000, "draws": 1000, "adapt_delta": 0.8}
# One thread for everything that would start more.
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMBA_NUM_THREADS": "1",
    "RAYON_NUM_THREADS": "1",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
    "JAX_PLATFORMS": "cpu",
}


@dataclass(frozen=True)
class Fit:
    """One finished fit.

    Attributes
    ----------
    table, tool : str
        What was fitted, and with what.
    seed : int
        Of the fit.
    compile : float
        CPU seconds, once for a table; where a tool compiles anew in each fit, of this
        one too.
    draws : Draws
        What it gave, and what it cost.
    """

    table: str
    tool: str
    seed: int
    compile: float
    draws: Draws


class Cut(Exception):
    """A fit took more than it was given and was stopped."""


def _work(pipe, tool: str, table: Table, *, settings: dict, store: Path, seeds) -> None:
    """Compile and fit, in a process of its own that leads a group of its own."""
    os.setpgrp()
    logging.disable(
        logging.WARNING
    )  # of every chain, and of divergences, which are counted
    warnings.simplefilter("ignore", FutureWarning)
    try:
        for package in TOOLS[tool].needs:
            import_module(package)
        before = cpu()
        fit = TOOLS[tool].prepare(table, settings, store)
        pipe.send(cpu() - before)
        for seed in seeds:
            pipe.send(fit(seed))
    except Exception:  # whatever it is, the one who waits must hear of it
        pipe.send(traceback.format_exc())


def cpu_of_tree(pid: int) -> float:
    """CPU seconds of another process, and of its children, ended or not."""
    spent = 0.0
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        spent = sum(process.cpu_times()[:4])
        for child in process.children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                spent += sum(child.cpu_times()[:2])
    return spent


def fits(
    table: Table,
    tool: str,
    seeds: list[int],
    *,
    settings: dict,
    store: Path,
    limit: float = np.inf,
) -> Iterator[Fit]:
    """Fit a table with one tool, in one process for all seeds.

    Parameters
    ----------
    table : Table
        What to fit.
    tool : str
        One of `benchmarks.tools.TOOLS`.
    seeds : list of int
        One after the other.
    settings : dict
        ``chains``, ``warmup``, ``draws``, ``adapt_delta``.
    store : Path
        Where this project's executables are kept.
    limit : float, optional
        CPU seconds for each fit, compilation apart.

    Yields
    ------
    Fit

    Raises
    ------
    Cut
        A fit took more than that; what the tool had started has ended.
    PoolingError
        The tool failed; the sentence carries its own words.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    worker = context.Process(
        target=_work,
        args=(theirs, tool, table),
        kwargs={"settings": settings, "store": store, "seeds": seeds},
    )
    worker.start()
    theirs.close()

    def told(most: float = np.inf):
        """Wait for what the process has to say, as long as it does not cost too much."""
        before = cpu_of_tree(worker.pid)
        while not ours.poll(1):
            if cpu_of_tree(worker.pid) - before > most:
                raise Cut
        try:
            said = ours.recv()
        except EOFError:
            said = "its process ended without a word"
        if isinstance(said, str):
            raise PoolingError(f"{table.name}: {tool} failed: {said}")
        return said

    try:
        compiled = told()
        for seed in seeds:
            done = told(limit)
            spent = compiled + done.seconds["compile"]
            yield Fit(table.name, tool, seed, spent, done)
    finally:
        if worker.is_alive():
            try:
                os.killpg(worker.pid, signal.SIGKILL)
            except ProcessLookupError:  # it has just ended, or is no leader yet
                worker.kill()
        worker.join()


def smallest_ess(values: np.ndarray, labels: list[str]) -> tuple[float, str]:
    """Find the smallest bulk ESS, and whose it is.

    Rank-normalised, of split chains: Vehtari, Gelman, Simpson, Carpenter and Buerkner
    (2021), Bayesian Analysis 16, 667-718.

    Parameters
    ----------
    values : ndarray
        Shape (chain, draw, label).
    labels : list of str
        Names.

    Returns
    -------
    ess : float
    label : str
    """
    from arviz_stats.base import array_stats

    found = array_stats.ess(values, chain_axis=0, draw_axis=1, method="bulk")
    place = int(np.argmin(found))
    return float(found[place]), labels[place]


def row(fit: Fit, labels: list[str]) -> dict:
    """Lay out what one fit cost, and what it gave for that.

    Parameters
    ----------
    fit : Fit
        A finished fit.
    labels : list of str
        Names of its values.

    Returns
    -------
    dict
        ``table``, ``tool``, ``seed``; CPU seconds ``compile``, those of
        `Draws.seconds`, ``sampling`` (to have all draws: reduce, chains, effects) and
        ``call`` (with what is around it); ``divergences``; ``ess`` and ``slowest``,
        the smallest of all parameters; ``rate`` and ``call_rate``, that ESS per CPU
        second of sampling and of the call; ``population_ess``, the smallest of what
        the groups have in common, and ``population_cost``, CPU seconds per effective
        draw of that, without the group effects where they are drawn afterwards.
    """
    spent = fit.draws.seconds
    ess, slowest = smallest_ess(fit.draws.values, labels)
    shared = [place for place, label in enumerate(labels) if "[" not in label]
    population, _ = smallest_ess(
        fit.draws.values[..., shared], [labels[place] for place in shared]
    )
    alone = spent["reduce"] + spent["chains"]
    whole = alone + spent["effects"]
    call = whole + spent["around"]
    return {
        "table": fit.table,
        "tool": fit.tool,
        "seed": fit.seed,
        "compile": fit.compile,
        **{name: spent[name] for name in ("reduce", "chains", "effects", "around")},
        "sampling": whole,
        "call": call,
        "divergences": fit.draws.divergences,
        "ess": ess,
        "slowest": slowest,
        "rate": ess / whole,
        "call_rate": ess / call,
        "population_ess": population,
        "population_cost": alone / population,
    }


def ratios(table: pd.DataFrame, column: str, of: str = "collapsed") -> pd.DataFrame:
    """Compare the rates of one tool with those of all others.

    Parameters
    ----------
    table : DataFrame
        Rows of `row`.
    column : str
        The rate.
    of : str
        The tool.

    Returns
    -------
    DataFrame
        ``table``, ``tool``, and of the ratios for each seed ``median``, ``least`` and
        ``most``; no row for a table that the tool did not fit.
    """
    wide = table.pivot(index=["table", "seed"], columns="tool", values=column)
    # In the order in which they were measured.
    wide = wide.loc[list(table["table"].unique()), list(table["tool"].unique())]
    if of not in wide:
        return pd.DataFrame(columns=["table", "tool", "median", "least", "most"])
    over = (1 / wide.drop(columns=of)).mul(wide[of], axis=0).stack().rename("ratio")
    groups = over.dropna().groupby(["table", "tool"], sort=False)
    return groups.agg(median="median", least="min", most="max").reset_index()
