"""A user's table, read strictly: from the bytes of a file to the rows that are modelled.

Comes in: the file that a configuration names, and the columns that it gives a role. Goes
out: a prepared table with the same columns whatever they were called, remarks on what is
doubtful, or one sentence that names file, row and column.
"""
