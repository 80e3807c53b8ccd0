# What the jobs of a run cost: a page beside the report, and `snakemake --cores 1 costs`.
COSTS = [f"<results>/costs.{language}.html" for language in SETTINGS.languages]
# Logs of the run's jobs, and of the programs that it needed, which are compiled once.
LOGS = [
    f"results/{SETTINGS.run}/logs",
    *(["build/logs/install_cmdstan.log"] if BY_STAN else []),
    *sorted(
        {
            f"build/logs/{path.parent.name}/{path.stem}.log"
            for analysis in BY_STAN
            for path in programs_of(analysis).values()
        }
    ),
]


rule render_costs:
    input:
        # The last that a run makes: all jobs have written what they cost.
        result=MANIFEST,
        code=code("render_costs.py"),
    output:
        "<results>/costs.{language}.html",
    log:
        "<logs>/render_costs.{language}.log",
    localrule: True
    conda:
        "../envs/pooling.yaml"
    params:
        run=SETTINGS.run,
        logs=LOGS,
        patterns=patterns_of_logs,
        stages=stages,
    message:
        "Rendering what the run cost, language {wildcards.language}"
    script:
        "../scripts/render_costs.py"


rule costs:
    log:
        "<logs>/costs.log",
    localrule: True
    conda:
        "../envs/pooling.yaml"
    params:
        logs=LOGS,
        patterns=patterns_of_logs,
    message:
        "Adding up what the jobs cost"
    script:
        "../scripts/print_costs.py"
