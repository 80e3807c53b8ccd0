"""What the report says about each family's models, one module per family.

A module has ``TOLD``, a `pooling.report.chapters.base.Told`. Models by formula share one.
"""

from pooling.model import families
from pooling.report.chapters.base import Told


def of(family: str) -> Told:
    """Give what is said of the analyses of a family."""
    return families.load("report.chapters", family).TOLD
