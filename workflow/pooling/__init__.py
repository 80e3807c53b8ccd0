"""Pooling: hierarchical Bayesian models from a table to a checked report.

The rooms stand in the order in which the data flow through them; each imports from itself
and from rooms before it, and says in its first lines what comes in and what goes out.
"""

ROOMS = (
    "basics",
    "model",
    "table",
    "sampling",
    "exact",
    "checks",
    "claims",
    "figures",
    "report",
    "run",
)
