"""Where the modes of groups lie at the next nodes, from those of the nodes before."""

from __future__ import annotations

import numpy as np

SPARE = 2  # times as many modes as a plane needs, before there is one


class Guess:
    """A plane through the modes at some nodes, by least squares.

    Attributes
    ----------
    wanted : bool
        Whether modes are worth guessing: nodes are taken one or a few at a time.
    middle : tuple or None
        Rows at a middle node, and the modes there, once they are known.
    """

    def __init__(self, wanted: bool):
        self.wanted = wanted
        self.middle: tuple | None = None
        self._seen: list[np.ndarray] = []
        self._modes: list[np.ndarray] = []
        self._plane: np.ndarray | None = None

    @staticmethod
    def _terms(values: dict) -> np.ndarray:
        columns = [value.reshape(len(value), -1) for value in values.values()]
        return np.column_stack([np.ones(len(columns[0])), *columns])

    def at(self, values: dict) -> np.ndarray | None:
        """Guess the modes, shape (K, node or 1, group); None where nothing is known."""
        if not self._modes:
            return None
        if self._plane is None:
            return self._modes[-1][:, -1:]
        heights = np.tensordot(self._plane, self._terms(values), (0, 1))
        return np.clip(np.moveaxis(heights, -1, 1), *self._range)

    def learn(self, values: dict, modes: np.ndarray) -> None:
        """See the modes of some nodes, shape (K, node, group)."""
        if not self.wanted or self._plane is not None:
            return
        self._seen.append(self._terms(values))
        self._modes.append(modes)
        seen = np.concatenate(self._seen)
        if len(seen) < SPARE * seen.shape[1]:
            return
        modes = np.moveaxis(np.concatenate(self._modes, axis=1), 1, 0)
        flat = modes.reshape(len(modes), -1)
        self._plane = np.linalg.lstsq(seen, flat)[0].reshape(-1, *modes.shape[1:])
        low, high = modes.min(axis=0), modes.max(axis=0)
        # Not far beyond what was seen.
        self._range = tuple(
            each[:, np.newaxis] for each in (2 * low - high, 2 * high - low)
        )
