# Draws -> pictures. Every figure is a target of its own.


include: "figure_targets.smk"


rule draw_figure:
    input:
        prepared="<results>/{analysis}/prepared.parquet",
        facts="<results>/{analysis}/prepared.json",
        tables=figure_tables,
        fits=figure_files,
        code=code("draw_figure.py", "figures", "model.families"),
    output:
        pictures=[
            picture("<results>/{analysis}/figures/{figure}.svg", "en", figure_of),
            picture("<results>/{analysis}/figures/{figure}.es.svg", "es", figure_of),
        ],
        numbers="<results>/{analysis}/figures/{figure}.csv",
        text="<results>/{analysis}/figures/{figure}.json",
    log:
        "<logs>/{analysis}/figures/{figure}.log",
    conda:
        "../envs/pooling.yaml"
    resources:
        **needs(mib=1000, minutes=2),
    params:
        module=family_of,
        models=models_drawn,
        settings=lambda w: display_settings(w.analysis),
        caption=lambda w: figure_of(w).caption,
    message:
        "{wildcards.analysis}: drawing {wildcards.figure}"
    script:
        "../scripts/draw_figure.py"


rule draw_fit_figure:
    input:
        prepared="<results>/{analysis}/prepared.parquet",
        facts="<results>/{analysis}/prepared.json",
        fits=fit_figure_files,
        code=code(
            "draw_figure.py",
            "figures",
            "model.families",
            "checks.predictive",
            "model.density",
            modules=["pooling.figures.fits"],
            name="draw_fit_figure",
        ),
    output:
        pictures=[
            picture(
                "<results>/{analysis}/{model}/figures/{figure}.svg",
                "en",
                fit_figure_of,
            ),
            picture(
                "<results>/{analysis}/{model}/figures/{figure}.es.svg",
                "es",
                fit_figure_of,
            ),
        ],
        numbers="<results>/{analysis}/{model}/figures/{figure}.csv",
        text="<results>/{analysis}/{model}/figures/{figure}.json",
    log:
        "<logs>/{analysis}/{model}/figures/{figure}.log",
    conda:
        "../envs/pooling.yaml"
    resources:
        **needs(mib=1000, minutes=2),
    params:
        module="fits",
        models=lambda w: [w.model],
        settings=lambda w: display_settings(w.analysis),
        caption=lambda w: fit_figure_of(w).caption,
    message:
        "{wildcards.analysis}/{wildcards.model}: drawing {wildcards.figure}"
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


use rule draw_fit_figure as draw_fit_figure_as with:
    output:
        pictures=[
            "<results>/{analysis}/{model}/figures/{figure}.{format}",
            "<results>/{analysis}/{model}/figures/{figure}.es.{format}",
        ],
    log:
        "<logs>/{analysis}/{model}/figures/{figure}.{format}.log",


rule list_figures:
    log:
        "<logs>/list_figures.log",
    localrule: True
    params:
        targets=all_figures(),
    run:
        print(*params.targets, sep="\n")


rule figures:
    input:
        all_figures(),
    localrule: True
