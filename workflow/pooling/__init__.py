"""Pooling: hierarchical Bayesian models from a table to a checked report.

The modules stand in the order in which the data flow through them; none
imports a later one::

    errors            one kind of error
    lifeline          a job lives no longer than its run
    files             files that are whole or absent
    missing           reasons in place of results that could not be computed
    ending            exit status and last line of a run, from its files
    places            folders whose names other tools do not quote
    cells             a user's file as text, read strictly
    numerals          decimal marks, signs and powers of ten of each language
    locks             is another Snakemake at work here?
    provenance        tools, machine and source files
    priors, families  the models and their settings
    tables            its columns as labels and numbers
    config            what a run is asked to do
    preparation       the table that is modelled
    study             a configuration to begin with
    toolchain         CmdStan and the compiled programs
    density           the densities that the programs are meant to sample
    effects           a group's effects, integrated out given what groups share
    seeds             of every fit, derived from the run's
    collapsed         fits without the group effects, which are drawn afterwards
    draws, sampling   fits and how they are kept
    diagnostics       did the fit work?
    exact             the same posteriors without Stan
    sensitivity       does it lean on its prior?
    calibration       do the programs sample what they simulate?
    agreement         does NUTS give the same?
    collection        one configuration for many tables
    results           what an analysis has on disk
    left_out          observations and groups, predicted from the others
    comparison        which model predicts them best?
    predictive        what a fit expects to see, against what was seen
    explore           exact answers over a range of a known number
    figures           pictures of the results
    costs             what the jobs of a run took
    report            the page that shows them all
    manifest          what made a run, and what of it has changed
    seal              versions that stay as they are
    changes           two versions beside each other
"""
