# Draws -> pictures. Every figure is a target of its own.


include: "figure_targets.smk"


rule draw_figure:
    input:
        prepared="<results>/{analysis}/prepared.csv",
        facts="<results>/{analysis}/prepared.json",
        stan_data=figure_files("stan_data.json"),
        summary=figure_files("summary.csv"),
        posterior=figure_files("posterior.nc"),
        code=code("draw_figure.py", "figures"),
    output:
        pictures=[
            "<results>/{analysis}/figures/{figure}.svg",
            "<results>/{analysis}/figures/{figure}.es.svg",
        ],
        numbers="<results>/{analysis}/figures/{figure}.csv",
    log:
        "<logs>/{analysis}/figures/{figure}.log",
    conda:
        "../envs/pooling.yaml"
    params:
        family=family_of,
        models=lambda w: figure_of(w).models,
        settings=display_settings,
    message:
        "{wildcards.analysis}: drawing {wildcards.figure}"
    script:
        "../scripts/draw_figure.py"


# The same pictures as PNG or PDF, on request.
use rule draw_figure as draw_figure_as with:
    output:
        pictures=[
            "<results>/{analysis}/figures/{figure}.{format}",
            "<results>/{analysis}/figures/{figure}.es.{format}",
        ],
    log:
        "<logs>/{analysis}/figures/{figure}.{format}.log",
    wildcard_constraints:
        format="png|pdf",


rule list_figures:
    log:
        "<logs>/list_figures.log",
    localrule: True
    params:
        targets=[path for paths in FIGURE_FILES.values() for path in paths.values()],
    run:
        print(*params.targets, sep="\n")


rule figures:
    input:
        [list(paths.values()) for paths in FIGURE_FILES.values()],
    localrule: True
