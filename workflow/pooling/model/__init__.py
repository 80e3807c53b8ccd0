"""What is modelled: families, their priors, and their densities without Stan.

Comes in: the settings of an analysis, checked. Goes out: the models of a family with
their parameters, what its table needs, the data of its Stan programs, and the log density
that each program states, written a second time. Nothing here reads a user's file.

Everywhere ``family`` is the name of one, and ``model`` that of one of its models or, where it
is integrated out, what was declared of it (`pooling.model.families.base.Model`); ``data`` are
those of its Stan program, the content of ``stan_data.json``; ``formula`` is a
`pooling.model.formula_terms.Formula`, ``response`` a module of `pooling.model.responses`, and
``source`` what errors call the raw table. ``draws`` map variables of a program to numbers,
shape (draw, ...). ``prepared`` is the table that is modelled, with ``row``, its place in the
source, and ``facts`` is the content of its ``prepared.json``. ``y`` and ``n`` are successes and
trials, shape (unit,). ``count`` draws are made, with the numbers of ``rng``, a
`numpy.random.Generator`.
They are not explained again.
"""
