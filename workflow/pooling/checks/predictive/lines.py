"""Checks of the family lines: predictions run over its predictor."""

PER = "x"
