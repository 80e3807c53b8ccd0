# The first look: what is found by exact answers, before anything is compiled or sampled.


rule first_look:
    input:
        prepared="<results>/{analysis}/prepared.parquet",
        facts="<results>/{analysis}/prepared.json",
        stan_data=looked_files("stan_data.json"),
        exact=looked_files("exact.csv"),
        exact_facts=looked_files("exact.json"),
        exact_nodes=looked_files("exact_nodes.nc"),
        code=code(
            "first_look.py", "report.answers", "checks.predictive", "model.families"
        ),
    output:
        found="<results>/{analysis}/look.json",
        pages=[
            f"<results>/{{analysis}}/look.{language}.html"
            for language in SETTINGS.languages
        ],
    log:
        "<logs>/{analysis}/first_look.log",
    conda:
        "../envs/pooling.yaml"
    resources:
        **needs(mib=1000, minutes=5),
    params:
        settings=lambda w: told_settings(w.analysis)
        | {
            "title": settings_of(w).title,
            "question": settings_of(w).question,
        },
        seeds=lambda w: {
            model: seed_of(SETTINGS.seed, w.analysis, model, "look")
            for model in looked_models(w.analysis)
        },
        threshold=lambda w: getattr(settings_of(w).threshold, "value", None),
        languages=SETTINGS.languages,
        run=SETTINGS.run,
        command=Targets(CONFIGFILES).command(),
    message:
        "{wildcards.analysis}: a first look at its answer"
    script:
        "../scripts/first_look.py"


rule look:
    input:
        [page for analysis in SAMPLED for page in look_of(analysis)],
    localrule: True


for analysis in SAMPLED:

    rule:
        name:
            f"look_{analysis}"
        input:
            look_of(analysis),
        localrule: True
