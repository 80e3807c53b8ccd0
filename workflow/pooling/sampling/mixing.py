"""How well chains mix: R-hat, ESS and Monte Carlo errors of many parameters at once.

The numbers are those of ArviZ, which goes parameter by parameter: Vehtari, Gelman, Simpson,
Carpenter and Buerkner (2021), Bayesian Analysis 16, 667-718. The spread of ESS over lags is
cut off as Geyer (1992), Statistical Science 7, 473-483, has it.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from pooling.basics.blocks import blocks

CHUNK = 2**19  # numbers per array, so that a step stays in the processor's cache
FEWEST = 4  # draws of a chain
TAILS = (0.05, 0.95)
# What `summary` gives.
NAMES = ("mean", "sd", "q5", "q50", "q95")
NAMES += ("mcse_mean", "ess_bulk", "ess_tail", "r_hat", "mcse_squares")


def _in_rows(values: np.ndarray, function) -> list[np.ndarray]:
    """Give a function some parameters at a time, each with its draws side by side.

    Parameters
    ----------
    function : callable
        Draws of shape (label, chain, draw) -> arrays of shape (label,).
    """
    chains, draws, count = values.shape
    parts = [
        function(np.ascontiguousarray(np.moveaxis(values[..., part], -1, 0), float))
        for part in blocks(count, chains * draws, CHUNK) or [slice(0)]
    ]
    return [np.concatenate(each) for each in zip(*parts, strict=True)]


def _halves(rows: np.ndarray) -> np.ndarray:
    """Make two chains of each, shape (label, 2 chains, draw / 2)."""
    half = rows.shape[-1] // 2
    return np.concatenate([rows[..., :half], rows[..., -half:]], axis=1)


def _effective(rows: np.ndarray) -> np.ndarray:
    """Give the effective sample size of the mean of chains, shape (label,)."""
    from scipy.fft import irfft, next_fast_len, rfft

    count, chains, length = rows.shape
    centre = rows.mean(axis=-1)
    padded = next_fast_len(2 * length, real=True)
    power = np.abs(rfft(rows - centre[..., np.newaxis], padded)) ** 2
    lags = irfft(power.mean(axis=1), padded)[:, :length] / length
    within = lags[:, 0] * length / (length - 1)
    every = lags[:, 0] + (centre.var(axis=1, ddof=1) if chains > 1 else 0)
    rho = 1 - (within[:, np.newaxis] - lags) / every[:, np.newaxis]
    rho[:, 0] = 1
    # Pairs of lags, up to the first that is not above 0, or the last but one.
    most = max(0, -(-(length - 4) // 2))
    pairs = rho[:, : 2 * (most + 1)].reshape(count, most + 1, 2)
    sums = pairs.sum(axis=-1)
    over = ~(sums > 0)
    over[:, -1] = True
    last = over.argmax(axis=1)
    falling = np.minimum.accumulate(sums, axis=1)
    before = np.where(np.arange(most + 1) < last[:, np.newaxis], falling, 0).sum(axis=1)
    at = np.arange(count)
    even = pairs[at, last, 0]
    rest = np.where((even > 0) | (sums[at, last] >= 0), even, 0)
    size = chains * length
    sizes = size / np.maximum(2 * before + rest - 1, 1 / np.log10(size))
    sizes[np.isnan(rho[:, 1])] = np.nan
    sizes[np.ptp(rows, axis=(1, 2)) < np.finfo(float).resolution] = size
    return sizes


def _normal_scores(rows: np.ndarray) -> np.ndarray:
    """Replace draws by normal quantiles of their ranks (Blom), in the shape of the rows."""
    from scipy.special import ndtri

    flat = rows.reshape(len(rows), -1)
    size = flat.shape[1]
    order = np.argsort(flat, axis=1)
    ordered = np.take_along_axis(flat, order, axis=1)
    # Draws that are the same have the mean of their ranks: that of a half, at most.
    first = np.ones(flat.shape, dtype=bool)
    first[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    starts = np.flatnonzero(first)
    times = np.diff(starts, append=flat.size)
    table = ndtri((np.arange(2, 2 * size + 1) / 2 - 3 / 8) / (size + 1 / 4))
    scored = np.repeat(table[2 * (starts % size) + times - 1], times)
    scores = np.empty_like(flat)
    np.put_along_axis(scores, order, scored.reshape(flat.shape), axis=1)
    return scores.reshape(rows.shape)


def _between(rows: np.ndarray) -> np.ndarray:
    """Give R-hat of chains as they are, shape (label,)."""
    length = rows.shape[-1]
    between = length * rows.mean(axis=-1).var(axis=1, ddof=1)
    within = rows.var(axis=-1, ddof=1).mean(axis=1)
    return np.sqrt((between / within + length - 1) / length)


def _r_hat(halves: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Give the larger of the rank-normalised R-hat and the folded one."""
    middle = np.median(halves, axis=(1, 2), keepdims=True)
    folded = _between(_normal_scores(np.abs(halves - middle)))
    ranked = _between(scores)
    # Folded draws may all be one number, as those of two values are.
    return np.where(folded > ranked, folded, ranked)


