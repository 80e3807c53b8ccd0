# Stan data -> draws: of Stan's chains, or of the exact computation.


rule sample_chain:
    input:
        program=lambda w: compiled(w.analysis, w.model),
        data="<results>/{analysis}/{model}/stan_data.json",
        code=code("sample_chain.py", "sampling.collapsed", "model.families"),
    output:
        temp("<results>/{analysis}/{model}/chains/{chain}.csv"),
    log:
        "<logs>/{analysis}/{model}/sample_chain.{chain}.log",
    wildcard_constraints:
        analysis=one_of(BY_STAN),
        chain="[1-9][0-9]*",
    conda:
        "../envs/pooling.yaml"
    resources:
        **needs(mib=2000, minutes=120),
    params:
        family=family_of,
        sampling=lambda w: SETTINGS.sampling_of(w.analysis, w.model),
        seed=lambda w: seed_of(SETTINGS.seed, w.analysis, w.model),
        collapse=lambda w: SETTINGS.collapsed_program(w.analysis, w.model),
    message:
        "{wildcards.analysis}/{wildcards.model}: sampling chain {wildcards.chain}"
    script:
        "../scripts/sample_chain.py"


rule fit_model:
    input:
        program=lambda w: compiled(w.analysis, w.model),
        data="<results>/{analysis}/{model}/stan_data.json",
        facts="<results>/{analysis}/prepared.json",
        chains=chains_of_fit,
        code=code("fit_model.py", "sampling.collapsed", "model.families"),
    output:
        "<results>/{analysis}/{model}/posterior.nc",
    log:
        "<logs>/{analysis}/{model}/fit_model.log",
    wildcard_constraints:
        analysis=one_of(BY_STAN),
    conda:
        "../envs/pooling.yaml"
    threads: lambda w: 1 if chains_of_fit(w) else chains_at_once(w)
    resources:
        **needs(mib=2000, minutes=120),
    params:
        family=family_of,
        sampling=lambda w: SETTINGS.sampling_of(w.analysis, w.model),
        seed=lambda w: seed_of(SETTINGS.seed, w.analysis, w.model),
        groups=lambda w: settings_of(w).group.column,
        collapse=lambda w: SETTINGS.collapsed_program(w.analysis, w.model),
    message:
        "{wildcards.analysis}/{wildcards.model}: sampling"
    script:
        "../scripts/fit_model.py"


rule draw_posterior:
    input:
        data="<results>/{analysis}/{model}/stan_data.json",
        facts="<results>/{analysis}/prepared.json",
        code=code("draw_posterior.py", "model.density", "model.families"),
    output:
        "<results>/{analysis}/{model}/posterior.nc",
    log:
        "<logs>/{analysis}/{model}/draw_posterior.log",
    wildcard_constraints:
        analysis=one_of(EXACT),
    conda:
        "../envs/pooling.yaml"
    resources:
        **needs(mib=2000, minutes=30),
    params:
        family=family_of,
        sampling=lambda w: SETTINGS.sampling_of(w.analysis, w.model),
        seed=lambda w: seed_of(SETTINGS.seed, w.analysis, w.model),
        groups=lambda w: settings_of(w).group.column,
    message:
        "{wildcards.analysis}/{wildcards.model}: drawing from the exact posterior"
    script:
        "../scripts/draw_posterior.py"


# For other programs, on request: nothing of the run reads it.
rule compute_pointwise:
    input:
        data="<results>/{analysis}/{model}/stan_data.json",
        posterior="<results>/{analysis}/{model}/posterior.nc",
        code=code("compute_pointwise.py", "model.density", "model.families"),
    output:
        "<results>/{analysis}/{model}/pointwise.nc",
    log:
        "<logs>/{analysis}/{model}/compute_pointwise.log",
    conda:
        "../envs/pooling.yaml"
    resources:
        **needs(mib=6000, minutes=60),
    params:
        family=family_of,
    message:
        "{wildcards.analysis}/{wildcards.model}: log likelihood and replicates by row"
    script:
        "../scripts/compute_pointwise.py"
