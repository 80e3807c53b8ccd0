"""A run as a whole: what is asked, what it is made of, and how it ends.

Comes in: a configuration, and the files that a run made. Goes out: the analyses that are
planned, the record of what made them, versions that are kept, and the last lines of the
terminal. It alone knows that there is a workflow around the library.

Everywhere ``folder`` is that of a run's results, ``root`` that of the workflow, and
``width`` the columns of the terminal. ``written`` is a configuration as it was read, and
``settings`` the same, checked; ``made`` are the files of a run, those of earlier runs
included. They are not explained again.
"""
