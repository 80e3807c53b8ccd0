"""Which sampler an analysis has, and how many draws are kept of it."""

from __future__ import annotations

from pathlib import Path

from pooling.basics.errors import PoolingError
from pooling.model import families
from pooling.model.families.settings import (
    APART,
    LEAST_SUMMED,
    AnalysisSettings,
    kept_draws,
    stored_draws,
)
from pooling.model.names import EXACT
from pooling.table import cells, columnar

# Means and lines are sampled by "auto" without the group effects, whatever the table. For
# counts, whose collapsed program may take the longer, these are the rows from which on it
# does so,
LARGE = 2000
# and the groups up to which it does so too. They say little of the spread between them,
# and where it may be next to nothing the effects and their spread make a funnel. Of
# formulas the direct program takes small steps there.
FEW = 30
# Rows from which on counts and 0/1 have exact draws where they can: a chain of
# Stan would take hours of a hundred thousand.
MANY_ROWS = 20_000
# Groups of means and lines from which on their spread has no long tail, so that the steps
# need not be small: at half the cost no chain of 200 groups without any spread diverged.
MANY = 200
# Steps where what has no effects of groups, or few groups, leaves spreads a long tail.
SMALL_STEPS = 0.99
# Where each group of a formula stands alone: of a hundred groups of one to three counts two of
# three fits had one divergence at 0.9, and none of five at this.
STEPS_ALONE = 0.97
TWO = 2  # draws that a collapsed program takes for each that is kept: they cost little
# What only a chain has.
OF_CHAINS = ("warmup", "thin", "adapt_delta", APART)


def chosen(
    name: str, analysis: AnalysisSettings, settings, folder: Path
) -> AnalysisSettings:
    """Resolve what the size of the raw table decides: the sampler, and the draws.

    ``settings`` are those of the run, all of its analyses checked; the analysis is given
    back with a sampler that is not "auto", and the draws of its fits.

    Raises
    ------
    PoolingError
        None of its models has the sampler that is asked for.
    """
    models = settings.models(name).values()
    collapsible = analysis.collapsible and any(model.collapsed for model in models)
    if analysis.sampler == "collapsed" and not collapsible:
        raise PoolingError(
            f"analyses.{name}.sampler: none of the models of this analysis has a program "
            'that is "collapsed"; leave the key out.'
        )
    if analysis.sampler == EXACT:
        _require_exact(name, analysis)
    sampler, kept = analysis.sampler, {}
    said = {"draws", "thin"} & (
        settings.sampling.model_fields_set | analysis.sampling.model_fields_set
    )
    formula = analysis.family not in families.NAMES
    always = families.get(analysis.family).COLLAPSED
    free = "adapt_delta" not in settings.sampling.model_fields_set
    # To count a table takes as long as to read it.
    counted = formula and analysis.sampling.adapt_delta is None
    counted &= {"collapsed": always, "direct": free}.get(sampler, False)
    if sampler != "auto" and said and not counted:
        return analysis
    rows, groups = _size(analysis, folder)
    if sampler == "auto":
        few = analysis.rows is None and groups <= FEW
        collapse = collapsible and (always or few or rows >= LARGE)
        sampler = "collapsed" if collapse else "direct"
        asked = any(getattr(analysis.sampling, key) is not None for key in OF_CHAINS)
        long = rows >= MANY_ROWS and not asked
        if long and analysis.summed and _numbers(analysis, folder):
            sampler = EXACT
    if not said:
        widths = (
            sum(declared.per_group for declared in model.parameters) for model in models
        )
        # A likelihood alone is not sampled.
        each = analysis.coefficients * max(widths, default=0)
        chains = analysis.sampling.chains or settings.sampling.chains
        width = chains * groups * each
        kept = kept_draws(settings.sampling.draws, width, LEAST_SUMMED)
        kept["thin"] = max(kept["thin"], TWO * (sampler == "collapsed"), analysis.taken)
        if sampler == EXACT:  # no more are taken than are kept
            del kept["thin"]
            if analysis.sampler == "auto":  # each is worth one
                kept["draws"] = LEAST_SUMMED
        else:
            kept = stored_draws(kept, width)
    written = analysis.sampling
    if written.adapt_delta is None:
        if sampler == "collapsed" and always and groups >= MANY:
            kept["adapt_delta"] = settings.sampling.adapt_delta
        if free and formula and sampler == "direct" and groups <= FEW and rows < LARGE:
            kept["adapt_delta"] = SMALL_STEPS
    sampling = written.model_copy(update=kept)
    return analysis.model_copy(update={"sampler": sampler, "sampling": sampling})


def remarks(name: str, written: dict, settings) -> list[str]:
    """Say that the size of a table decided for exact draws of an analysis as it was read."""
    if not settings.exact_draws(name) or written.get("sampler") == EXACT:
        return []
    return [
        f"analyses.{name}: of {MANY_ROWS} rows or more its draws are exact and "
        'independent, not Stan\'s; "sampler: direct" samples it with Stan.'
    ]


def _require_exact(name: str, analysis: AnalysisSettings) -> None:
    """Refuse exact draws of what has none, and settings of chains beside them."""
    if analysis.family in families.NAMES:
        raise PoolingError(
            f'analyses.{name}.sampler: "exact" is for models by formula, whose exact answer '
            f"is made of points that draws can be taken from; that of {analysis.family} is a "
            "grid, so write a formula, or leave the key out."
        )
    for key in OF_CHAINS:
        if getattr(analysis.sampling, key) is not None:
            raise PoolingError(
                f"analyses.{name}.sampling.{key}: exact draws are independent, and have no "
                "chain that it could be a setting of; leave the key out."
            )


def _numbers(analysis: AnalysisSettings, folder: Path) -> bool:
    """Say whether the columns that slopes are of begin with numbers, not with words."""
    for name in analysis.slopes:
        stored = columnar.read(folder / analysis.data, analysis.data, analysis.separator)
        first = str(stored.take([cells.name(name)])[0][0])
        try:
            float(first)
        except ValueError:
            return False
    return True


def _size(analysis: AnalysisSettings, folder: Path) -> tuple[int, int]:
    """Count the rows and the groups of an analysis' raw table."""
    if analysis.rows is not None:
        return analysis.rows, analysis.rows
    stored = columnar.read(folder / analysis.data, analysis.data, analysis.separator)
    return len(stored.places), stored.different(analysis.group_columns)
