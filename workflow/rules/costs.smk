# What the jobs of a run cost: `snakemake --cores 1 costs`.


rule costs:
    input:
        code=code("print_costs.py"),
    log:
        "<logs>/costs.log",
    localrule: True
    conda:
        "../envs/pooling.yaml"
    params:
        folder=f"results/{SETTINGS.run}/logs",
        # Rule -> regular expression of its logs.
        patterns=lambda w: {
            known.name: known.log[0].regex().pattern
            for known in workflow.rules
            if known.log
        },
    message:
        "Adding up what the jobs cost"
    script:
        "../scripts/print_costs.py"