def _unknown(rows: np.ndarray, *numbers: np.ndarray) -> list[np.ndarray]:
    """Give NaN where a draw is none, or draws are too few."""
    lost = np.isnan(rows).any(axis=(1, 2)) | (rows.shape[-1] < FEWEST)
    return [np.where(lost, np.nan, each) for each in numbers]


def r_hat(values: np.ndarray) -> np.ndarray:
    """Give the largest R-hat of each parameter, NaN of one that stood still.

    Returns
    -------
    ndarray
        Shape (label,).
    """

    def of(rows):
        halves = _halves(rows)
        return _unknown(rows, _r_hat(halves, _normal_scores(halves)))

    with np.errstate(invalid="ignore", divide="ignore"):
        return _in_rows(values, of)[0]


def ess(values: np.ndarray) -> np.ndarray:
    """Give the effective sample sizes of means; arguments as of `r_hat`."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return _in_rows(values, lambda rows: _unknown(rows, _effective(_halves(rows))))[0]


def _error(rows: np.ndarray) -> np.ndarray:
    return rows.std(axis=(1, 2), ddof=1) / np.sqrt(_effective(_halves(rows)))


def errors(values: np.ndarray) -> np.ndarray:
    """Give the Monte Carlo standard errors of means; arguments as of `r_hat`."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return _in_rows(values, lambda rows: _unknown(rows, _error(rows)))[0]


def summary(values: np.ndarray) -> dict[str, np.ndarray]:
    """Summarise the draws of many parameters.

    Returns
    -------
    dict of ndarray
        ``mean``, ``sd``, ``q5``, ``q50``, ``q95``, ``mcse_mean``, ``ess_bulk``,
        ``ess_tail``, ``r_hat``, and ``mcse_squares``, the standard error of the mean
        squared distance from the mean, each of shape (label,).
    """

    def of(rows):
        flat = rows.reshape(len(rows), -1)
        mean = flat.mean(axis=1)
        q5, q50, q95 = np.quantile(flat, [TAILS[0], 0.5, TAILS[1]], axis=1)
        halves = _halves(rows)
        scores = _normal_scores(halves)
        away = rows - mean[:, np.newaxis, np.newaxis]
        tails = [
            _effective((halves <= end[:, np.newaxis, np.newaxis]).astype(float))
            for end in (q5, q95)
        ]
        return [
            mean,
            flat.std(axis=1, ddof=1),
            q5,
            q50,
            q95,
            *_unknown(
                rows,
                _error(away),
                _effective(scores),
                np.minimum(*tails),
                _r_hat(halves, scores),
                _error(away**2),
            ),
        ]

    # 0 / 0 of a parameter that stood still, and numbers beyond all numbers.
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        return dict(zip(NAMES, _in_rows(values, of), strict=True))


def of_parameters(variables: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Summarise the draws of parameters.

    Parameters
    ----------
    variables : dict of ndarray
        Parameter -> draws, shape (chain, draw, ...).

    Returns
    -------
    dict of ndarray
        Parameter -> what `summary` gives, in the order of `NAMES`, shape (name, label).
    """
    return {
        name: np.stack(list(summary(values.reshape(*values.shape[:2], -1)).values()))
        for name, values in variables.items()
    }


def joined(
    parts: Iterable[dict], parameters, *, times: int, groups: int
) -> tuple[dict, dict]:
    """Put variables together whose groups come some at a time.

    Parameters
    ----------
    parts : iterable of dict
        Variable -> draws, shape (chain, draw, ...). Of what is not of groups the last part
        has all.
    parameters : sequence of pooling.model.families.base.Parameter
        Those that have values.
    times : int
        Of so many draws one is kept; all are summed up, where they are several.
    groups : int
        Of all parts.

    Returns
    -------
    variables : dict of ndarray
    summed : dict of ndarray
        From `of_parameters`; empty where all draws are kept.
    """
    of_groups = {each.name for each in parameters if "group" in each.dims}
    wholes: dict[str, np.ndarray] = {}
    start, variables, summaries = 0, {}, []
    for part in parts:
        if times > 1:
            names = (each.name for each in parameters)
            fresh = (name for name in names if name in of_groups or not start)
            summaries.append(of_parameters({name: part[name] for name in fresh}))
        variables = {name: each[:, times - 1 :: times] for name, each in part.items()}
        count = max((variables[name].shape[2] for name in of_groups), default=groups)
        for name in of_groups if count < groups else ():
            # Filled in place: parts kept beside the whole would take twice the memory.
            piece = variables[name]
            shape = *piece.shape[:2], groups, *piece.shape[3:]
            if name not in wholes:
                wholes[name] = np.empty(shape)
            wholes[name][:, :, start : start + count] = piece
        # A view would keep all draws.
        kept = variables.items() if times > 1 else ()
        variables |= {name: v.copy() for name, v in kept if name not in wholes}
        start += count
    summed = summaries[0] if summaries else {}
    for name in of_groups & summed.keys():
        summed[name] = np.concatenate([part[name] for part in summaries], axis=1)
    return variables | wholes, summed
