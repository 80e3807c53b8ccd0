"""What outcomes have beside what is expected of them: a scale, or degrees of freedom."""

from collections.abc import Callable
from dataclasses import dataclass

ROOT = "root"  # what the programs sample of a dispersion whose prior is that of its root


@dataclass(frozen=True, kw_only=True)
class Dispersion:
    """One of them: it is least + x^power, and the programs sample log x.

    Attributes
    ----------
    prior : str
        Distribution of its prior.
    default : callable
        Scale of the outcome -> arguments of the default prior.
    meaning : tuple of str
        What it is, in English and in Spanish.
    note : tuple of str
        What to say of its prior, likewise; empty where that speaks for itself.
    least, power : float
        See above.
    of_root : bool
        Whether the prior is that of x, and not of the value.
    rough : float or None
        What it is taken for as long as nothing is known of it; None for the spread of the
        outcomes, in whose unit it is.
    """

    prior: str
    default: Callable[[float], dict[str, float]]
    meaning: tuple[str, str]
    note: tuple[str, ...] = ()
    least: float = 0.0
    power: float = 1.0
    of_root: bool = False
    rough: float | None = None

    def prior_of(self, name: str) -> str | None:
        """Say what of it the prior is of, where that is another scale."""
        return inverse_root(name) if self.of_root else None


def inverse_root(name: str) -> str:
    """Write the inverse root of a parameter."""
    return f"1/sqrt({name})"


def scale(en: str, es: str) -> Dispersion:
    """Give the scale of outcomes, in their unit."""
    return Dispersion(
        prior="exponential",
        default=lambda scale: {"rate": 1 / scale},
        meaning=(en, es),
    )


def inverse_square(**words: tuple[str, str]) -> Dispersion:
    """Give x^-2, with a prior on x, which is 0 where outcomes scatter least."""
    return Dispersion(
        prior="exponential",
        default=lambda scale: {"rate": 1.0},
        power=-2.0,
        of_root=True,
        rough=1.0,
        **words,
    )
