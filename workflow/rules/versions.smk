# A run name is a version: verified, sealed, compared with another. These rules read
# what a run has left and ask for nothing to be made; their logs are kept outside it.


include: "seal.smk"


rule verify:
    log:
        f"build/logs/verify/{SETTINGS.run}.log",
    localrule: True
    conda:
        "../envs/pooling.yaml"
    params:
        run=SETTINGS.run,
    message:
        "Verifying results/{params.run}"
    script:
        "../scripts/verify_run.py"


rule freeze:
    log:
        f"build/logs/freeze/{SETTINGS.run}.log",
    localrule: True
    conda:
        "../envs/pooling.yaml"
    params:
        run=SETTINGS.run,
    message:
        "Sealing results/{params.run}"
    script:
        "../scripts/freeze_run.py"


rule compare:
    log:
        f"build/logs/compare/{SETTINGS.run}.log",
    localrule: True
    conda:
        "../envs/pooling.yaml"
    params:
        run=SETTINGS.run,
        base=BASE,
    message:
        "Comparing results/{params.run} with results/{params.base}"
    script:
        "../scripts/compare_runs.py"
