"""What every room stands on: errors, whole files, numerals of each language, jobs.

Comes in: nothing of this project. Goes out: one kind of error, files that are whole or
absent, results that say why they could not be computed, seeds, and jobs that live no
longer than their run. Nothing here knows a model or a table.
"""
