# Exact answers over a range of a known number, for the reader to play with.


rule explore_analysis:
    input:
        stan_data=fits_of_analysis("stan_data.json"),
        nodes=fits_of_analysis("exact_nodes.nc", PARTIAL),
        prepared="<results>/{analysis}/prepared.parquet",
        facts="<results>/{analysis}/prepared.json",
        code=code("explore_analysis.py", "exact.explore", "model.families"),
    output:
        "<results>/{analysis}/explore.json",
    log:
        "<logs>/{analysis}/explore_analysis.log",
    conda:
        "../envs/pooling.yaml"
    resources:
        **needs(mib=1000, minutes=10),
    params:
        family=family_of,
        unsampled=lambda w: {
            model: SETTINGS.model_options(w.analysis, model)
            for model in SETTINGS.models(w.analysis, sampled=False)
            if model not in SAMPLED[w.analysis]
        },
    message:
        "{wildcards.analysis}: computing what the report lets its reader play with"
    script:
        "../scripts/explore_analysis.py"
