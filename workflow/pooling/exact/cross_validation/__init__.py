"""Observations and groups left out: how well the others predict them."""
