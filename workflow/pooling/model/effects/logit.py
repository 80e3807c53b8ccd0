"""Effects of units with counts: log odds from a normal population, by quadrature.

The integral of a unit, binomial times normal, has no closed form; it is over one number,
and its integrand has one mode.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import bdtr, expit, ndtr

from pooling.model.effects.binomial import POINTS, Counts, order_statistics

NODES = 97  # of the integral over a unit's log odds
REACH = 9.0  # its half-width in population sds: exp(-40) of the peak is left out


def modes(y, n, mu, sigma) -> np.ndarray:
    """Find the mode of each unit's log odds: Newton's steps, kept in a bracket.

    Parameters
    ----------
    y, n, mu, sigma : ndarray
        Successes, trials and population of the log odds, of shapes that broadcast.
    """
    low, high = mu + sigma**2 * (y - n), mu + sigma**2 * y
    mode = np.clip(np.log((y + 0.5) / (n - y + 0.5)), low, high)
    for _ in range(100):
        p = expit(mode)
        slope = y - n * p - (mode - mu) / sigma**2
        low, high = np.where(slope > 0, mode, low), np.where(slope > 0, high, mode)
        step = mode + slope / (1 / sigma**2 + n * p * (1 - p))
        step = np.where((step < low) | (step > high), (low + high) / 2, step)
        if np.all(np.abs(step - mode) <= 1e-9 * sigma):
            break
        mode = step
    return step


def lay_nodes(y, n, mu, sigma, *, nodes: int = NODES):
    """Lay nodes over the log odds of units, given their population.

    The integrand, binomial times normal, falls at least as fast as the normal
    on both sides of its mode, so the reach of the nodes is known; they stand
    closer near the mode, by alpha = mode + s sinh(u) with s from the curvature
    there.

    Parameters
    ----------
    mu, sigma : ndarray
        Population of the log odds, shape (place,).
    nodes : int
        Odd number of nodes.

    Returns
    -------
    alpha, weights : ndarray
        Nodes and their posterior mass, shape (place, node, unit).
    log_likelihood : ndarray
        Log probability of each unit's outcome given the population, without the
        binomial coefficient, shape (place, unit).
    """
    y, n = np.asarray(y), np.asarray(n)
    mu, sigma = np.asarray(mu)[:, np.newaxis], np.asarray(sigma)[:, np.newaxis]
    mode = modes(y, n, mu, sigma)
    p = expit(mode)
    scale = 1 / np.sqrt(1 / sigma**2 + n * p * (1 - p))
    end = np.arcsinh(REACH * sigma / scale)
    places = np.linspace(-1, 1, nodes)[:, np.newaxis, np.newaxis]
    alpha = mode + scale * np.sinh(end * places)
    log_joint = y * alpha - n * np.logaddexp(0, alpha) - 0.5 * ((alpha - mu) / sigma) ** 2
    peak = log_joint[nodes // 2]
    weights = np.exp(log_joint - peak) * np.cosh(end * places)
    mass = weights.sum(axis=0)
    step = 2 * end / (nodes - 1)
    log_likelihood = peak + np.log(mass * step * scale / (sigma * np.sqrt(2 * np.pi)))
    return alpha, weights / mass, log_likelihood


def units(y, n, mu, sigma, *, nodes: int = NODES):
    """Integrate over the log odds of units, given their population.

    Parameters
    ----------
    mu, sigma : ndarray
        Population of the log odds, shape (node,).
    nodes : int
        Odd number of nodes.

    Returns
    -------
    log_likelihood : ndarray
        Log probability of each unit's outcome given the population, without the
        binomial coefficient, shape (node, unit).
    moments : dict
        ``alpha`` and ``p`` -> (mean, variance), shape (node, unit).
    """
    alpha, weights, log_likelihood = lay_nodes(y, n, mu, sigma, nodes=nodes)

    def moments(values):
        mean = (weights * values).sum(axis=0)
        return mean, (weights * (values - mean) ** 2).sum(axis=0)

    return log_likelihood, {"alpha": moments(alpha), "p": moments(expit(alpha))}


def draw_log_odds(y, n, mu, sigma, *, rng: np.random.Generator) -> np.ndarray:
    """Draw log odds from exp(y a) / (1 + exp(a))^n Normal(a | mu, sigma).

    The density is log-concave: below its value at the mode and below its tangents,
    in logarithms, at sqrt(2) widths to both sides of it. The envelope, flat between
    two exponential tails, is drawn from, and a draw is kept with the probability
    density / envelope: Gilks and Wild (1992), Applied Statistics 41, section 2. At
    those tangents 8 of 9 draws from a normal density are kept.

    Parameters
    ----------
    y, n, mu, sigma : ndarray
        Successes, trials and population, of one shape.

    Returns
    -------
    ndarray
        A draw for each, without any approximation.
    """
    y, n, mu, sigma = (
        np.array(each, float).ravel() for each in np.broadcast_arrays(y, n, mu, sigma)
    )
    mode = modes(y, n, mu, sigma)
    p = expit(mode)
    scale = 1 / np.sqrt(1 / sigma**2 + n * p * (1 - p))

    def log_density(t, at):
        """Log density and its slope, at t widths from the mode."""
        a = mode[at] + scale[at] * t
        away = (a - mu[at]) / sigma[at]
        height = y[at] * a - n[at] * np.logaddexp(0, a) - 0.5 * away**2
        slope = scale[at] * (y[at] - n[at] * expit(a) - away / sigma[at])
        return height, slope

    everything = slice(None)
    top, _ = log_density(0.0, everything)
    left, rise = log_density(-np.sqrt(2), everything)
    right, fall = log_density(np.sqrt(2), everything)
    # Where the tangents reach the height of the mode.
    low = -np.sqrt(2) + (top - left) / rise
    high = np.sqrt(2) + (top - right) / fall
    areas = np.stack([1 / rise, high - low, -1 / fall])
    bounds = np.cumsum(areas, axis=0) / areas.sum(axis=0)
    drawn = np.empty(len(mode))
    waiting = np.arange(len(mode))
    while len(waiting):
        u, v = rng.random((2, len(waiting)))
        tail = rng.standard_exponential(len(waiting))
        first, second = bounds[0, waiting], bounds[1, waiting]
        place = (u - first) / (second - first)
        t = low[waiting] + place * (high - low)[waiting]
        t = np.where(u < first, low[waiting] - tail / rise[waiting], t)
        t = np.where(u > second, high[waiting] - tail / fall[waiting], t)
        envelope = np.where((u < first) | (u > second), -tail, 0)
        height = log_density(t, waiting)[0] - top[waiting]
        kept = np.log(v) <= height - envelope
        chosen = waiting[kept]
        drawn[chosen] = mode[chosen] + scale[chosen] * t[kept]
        waiting = waiting[~kept]
    return drawn


@dataclass(frozen=True)
class Effects:
    """Log odds of units, integrated out given their population.

    Attributes
    ----------
    counts : Counts
        Outcomes of the units, or with complete pooling of all of them together.
    prior : tuple of float
        Mean and sd of the log odds where nothing is learned of their population.
    """

    model: object
    counts: Counts
    prior: tuple[float, float] | None

    @classmethod
    def of(cls, model, data: dict) -> Effects:
        """Build them from a model and the content of its ``stan_data.json``."""
        learned = model.pooling == "partial"
        prior = None if learned else (data["prior_alpha_mean"], data["prior_alpha_sd"])
        return cls(model, Counts.of(data["y"], data["N"]), prior)

    @property
    def hyperparameters(self) -> tuple[str, ...]:
        """What the units have in common."""
        if self.model.pooling == "complete":
            return ("alpha",)
        return ("mu_alpha", "sigma_alpha") if self.prior is None else ()

    def population(self, values: dict) -> tuple[np.ndarray, np.ndarray]:
        """Give mean and sd of the log odds at some nodes, shape (node,) each."""
        if self.prior is None:
            return values["mu_alpha"], values["sigma_alpha"]
        return tuple(np.full(1, value, dtype=float) for value in self.prior)

    def together(self) -> Effects:
        """Take all units for one, as complete pooling does."""
        y, n = (self.counts.repeats @ each for each in (self.counts.y, self.counts.n))
        return replace(self, counts=Counts.of([y], [n]))

    def lay(self, values: dict, nodes: int = NODES) -> tuple[np.ndarray, ...]:
        """Lay nodes over the log odds of each outcome; see `lay_nodes`."""
        counts = self.counts.y, self.counts.n
        return lay_nodes(*counts, *self.population(values), nodes=nodes)

    def given(self, values: dict, nodes: int = NODES) -> tuple[np.ndarray, dict]:
        """Integrate over the log odds of each outcome; see `units`."""
        counts = self.counts.y, self.counts.n
        return units(*counts, *self.population(values), nodes=nodes)

    def log_likelihood(self, values: dict, nodes: int = NODES) -> np.ndarray:
        """Give the log likelihood of the population, up to a constant, shape (node,)."""
        return self.given(values, nodes)[0] @ self.counts.repeats

    def moments(self, values: dict, nodes: int = NODES) -> dict[str, tuple]:
        """Give mean and variance of the log odds and rates, shape (node, unit)."""
        return {
            name: tuple(moment[:, self.counts.place] for moment in pair)
            for name, pair in self.given(values, nodes)[1].items()
        }

    def draw(self, values: dict, rng, used: bool = True) -> tuple[np.ndarray, ...]:
        """Draw the log odds of all units: one array, shape (draw, unit)."""
        place = self.counts.place
        y, n = used * self.counts.y[place], used * self.counts.n[place]
        mu, sigma = (each[:, np.newaxis] for each in self.population(values))
        return (draw_log_odds(y, n, mu, sigma, rng=rng).reshape(-1, len(place)),)

    @property
    def width(self) -> int:
        """Numbers that one node takes when units are left out."""
        return max(NODES, POINTS) * len(self.counts.y)

    def without(self, values: dict) -> tuple[np.ndarray, np.ndarray]:
        """Predict the outcomes of units from all the others, shape (node, unit)."""
        y, n, place = self.counts.y, self.counts.n, self.counts.place
        if self.model.pooling == "complete":
            alpha = values["alpha"][:, np.newaxis]
            log_density = y * alpha - n * np.logaddexp(0, alpha)
            below = np.where(y > 0, bdtr(np.maximum(y - 1, 0), n, expit(alpha)), 0)
        else:
            points, weights = order_statistics(y, n)
            log_odds = np.log(points) - np.log1p(-points)
            mu, sigma = (
                each[:, np.newaxis, np.newaxis] for each in self.population(values)
            )
            log_density = self.lay(values)[2]
            below = np.nan_to_num(ndtr((log_odds - mu) / sigma) @ weights)
        log_density = log_density + self.counts.log_ways
        return log_density[:, place], below[:, place]

    @property
    def sizes(self) -> np.ndarray:
        """Trials of each unit."""
        return self.counts.n[self.counts.place]

    shared_by = ("sigma_alpha", "p")

    def share(self, values: dict) -> dict[str, np.ndarray]:
        """Give the weight of the population in the log odds of the units, by draw.

        As with normal outcomes, the information being N p (1 - p).
        """
        information = self.sizes * values["p"] * (1 - values["p"])
        return {
            "alpha": 1 / (1 + values["sigma_alpha"][:, np.newaxis] ** 2 * information)
        }
