# What a fit expects to see, before and after the data, against what was seen.


rule check_predictions:
    input:
        stan_data="<results>/{analysis}/{model}/stan_data.json",
        posterior="<results>/{analysis}/{model}/posterior.nc",
        exact_nodes="<results>/{analysis}/{model}/exact_nodes.nc",
        left_out="<results>/{analysis}/{model}/left_out.csv",
        facts="<results>/{analysis}/prepared.json",
        code=code(
            "check_predictions.py",
            "checks.predictive",
            "model.density",
            "model.families",
        ),
    output:
        prior=shown("<results>/{analysis}/{model}/prior_predictive.json", "Fits"),
        posterior=shown(
            "<results>/{analysis}/{model}/posterior_predictive.json", "Fits"
        ),
        new_group=shown(
            "<results>/{analysis}/{model}/predictive_new_group.json", "Fits"
        ),
    log:
        "<logs>/{analysis}/{model}/check_predictions.log",
    conda:
        "../envs/pooling.yaml"
    resources:
        **needs(mib=1000, minutes=5),
    params:
        family=family_of,
        seed=lambda w: seed_of(SETTINGS.seed, w.analysis, w.model, "checks"),
        threshold=lambda w: getattr(settings_of(w).threshold, "value", None),
        plausible=lambda w: settings_of(w).plausible,
    message:
        "{wildcards.analysis}/{wildcards.model}: checking the predictions"
    script:
        "../scripts/check_predictions.py"


rule check_unused_columns:
    input:
        table=lambda w: settings_of(w).sources[0],
        prepared="<results>/{analysis}/prepared.parquet",
        summary="<results>/{analysis}/partial_pooling/summary.csv",
        exact="<results>/{analysis}/partial_pooling/exact.csv",
        code=code("check_unused_columns.py", "model.families"),
    output:
        "<results>/{analysis}/unused_columns.json",
    log:
        "<logs>/{analysis}/check_unused_columns.log",
    conda:
        "../envs/pooling.yaml"
    resources:
        **needs(mib=1000, minutes=5),
    params:
        family=family_of,
        reading=lambda w: settings_of(w).preparation["reading"],
        used=lambda w: settings_of(w).columns,
    message:
        "{wildcards.analysis}: looking at the columns that are not used"
    script:
        "../scripts/check_unused_columns.py"


rule predict_rows:
    input:
        prepared="<results>/{analysis}/prepared.parquet",
        facts="<results>/{analysis}/prepared.json",
        summary="<results>/{analysis}/partial_pooling/summary.csv",
        exact="<results>/{analysis}/partial_pooling/exact.csv",
        posterior="<results>/{analysis}/partial_pooling/posterior.nc",
        stan_data="<results>/{analysis}/partial_pooling/stan_data.json",
        asked=lambda w: settings_of(w).asked_in,
        code=code("predict_rows.py", "model.families"),
    output:
        shown("<results>/{analysis}/predictions.csv", "Answers"),
    log:
        "<logs>/{analysis}/predict_rows.log",
    wildcard_constraints:
        # Where nothing is asked for, nothing makes the file.
        analysis="|".join(map(re.escape, PREDICTED)) or "(?!)",
    conda:
        "../envs/pooling.yaml"
    resources:
        **needs(mib=1000, minutes=5),
    params:
        family=family_of,
        rows=lambda w: rows_to_predict(w.analysis),
        formula=lambda w: settings_of(w).formula,
        reading=lambda w: settings_of(w).reading,
        kinds=["stan_data", "summary", "exact", "posterior"],
        seed=lambda w: seed_of(SETTINGS.seed, w.analysis, "predictions"),
    message:
        "{wildcards.analysis}: predicting at the values that are asked for"
    script:
        "../scripts/predict_rows.py"
