"""CmdStan, its programs, and the fits.

Comes in: the data of a program, a seed, the settings of the sampler. Goes out: the draws
of a fit in one file, those of group effects that were left out of the sampler included.
Nothing here judges them.

Everywhere ``family`` and ``model`` name what is sampled, ``data`` are those of its Stan
program, the content of ``stan_data.json``, ``path`` is the ``posterior.nc`` of a fit, and
``values`` are draws, shape (chain, draw, label). They are not explained again.
"""
