"""The report: one self-contained page of a run, in one language.

Comes in: results, figures and the texts of a lesson. Goes out: the answers of each analysis
in sentences, the page, its slides and things to play with, tables to paste. It computes
nothing that a claim or a check rests on.
"""
