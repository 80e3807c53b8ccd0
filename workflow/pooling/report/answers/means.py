"""Answers of means: those of all normal outcomes."""

from pooling.report.answers.normal import answer

__all__ = ["answer"]
