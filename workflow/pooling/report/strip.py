"""What pooling did to the groups of an analysis, as a small picture beside its answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from markupsafe import Markup, escape

from pooling.basics import not_computed
from pooling.basics.files import read_rows
from pooling.checks import levels
from pooling.checks.results import Results
from pooling.figures import axes
from pooling.figures.style import COLOURS
from pooling.figures.words import Spoken, cut
from pooling.model import families
from pooling.model.names import MAXIMUM_LIKELIHOOD, NONE, PARTIAL
from pooling.report import words

WIDTH, OWN, POOLED, FOOT, HEIGHT = 320, 14, 46, 60, 78  # CSS pixels, from the top
LEFT, RIGHT = 74, 8  # of the names of the rows, and beyond the axis
FEW = 6  # groups whose intervals can be told apart
APART = 4  # pixels between two of these
MOST_LINES = 1000  # beside which others are not seen
TICKS = 3  # intervals between the numbers of the axis
PROBABILITIES = (0.0, 1.0)
MOST_OF_UNIT = 12  # letters beside the axis


@dataclass(frozen=True)
class Strip:
    """Estimates of the groups of an analysis, on their own and together.

    Attributes
    ----------
    alone, pooled : ndarray
        Shape (group,).
    ends : ndarray
        Of the central interval of 90 % of the pooled ones, shape (2, group); NaN where
        they have none.
    limits : tuple of float
        Least range of the axis.
    """

    alone: np.ndarray
    pooled: np.ndarray
    ends: np.ndarray
    limits: tuple[float, float]


def of(results: Results) -> Strip | None:
    """Collect the estimates of an analysis; None where there are none of the two kinds."""
    observed = _own(results)
    if observed is None:
        return None
    if PARTIAL in results.fits:
        every = _pooled(results)
        pooled, ends = every[0], every[1:]
    else:
        known = results.settings["options"].get(MAXIMUM_LIKELIHOOD)
        if not known:
            return None
        from pooling.model import likelihood  # and with it scipy

        rows = results.prepared.set_index("group").loc[results.groups]
        top = likelihood.interior_maximum(rows["y"], rows["N"], known["omega"])
        if not top:
            return None
        pooled, ends = top.theta, np.full((2, len(observed)), np.nan)
    drawn = [*observed, *pooled] + ([*ends.ravel()] if len(observed) <= FEW else [])
    share = levels.share(results.family)
    limits = PROBABILITIES if share else axes.around(np.array(drawn)[np.isfinite(drawn)])
    return Strip(observed, pooled, ends, limits)


def _own(results: Results) -> np.ndarray | None:
    """Estimate the groups each on its own; None where nothing does."""
    level = families.get(results.family).LEVEL
    if level is not None and level.share:
        rows = results.prepared.set_index("group").loc[results.groups]
        return (rows["y"] / rows["N"]).to_numpy()
    if NONE not in results.fits:
        return None
    fit = results.fits[NONE]
    return levels.means(results.family, NONE, fit, results.labels(NONE))


def _pooled(results: Results) -> np.ndarray:
    """Give means and ends of the groups' intervals, shape (3, group).

    The ends are known where their ranks were computed.
    """
    level, fit = families.get(results.family).LEVEL, results.fits[PARTIAL]
    if level is not None:
        names = ("mean", "q5", "q95")
        return np.array([fit.column(level.name, results.groups, each) for each in names])
    if "ranks" not in results.paths or not_computed.read(results.paths["ranks"]):
        mean = levels.means(results.family, PARTIAL, fit, results.labels())
        return np.array([mean, *np.full((2, len(mean)), np.nan)])
    ranked = read_rows(results.paths["ranks"], text=("group",))
    return np.array([[row[each] for row in ranked] for each in ("mean", "q5", "q95")])


def together(strips: list[Strip | None]) -> tuple[float, float] | None:
    """Give the ends of an axis for the analyses of a chapter; None where none is drawn."""
    ends = [strip.limits for strip in strips if strip]
    return (min(low for low, _ in ends), max(high for _, high in ends)) if ends else None


def drawn(strip: Strip, limits: tuple[float, float], named: Spoken) -> Markup:
    """Draw it: each group from its own estimate, above, to that of pooling, below."""
    language = named.language
    t = words.in_language(words.TEXT, language)
    low, high = limits

    def across(value: float) -> str:
        return f"{LEFT + (value - low) / (high - low) * (WIDTH - LEFT - RIGHT):.1f}"

    few = len(strip.alone) <= FEW
    # Groups whose lines are the same to a tenth of a pixel share one; of very many an even
    # share of their lines is drawn.
    same = {
        f"M{across(a)} {OWN}L{across(b)} {POOLED}": None
        for a, b in zip(strip.alone, strip.pooled, strict=True)
    }
    lines = "".join([*same][:: -(-len(same) // MOST_LINES)])
    intervals = "".join(
        f"M{across(a)} {at}L{across(b)} {at}"
        for place, (a, b) in enumerate(strip.ends.T)
        if few and np.isfinite([a, b]).all()
        for at in [POOLED + APART * (place - (len(strip.alone) - 1) / 2)]
    )
    places = axes.round_places(low, high, TICKS)
    texts, origin = axes.together(places, language)

    def dots(values: np.ndarray, at: int) -> str:
        # Lines of no length with round ends.
        return "".join(dict.fromkeys(f"M{across(value)} {at}h0" for value in values))

    numbers = "".join(
        f'<text class="tick" x="{across(place)}" y="{HEIGHT - 5}">{escape(text)}</text>'
        for place, text in zip(places, texts, strict=True)
    )
    spread = float(np.ptp(strip.alone)) or float(np.ptp(strip.ends)) or 1.0

    def span(values: np.ndarray) -> tuple[str, str]:
        return axes.told(values.min(), spread, language), axes.told(
            values.max(), spread, language
        )

    apart, pooled = span(strip.alone), span(strip.pooled)
    counted = strip.limits == PROBABILITIES
    own_name = t["strip_observed" if counted else "strip_own"]
    unit = "" if counted else cut(named.unit("y") or "", MOST_OF_UNIT)
    label = t["strip"].format(
        what=named.counted("probability") if counted else named.axis("y"),
        own_low=apart[0],
        own_high=apart[1],
        pooled_low=pooled[0],
        pooled_high=pooled[1],
    )
    return Markup(
        f'<svg class="strip" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{escape(label)}" style="--own: {COLOURS["none"]}; '
        f'--pooled: {COLOURS["partial"]}">'
        f'<text class="row" x="0" y="{OWN + 4}">{own_name}</text>'
        f'<text class="row" x="0" y="{POOLED + 4}">{t["strip_pooled"]}</text>'
        f'<text class="row" x="0" y="{HEIGHT - 5}">{escape(unit)}</text>'
        f'<path class="way" d="{lines}"/><path class="interval" d="{intervals}"/>'
        f'<path class="own" d="{dots(strip.alone, OWN)}"/>'
        f'<path class="pooled" d="{dots(strip.pooled, POOLED)}"/>'
        f'<path class="axis" d="M{LEFT} {FOOT}H{WIDTH - RIGHT}'
        + "".join(f"M{across(place)} {FOOT}v4" for place in places)
        + f'"/>{numbers}'
        + (
            f'<text class="origin" x="{WIDTH - RIGHT}" y="{FOOT - 2}">{escape(origin)}</text>'
            if origin
            else ""
        )
        + "</svg>"
    )
