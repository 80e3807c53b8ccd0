"""The report: one self-contained page of a run, in one language.

Comes in: results, figures and the texts of a lesson. Goes out: the answers of each analysis
in sentences, the page, its slides and things to play with, tables to paste. It computes
nothing that a claim or a check rests on.

Everywhere ``results`` is the analysis, with the files of its fits; ``models``, ``sections``,
``fits`` and ``claims`` are as the page arranges them; and ``language``, "en" or "es", is that
of the page, its words and its numbers. They are not explained again, nor are the keys of
what is arranged for a template of ``templates``: it reads them by the names that they have.
"""
