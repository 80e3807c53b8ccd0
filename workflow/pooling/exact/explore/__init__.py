"""What a reader may play with: exact answers over a range of a known number.

A family's module has ``EXPLORATIONS``, name -> function of a
`pooling.exact.explore.base.Analysis`; it returns plain numbers, or None where that lacks what
it takes.
"""

from importlib import import_module

from pooling.exact.explore.base import Analysis
from pooling.model import families


def explore(family: str, analysis: Analysis) -> dict:
    """Compute what can be played with in an analysis: name of the exploration -> numbers."""
    families.get(family)
    module = import_module(f"pooling.exact.explore.{family}")
    explored = {name: compute(analysis) for name, compute in module.EXPLORATIONS.items()}
    return {name: numbers for name, numbers in explored.items() if numbers}
