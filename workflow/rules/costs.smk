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
        folder=f"results/{SETTINGS.run}/benchmarks",
        # Rule -> regular expression of its benchmark files.
        patterns=lambda w: {
            known.name: known.benchmark.regex().pattern
            for known in workflow.rules
            if known.benchmark
        },
    message:
        "Adding up what the jobs cost"
    script:
        "../scripts/print_costs.py"
