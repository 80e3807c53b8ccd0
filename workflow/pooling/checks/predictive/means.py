"""Checks of the family means."""

PER = None
