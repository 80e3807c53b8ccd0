# What the models predict, how much their groups share, and what of the lecture holds.


include: "claim_inputs.smk"


rule measure_pooling_factor:
    input:
        stan_data="<results>/{analysis}/partial_pooling/stan_data.json",
        posterior="<results>/{analysis}/partial_pooling/posterior.nc",
        facts="<results>/{analysis}/prepared.json",
        code=code("measure_pooling_factor.py", "model.density", "model.families"),
    output:
        shown("<results>/{analysis}/pooling_factor.json", "Predictions"),
    log:
        "<logs>/{analysis}/measure_pooling_factor.log",
    conda:
        "../envs/pooling.yaml"
    resources:
        **needs(mib=1000, minutes=2),
    params:
        family=family_of,
    message:
        "{wildcards.analysis}: measuring how much the groups share"
    script:
        "../scripts/measure_pooling_factor.py"


rule refit_models:
    input:
        program=lambda w: refit_programs(w).values(),
        data=fits_of_analysis("stan_data.json"),
        exact=fits_of_analysis("exact.json"),
        code=code("refit_models.py", "model.families", "sampling.collapsed"),
    output:
        "<results>/{analysis}/refits.nc",
    log:
        "<logs>/{analysis}/refit_models.log",
    wildcard_constraints:
        analysis=one_of(BY_STAN),
    conda:
        "../envs/pooling.yaml"
    threads: chains_at_once
    resources:
        **needs(mib=2000, minutes=120),
    params:
        family=family_of,
        programs=refit_programs,
        collapsed=lambda w: {
            model: SETTINGS.collapsed_program(w.analysis, model)
            for model in refit_programs(w)
        },
        refits=lambda w: list(REFITTED[w.analysis]),
        seed=SETTINGS.seed,
        sampling=lambda w: SETTINGS.sampling_of(w.analysis),
    message:
        "{wildcards.analysis}: sampling what the claims need beside the fits"
    script:
        "../scripts/refit_models.py"


rule redraw_models:
    input:
        data=fits_of_analysis("stan_data.json"),
        exact=fits_of_analysis("exact.json"),
        code=code("redraw_models.py", "model.density", "model.families"),
    output:
        "<results>/{analysis}/refits.nc",
    log:
        "<logs>/{analysis}/redraw_models.log",
    wildcard_constraints:
        analysis=one_of(EXACT),
    conda:
        "../envs/pooling.yaml"
    resources:
        **needs(mib=2000, minutes=30),
    params:
        family=family_of,
        refits=lambda w: list(REFITTED[w.analysis]),
        seed=SETTINGS.seed,
        sampling=lambda w: SETTINGS.sampling_of(w.analysis),
    message:
        "{wildcards.analysis}: drawing what the claims need beside the fits"
    script:
        "../scripts/redraw_models.py"


rule judge_claims:
    input:
        prepared=of_analyses("prepared.parquet"),
        facts=of_analyses("prepared.json"),
        refits=of_analyses("refits.nc", REFITTED),
        comparison=of_analyses("comparison.csv", COMPARED),
        stan_data=fits_of_run("stan_data.json"),
        summary=fits_of_run("summary.csv"),
        predictive_new_group=fits_of_run("predictive_new_group.json"),
        posterior=fits_of_run("posterior.nc"),
        exact=fits_of_run("exact.csv"),
        exact_nodes=fits_of_run("exact_nodes.nc"),
        diagnostics=fits_of_run("diagnostics.json"),
        code=code(
            "judge_claims.py", modules=families.modules_of_all(["model.families"])
        ),
    output:
        shown(CLAIMS, "Claims"),
    log:
        "<logs>/judge_claims.log",
    conda:
        "../envs/pooling.yaml"
    resources:
        **needs(mib=1500, minutes=15),
    params:
        analyses={analysis: claimed(analysis) for analysis in SAMPLED},
        stop=SETTINGS.diagnostics.on_failure == "stop",
    message:
        "Judging the claims"
    script:
        "../scripts/judge_claims.py"


rule claims:
    input:
        CLAIMS,
    localrule: True


rule compare_published:
    input:
        values=HERE / "data/published.csv",
        summary=fits_of_run("summary.csv"),
        exact=fits_of_run("exact.csv"),
        prepared=of_analyses("prepared.parquet", LIKELIHOODS),
        code=code("compare_published.py"),
    output:
        shown(PUBLISHED, "Claims"),
    log:
        "<logs>/compare_published.log",
    localrule: True
    conda:
        "../envs/pooling.yaml"
    params:
        options={
            analysis: SETTINGS.model_options(analysis, MAXIMUM_LIKELIHOOD)
            for analysis in LIKELIHOODS
        },
        sources={analysis: source_of(analysis) for analysis in SAMPLED},
    message:
        "Setting published values beside ours"
    script:
        "../scripts/compare_published.py"
