"""What is modelled: families, their priors, and their densities without Stan.

Comes in: the settings of an analysis, checked. Goes out: the models of a family with
their parameters, what its table needs, the data of its Stan programs, and the log density
that each program states, written a second time. Nothing here reads a user's file.
"""
