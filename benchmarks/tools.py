"""How each tool is run, and what of its work is counted as what.

A tool is compiled once for a table, and then fits it with one seed after the other:
``prepare(table, settings, store)`` -> ``fit(seed)`` -> `Draws`. All sample with one
thread, their chains one after the other, and keep the draws in memory.
"""

from __future__ import annotations

import resource
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
from pooling.exact import independent
from pooling.model import families
from pooling.sampling import collapsed, executables, fitting, toolchain

from benchmarks import models
from benchmarks.tables import MODEL, ROOT, Table


def cpu() -> float:
    """CPU seconds, user and system, of this process and its ended children."""
    used = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


def cpu_of_children() -> float:
    """CPU seconds of the ended children alone."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@dataclass
class Draws:
    """What one fit gave, and its CPU seconds.

    Attributes
    ----------
    seconds : dict of float
        ``compile``, where a tool compiles anew in each fit; ``reduce``, the table to
        sufficient statistics; ``chains``, from the start of the sampler to its last
        draw; ``effects``, the group effects drawn afterwards; ``around``, the rest of
        the call: starting values, and the draws brought into arrays.
    values : ndarray
        Shape (chain, draw, label), labels as in `Table.labels`.
    divergences : int
        Draws after warm-up that diverged.
    """

    seconds: dict[str, float] = field(
        default_factory=lambda: dict.fromkeys(
            ("compile", "reduce", "chains", "effects", "around"), 0.0
        )
    )
    values: np.ndarray | None = None
    divergences: int = 0

    @contextmanager
    def count(self, what: str):
        """Add what a block costs."""
        before = cpu()
        yield
        self.seconds[what] += cpu() - before


def _project(collapse: bool, table: Table, settings: dict, store: Path):
    """Compile one of this project's programs."""
    name = table.declared.collapsed if collapse else table.declared.program or MODEL
    program = ROOT / "stan" / families.room(table.family) / f"{name}.stan"
    found = toolchain.ensure(None, 1)
    executable = executables.check_executable(
        executables.compile_program(program, found, store)
    )

    def fit(seed: int) -> Draws:
        done = Draws()
        data, starts = table.data, None
        if collapse:
            with done.count("reduce"):
                data = collapsed.reduce(table.family, table.data, name)
        else:
            starts = fitting.starts(
                table.family, data, seed=seed, chains=settings["chains"]
            )
        before = cpu_of_children()
        with done.count("around"):
            drawn, statistics = fitting.draw(
                executable, data, inits=starts, seed=seed, sampling=settings, cores=1
            )
        # Processes of CmdStan, from their start to their last line of CSV.
        done.seconds["chains"] = cpu_of_children() - before
        done.seconds["around"] -= done.seconds["chains"]
        if collapse:
            with done.count("effects"):
                drawn = collapsed.complete(
                    table.family, table.data, draws=drawn, seed=seed, program=name
                )
        done.values = table.values(drawn)
        done.divergences = int(statistics["divergent__"].sum())
        return done

    return fit


def _exact(table: Table, settings: dict, store: Path):
    """Write the model as one by formula, and draw a few, so that all is loaded."""
    family, (response, data) = table.family, models.formula(table.family, table.data)
    shape = (settings["chains"], settings["draws"])
    own = independent.require(response, MODEL, data)
    independent.draw(own, data, count=10, rng=np.random.default_rng(0))

    def fit(seed: int) -> Draws:
        done = Draws()
        # Whatever is summed up of the table is summed up where it is first wanted.
        with done.count("chains"):
            own = independent.require(response, MODEL, data)
            drawn, *_ = independent.draw(
                own, data, count=shape[0] * shape[1], rng=independent.numbers(seed)
            )
        drawn = {
            name: values.reshape(*shape, *values.shape[1:])
            for name, values in models.of_family(family, drawn).items()
        }
        done.values = table.values(drawn)
        return done

    return fit


def _taken(done: Draws, table: Table, found) -> Draws:
    """Take over what a tool gives as ArviZ groups."""
    names = [item.name for item in table.parameters]
    done.values = table.values({name: found.posterior[name].values for name in names})
    done.divergences = int(found.sample_stats["diverging"].sum())
    return done


