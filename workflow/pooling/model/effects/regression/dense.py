"""One matrix for each node, whose axes come last, as products of large ones want them."""

from __future__ import annotations

import numpy as np

SMALL = 64  # rows up to which inverting at once is as fast
FEW = 4  # rows up to which a step for each is faster than a call for each matrix


def lower_of(matrices: np.ndarray) -> np.ndarray:
    """Find Cholesky factors, shape (..., row, row); NaN where a matrix has none."""
    if len(matrices.T) <= FEW:
        return _by_column(matrices)
    try:
        return np.linalg.cholesky(matrices)
    except np.linalg.LinAlgError:
        if matrices.ndim == 2:
            return np.full_like(matrices, np.nan)
        return np.stack([lower_of(each) for each in matrices])


def inverse_of(lower: np.ndarray) -> np.ndarray:
    """Invert lower triangles, shape (..., row, row): by halves, so that products do it."""
    if lower.shape[-1] <= SMALL:
        return np.linalg.inv(lower)
    half, inverse = lower.shape[-1] // 2, np.zeros_like(lower)
    for part in (slice(half), slice(half, None)):
        inverse[..., part, part] = inverse_of(lower[..., part, part])
    first, last = inverse[..., :half, :half], inverse[..., half:, half:]
    inverse[..., half:, :half] = -last @ (lower[..., half:, :half] @ first)
    return inverse


def _by_column(matrices: np.ndarray) -> np.ndarray:
    """Find the same column by column, of all matrices at once."""
    lower = np.zeros_like(matrices)
    with np.errstate(invalid="ignore"):
        for k in range(matrices.shape[-1]):
            for row in range(k, matrices.shape[-1]):
                rest = matrices[..., row, k].copy()
                for before in range(k):
                    rest -= lower[..., row, before] * lower[..., k, before]
                if row == k:
                    lower[..., k, k] = np.sqrt(np.where(rest > 0, rest, np.nan))
                else:
                    lower[..., row, k] = rest / lower[..., k, k]
    return lower
