"""The densities that the Stan programs are meant to sample, written without Stan.

Each family's module writes its models as the formulas state them, from their
distributions and from the Jacobian of the scale on which Stan samples. What
Stan reports as ``lp__`` may differ from it by a constant, and by nothing else.
"""

from importlib import import_module

import numpy as np

CHUNK = 2**22  # numbers per array: a large table is worked through in parts


def log_density(family: str, model: str, data: dict, draws: dict) -> np.ndarray:
    """Evaluate the log density of a program's unconstrained parameters.

    Parameters
    ----------
    family, model : str
        The program.
    data : dict
        Content of ``stan_data.json``.
    draws : dict of ndarray
        Variable -> draws, shape (draw, ...).

    Returns
    -------
    ndarray
        Shape (draw,), up to a constant that depends on the data alone.
    """
    function = import_module(f"pooling.density.{family}").LOG_DENSITIES[model]
    total = len(next(iter(draws.values())))
    step = max(1, CHUNK // len(data["y"]))
    parts = [slice(start, start + step) for start in range(0, total, step)]
    return np.concatenate(
        [
            function(data, {name: values[part] for name, values in draws.items()})
            for part in parts
        ]
    )
