# Did the fit work? A fit that failed stops no job: what rests on it is not judged, and
# the run ends as ending.smk says.


rule diagnose_fit:
    input:
        posterior="<results>/{analysis}/{model}/posterior.nc",
        data="<results>/{analysis}/{model}/stan_data.json",
        prepared="<results>/{analysis}/prepared.parquet",
        facts="<results>/{analysis}/prepared.json",
        code=code("diagnose_fit.py", "model.families"),
    output:
        summary=shown("<results>/{analysis}/{model}/summary.csv", "Fits"),
        errors="<results>/{analysis}/{model}/mcse.csv",
        diagnostics=shown("<results>/{analysis}/{model}/diagnostics.json", "Fits"),
        verdict="<results>/{analysis}/{model}/verdict.txt",
    log:
        "<logs>/{analysis}/{model}/diagnose_fit.log",
    conda:
        "../envs/pooling.yaml"
    resources:
        **needs(mib=1000, minutes=2),
    params:
        family=family_of,
        thresholds=SETTINGS.diagnostics.model_dump(exclude={"on_failure"}),
        program=lambda w: (
            None if w.analysis in EXACT else SETTINGS.program_of(w.analysis, w.model)
        ),
        sampling=lambda w: SETTINGS.sampling_of(w.analysis, w.model),
        seed=lambda w: seed_of(SETTINGS.seed, w.analysis, w.model),
        other_sampler=lambda w: SETTINGS.other_sampler(w.analysis, w.model),
        models=lambda w: list(SETTINGS.models(w.analysis)),
    message:
        "{wildcards.analysis}/{wildcards.model}: diagnosing the fit"
    script:
        "../scripts/diagnose_fit.py"


# Does the population lean on its prior?
rule measure_sensitivity:
    input:
        stan_data="<results>/{analysis}/{model}/stan_data.json",
        posterior="<results>/{analysis}/{model}/posterior.nc",
        facts="<results>/{analysis}/prepared.json",
        code=code("measure_sensitivity.py", "model.density", "model.families"),
    output:
        shown("<results>/{analysis}/{model}/sensitivity.json", "Fits"),
    log:
        "<logs>/{analysis}/{model}/measure_sensitivity.log",
    conda:
        "../envs/pooling.yaml"
    resources:
        **needs(mib=1000, minutes=5),
    params:
        family=family_of,
    message:
        "{wildcards.analysis}/{wildcards.model}: measuring the weight of the prior"
    script:
        "../scripts/measure_sensitivity.py"
