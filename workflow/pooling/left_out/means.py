"""Left-out data of the family means."""

from pooling.families.means import COEFFICIENTS
from pooling.left_out import normal


def given(model, data: dict, rows=slice(None), kept=slice(None)):
    """Predict observations and groups; see `pooling.left_out.normal.given`."""
    return normal.given(model, COEFFICIENTS, data, rows, kept)
