"""How near estimates come to the truth, where a table was simulated and it is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pooling.checks.results import Results
from pooling.model.names import PARTIAL


@dataclass(frozen=True)
class Errors:
    """Absolute errors of two estimates of each unit's rate, in the order of the groups.

    Attributes
    ----------
    raw, partial : ndarray
        Of the raw rates, and of the posterior means of partial pooling, exact ones
        where they were computed; shape (unit,).
    """

    raw: np.ndarray
    partial: np.ndarray

    @property
    def gain(self) -> np.ndarray:
        """How much nearer partial pooling comes to the truth, shape (unit,)."""
        return self.raw - self.partial

    @property
    def closer(self) -> int:
        """Units of which partial pooling comes nearer to the truth."""
        return int((self.gain > 0).sum())

    @property
    def gain_error(self) -> float:
        """Standard error of the mean gain, over the units of this table."""
        return float(self.gain.std(ddof=1) / np.sqrt(len(self.gain)))


def errors(results: Results) -> Errors | None:
    """Measure the errors of one table of rates; None where the truth is not known."""
    if "p_true" not in results.prepared:
        return None
    table = results.prepared.set_index("group").loc[results.groups]
    true = table["p_true"].to_numpy()
    raw = (table["y"] / table["N"]).to_numpy()
    pooled = results.fits[PARTIAL].column("p", results.groups)
    return Errors(np.abs(raw - true), np.abs(pooled - true))
