# The exact answer beside each fit, and whether the two agree.

AGREEMENTS = [
    f"<results>/{analysis}/{name}"
    for analysis, models in SAMPLED.items()
    if models
    for name in ("agreement.csv", *(f"{model}/agreement.json" for model in models))
]


rule compute_exact:
    input:
        data="<results>/{analysis}/{model}/stan_data.json",
        facts="<results>/{analysis}/prepared.json",
        code=code("compute_exact.py", "model.families"),
    output:
        table="<results>/{analysis}/{model}/exact.csv",
        facts="<results>/{analysis}/{model}/exact.json",
        nodes="<results>/{analysis}/{model}/exact_nodes.nc",
    log:
        "<logs>/{analysis}/{model}/compute_exact.log",
    conda:
        "../envs/pooling.yaml"
    resources:
        **needs(mib=1500, minutes=10),
    params:
        family=family_of,
    message:
        "{wildcards.analysis}/{wildcards.model}: computing the exact posterior"
    script:
        "../scripts/compute_exact.py"


rule compare_exact:
    input:
        data="<results>/{analysis}/{model}/stan_data.json",
        posterior="<results>/{analysis}/{model}/posterior.nc",
        errors=rules.diagnose_fit.output.errors,
        exact=rules.compute_exact.output.table,
        code=code("compare_exact.py", "model.density", "model.families"),
    output:
        table=shown("<results>/{analysis}/{model}/agreement.csv", "Fits"),
        verdict="<results>/{analysis}/{model}/agreement.json",
    log:
        "<logs>/{analysis}/{model}/compare_exact.log",
    conda:
        "../envs/pooling.yaml"
    resources:
        **needs(mib=1000, minutes=5),
    params:
        family=family_of,
        collapse=lambda w: SETTINGS.collapsed_program(w.analysis, w.model),
        independent=lambda w: w.analysis in EXACT,
        # The chance of a false alarm is shared out among them.
        fits=sum(map(len, SAMPLED.values())),
    message:
        "{wildcards.analysis}/{wildcards.model}: comparing with the exact posterior"
    script:
        "../scripts/compare_exact.py"


rule collect_agreement:
    input:
        tables=fits_of_analysis("agreement.csv"),
        code=code("collect_agreement.py"),
    output:
        "<results>/{analysis}/agreement.csv",
    log:
        "<logs>/{analysis}/collect_agreement.log",
    localrule: True
    conda:
        "../envs/pooling.yaml"
    message:
        "{wildcards.analysis}: collecting the comparisons with the exact posteriors"
    script:
        "../scripts/collect_agreement.py"
