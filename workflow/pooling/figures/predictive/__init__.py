"""Predictive checks: what a model expects to see, before and after the data."""
