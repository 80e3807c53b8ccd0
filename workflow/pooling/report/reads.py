"""Which models an answer reads, beside partial pooling: a first look waits for no others."""

from __future__ import annotations

from pooling.model import families, responses
from pooling.model.names import COMPLETE, LEARNED_KAPPA, NONE, PARTIAL

# Room of a family -> models.
READS = {
    "coins": (LEARNED_KAPPA,),
    "means": (NONE,),
    "lines": (COMPLETE, NONE),
    "rates": (COMPLETE, NONE),
    "regression": (NONE,),
}


def models(family: str, fitted: list[str]) -> list[str]:
    """Name the models whose exact answers a first look reads.

    By a formula the groups of other than normal outcomes are integrated out by quadrature.
    Without pooling those whose outcomes are all alike have a posterior as wide as its
    prior: that takes several times as long as all the rest, for a sentence that can wait.

    Parameters
    ----------
    fitted : list of str
        Its models.
    """
    if PARTIAL not in fitted:
        return fitted
    read, declared = READS[families.room(family)], families.get(family).MODELS
    return [
        model
        for model in fitted
        if model == PARTIAL or (model in read and _closed(declared[model]))
    ]


def _closed(model) -> bool:
    """Say whether its groups take no quadrature whose nodes grow with their width."""
    return model.design == "columns" or responses.closed(model.likelihood)
