"""What a fit expects to see, before and after its data, against what was seen.

In the module of a model's likelihood, or in that of its family, stand

``QUANTITY``
    what the prior check looks at: the outcome or the units' rates;
``judged(case, draws, tables, rows)``
    the same, given draws of the parameters and these rows of the tables that they give;
``statistics(data)``
    name -> function of tables of shape (draw, observation);
``replicated_statistics(case, names, most)``
    what these functions give of tables that the fit replicates;
``prior_statistics(case, names)``
    the same of tables that the priors expect, of real outcomes and models by formula;
``fits(case, name, replicates)``
    whether the model fits that, so that the table cannot stand out in it;
``new_tables(case)``
    tables whose units have new effects, where that is a check of its own;
``group_checks(case)``
    the groups against what is expected of each;
``new_group(case)``
    predictions for known groups and for a new one;
``above(case, predictions)``
    their chances to be above the threshold;

and, where units have one row, the distribution of a new unit's rate.
"""

from functools import cache, partial
from types import SimpleNamespace

from pooling.basics.errors import PoolingError
from pooling.model import families
from pooling.model.responses import get as response_of


@cache
def of(family: str, likelihood: str) -> SimpleNamespace:
    """Load the checks of a model, by its family and the distribution of its outcomes.

    Raises
    ------
    PoolingError
        Nothing is known of such outcomes.
    """
    from pooling.checks.predictive import counts, normal

    known = {"normal": normal, "binomial": counts}
    module = families.load("checks.predictive", family)
    if family not in families.NAMES:
        response = response_of(likelihood)
        counts = response.INTEGER and not response.TRIALS
        declared = {"QUANTITY": "theta" if response.TRIALS else "y"}
        declared["statistics"] = partial(module.statistics, counts=counts)
        return SimpleNamespace(**vars(module) | declared)
    if likelihood not in known:
        raise PoolingError(
            "not computed, because there are no predictive checks of outcomes with the "
            f"likelihood {likelihood}."
        )
    return SimpleNamespace(**(vars(known[likelihood]) | vars(module)))
