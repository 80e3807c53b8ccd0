"""The population's concentration kappa as it slides, and a new unit as it is observed."""

from __future__ import annotations

import numpy as np
from scipy.special import betaln

from pooling.exact import coins as exact
from pooling.explore.base import SIZES, Case, estimates, plain, whole

MODEL = "partial_pooling"
# From a flat population on: numbers that are easily read, in steps that grow.
KAPPAS = (2, 2.1, 2.2, 2.5, 3, 3.5, 4, 5, 6, 7, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80)
KAPPAS += (100, 120, 150, 200, 250, 300, 400, 500, 600, 800, 1000)
GRID = np.linspace(0, 1, 101)
SHARES = np.linspace(0, 1, 11)


def kappa(case: Case) -> dict | None:
    """Let the concentration run, and the posteriors of theta and omega with it.

    Returns
    -------
    dict
        ``kappa``, with ``own`` as the place of the analysis' own value; ``grid``, the
        points of the densities; ``curves``: per parameter its ``name``, ``group``
        (None for omega), ``seen`` (proportion of successes), and by kappa its ``mean``
        and its ``density``.
    """
    if MODEL not in case.data:
        return None
    data = case.data[MODEL]
    kappas = np.unique(np.append(KAPPAS, data["kappa"]))
    found = [exact.partial_pooling(data | {"kappa": k}, case.labels) for k in kappas]
    names = ["omega", *(f"theta[{label}]" for label in case.labels)]
    seen = [
        None,
        *(y / n if n else None for y, n in zip(data["y"], data["N"], strict=True)),
    ]
    return {
        "kappa": plain(kappas),
        "own": int(np.searchsorted(kappas, data["kappa"])),
        "grid": plain(GRID),
        "curves": [
            {
                "name": name.partition("[")[0],
                "group": group,
                "seen": share,
                "mean": plain([each.mean[place] for each in found]),
                "density": plain(
                    [np.interp(GRID, *each.marginals[name], 0, 0) for each in found]
                ),
            }
            for place, (name, group, share) in enumerate(
                zip(names, [None, *case.labels], seen, strict=True)
            )
        ],
    }


def new_group(case: Case) -> dict | None:
    """Let more and more be seen of a new unit.

    Returns
    -------
    dict
        ``size`` (trials), ``seen`` (share of successes), and by share and size the whole
        number of ``successes`` nearest to it and ``mean`` and ``sd`` of the unit's
        probability.
    """
    if case.grid is None or MODEL not in case.data:
        return None
    unseen = {"kappa": case.data[MODEL]["kappa"], "y": [0], "N": [0]}
    values, weights = case.grid.heavy()
    a, b = exact.shapes(unseen, values["omega"])
    n = np.array(SIZES, dtype=float)

    successes = whole(SHARES, SIZES)

    def after(y):
        own_a, own_b = a + y, b + n - y
        mean = own_a / (own_a + own_b)
        second = mean * (own_a + 1) / (own_a + own_b + 1)
        likelihood = betaln(own_a, own_b) - betaln(a, b)
        return estimates(weights, likelihood, mean, second)

    mean, sd = np.moveaxis([after(y) for y in successes], 1, 0)
    return {
        "size": list(SIZES),
        "seen": plain(SHARES),
        "successes": successes.tolist(),
        "mean": plain(mean),
        "sd": plain(sd),
    }


EXPLORATIONS = {"kappa": kappa, "new_group": new_group}