def _nutpie(table: Table, settings: dict, store: Path):
    """Compile a PyMC model for nutpie, and draw once so that nothing is left to do."""
    import nutpie

    model = models.pymc_model(table.family, table.data)
    compiled = nutpie.compile_pymc_model(model, backend="numba")
    shared = {"cores": 1, "progress_bar": False}
    nutpie.sample(compiled, draws=5, tune=5, chains=1, seed=0, **shared)

    def fit(seed: int) -> Draws:
        done = Draws()
        with done.count("chains"):
            found = nutpie.sample(
                compiled,
                draws=settings["draws"],
                tune=settings["warmup"],
                chains=settings["chains"],
                target_accept=settings["adapt_delta"],
                seed=seed,
                save_warmup=False,
                **shared,
            )
        return _taken(done, table, found)

    return fit


def _pymc(table: Table, settings: dict, store: Path):
    """Write the model: PyMC compiles it at the beginning of each fit."""
    import pymc as pm

    model = models.pymc_model(table.family, table.data)

    def fit(seed: int) -> Draws:
        done, marks = Draws(), {"start": cpu()}

        def mark(trace, draw) -> None:
            """Take the time of the first draw, and of the last one."""
            marks["last"] = cpu()
            marks.setdefault("first", marks["last"])

        with model:
            found = pm.sample(
                draws=settings["draws"],
                tune=settings["warmup"],
                chains=settings["chains"],
                cores=1,
                random_seed=seed,
                target_accept=settings["adapt_delta"],
                progressbar=False,
                compute_convergence_checks=False,
                callback=mark,
            )
        done.seconds |= {
            "compile": marks["first"] - marks["start"],
            "chains": marks["last"] - marks["first"],
            "around": cpu() - marks["last"],
        }
        return _taken(done, table, found)

    return fit


def _numpyro(table: Table, settings: dict, store: Path):
    """Compile a whole chain of NumPyro's NUTS once.

    Its ``MCMC.run`` would trace and compile the same chain anew in every call, which
    takes up to ten times as long as to sample; the transitions are NumPyro's own.
    """
    import jax
    from numpyro.infer import NUTS

    data = (table.data,)
    kernel = NUTS(
        models.numpyro_model(table.family), target_accept_prob=settings["adapt_delta"]
    )

    def start(key):
        return kernel.init(key, settings["warmup"], None, data, {})

    def step(state, _):
        state = kernel.sample(state, data, {})
        return state, (state.z, state.diverging)

    def chain(state):
        state = jax.lax.fori_loop(
            0, settings["warmup"], lambda _, state: step(state, None)[0], state
        )
        _, (z, diverging) = jax.lax.scan(step, state, None, length=settings["draws"])
        return jax.vmap(kernel.postprocess_fn(data, {}))(z), diverging.sum()

    compiled = jax.jit(chain).lower(start(jax.random.key(0))).compile()

    def fit(seed: int) -> Draws:
        done = Draws()
        with done.count("around"):
            keys = jax.random.split(jax.random.key(seed), settings["chains"])
            states = jax.block_until_ready([start(key) for key in keys])
        with done.count("chains"):
            chains = [jax.block_until_ready(compiled(state)) for state in states]
        drawn = {
            item.name: np.stack([each[item.name] for each, _ in chains])
            for item in table.parameters
        }
        done.values = table.values(drawn)
        done.divergences = int(sum(count for _, count in chains))
        return done

    return fit


@dataclass(frozen=True)
class Tool:
    """One tool.

    Attributes
    ----------
    prepare : callable
        See the module.
    needs : tuple of str
        Packages that it imports, before any time is taken.
    """

    prepare: Callable
    needs: tuple[str, ...] = ()


TOOLS = {
    "collapsed": Tool(partial(_project, True), ("cmdstanpy",)),
    "direct": Tool(partial(_project, False), ("cmdstanpy",)),
    "exact draws": Tool(_exact),
    "nutpie": Tool(_nutpie, ("nutpie", "pymc", "numba")),
    "NumPyro": Tool(_numpyro, ("numpyro", "jax")),
    "PyMC": Tool(_pymc, ("pymc",)),
}
OWN = ("collapsed", "direct")


def serves(tool: str, table: Table) -> bool:
    """Tell whether a tool has the model of a table; of coins the others have none."""
    if tool == "collapsed":
        return table.declared.collapsed is not None
    return tool in OWN or table.family != "coins"
