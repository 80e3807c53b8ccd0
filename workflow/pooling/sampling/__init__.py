"""CmdStan, its programs, and the fits.

Comes in: the data of a program, a seed, the settings of the sampler. Goes out: the draws
of a fit in one file, those of group effects that were left out of the sampler included.
Nothing here judges them.
"""
