"""When a prediction of left-out data is to be trusted."""

from pooling.exact import PARETO_K

# Degrees of pooling whose groups have a prior that nothing is learned about.
UNLEARNED = ("none", "fixed")
# The posterior without a part may lie where the exact nodes end; the share of it on
# their fringe bounds what is missing beyond. Measured on a runner of the lecture's
# races who decides the scales: with 3 % on the fringe of one axis the elpd was 0.01
# off, with 2 % on that of four axes 0.0001.
FRINGE = 0.05


def unsure(table):
    """Find predictions that neither draws nor nodes give reliably.

    That is in tables as from `pooling.exact.cross_validation.tables.leave_out` where draws
    have a k above 0.7, or more than 5 % of the posterior without the part lies where the
    nodes end.
    """
    exact = table["method"] == "exact"
    return ~exact & ~(table["pareto_k"] <= PARETO_K) | exact & (table["fringe"] > FRINGE)
