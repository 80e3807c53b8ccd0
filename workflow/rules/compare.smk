# Observations and groups left out: which model predicts them best.


rule leave_out:
    input:
        stan_data="<results>/{analysis}/{model}/stan_data.json",
        posterior="<results>/{analysis}/{model}/posterior.nc",
        nodes=rules.compute_exact.output.nodes,
        prepared="<results>/{analysis}/prepared.parquet",
        code=code("leave_out.py", "model.density", "model.families"),
    output:
        observations="<results>/{analysis}/{model}/left_out.csv",
        groups="<results>/{analysis}/{model}/left_out_groups.csv",
    log:
        "<logs>/{analysis}/{model}/leave_out.log",
    conda:
        "../envs/pooling.yaml"
    resources:
        **needs(mib=1500, minutes=10),
    params:
        family=family_of,
    message:
        "{wildcards.analysis}/{wildcards.model}: leaving observations and groups out"
    script:
        "../scripts/leave_out.py"


rule compare_models:
    input:
        observations=fits_of_analysis("left_out.csv"),
        groups=fits_of_analysis("left_out_groups.csv"),
        code=code("compare_models.py", "model.families"),
    output:
        table=shown("<results>/{analysis}/comparison.csv", "Predictions"),
        groups=shown("<results>/{analysis}/group_comparison.csv", "Predictions"),
        told="<results>/{analysis}/comparison.json",
    log:
        "<logs>/{analysis}/compare_models.log",
    conda:
        "../envs/pooling.yaml"
    resources:
        **needs(mib=1000, minutes=2),
    params:
        family=family_of,
    message:
        "{wildcards.analysis}: comparing the models' predictions"
    script:
        "../scripts/compare_models.py"
