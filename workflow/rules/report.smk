# The page that shows a run, and the record of what made it.
include: "report_inputs.smk"


REPORTS = [f"<results>/report.{language}.html" for language in SETTINGS.languages]
ANSWERS = [
    f"<results>/answers.{language}.{suffix}"
    for language in SETTINGS.languages
    for suffix in ("md", "tex", "json")
]
MANIFEST = "<results>/manifest.json"


rule render_report:
    input:
        **{kind: of_analyses(*file) for kind, file in OF_SOME.items()},
        prepared=of_analyses("prepared.parquet"),
        facts=of_analyses("prepared.json"),
        answers=of_analyses("answers.json"),
        held=of_analyses("look_held.json"),
        stan_data=fits_of_run("stan_data.json"),
        summary=fits_of_run("summary.csv"),
        diagnostics=fits_of_run("diagnostics.json"),
        verdict=fits_of_run("verdict.txt"),
        programs=sources_of(SAMPLED),
        exact=fits_of_run("exact.csv"),
        exact_facts=fits_of_run("exact.json"),
        agreement=fits_of_run("agreement.json"),
        prior_predictive=fits_of_run("prior_predictive.json"),
        posterior_predictive=fits_of_run("posterior_predictive.json"),
        predictive_new_group=fits_of_run("predictive_new_group.json"),
        sensitivity=[f"{fit}/sensitivity.json" for fit in LEARNED],
        claims="<results>/claims.json",
        published="<results>/published.csv",
        figure=lambda w: drawn(w.language),
        figure_text=map(text_of, drawn("en")),
        fit_figure=lambda w: drawn_of_fits(w.language),
        fit_figure_text=map(text_of, drawn_of_fits("en")),
        toolchain=TOOLCHAIN,
        lessons=lambda w: lessons_in(w.language),
        code=code("render_report.py", modules=LOADED),
    output:
        "<results>/report.{language}.html",
    log:
        "<logs>/render_report.{language}.log",
    conda:
        "../envs/pooling.yaml"
    resources:
        **needs(mib=1500, minutes=15),
    params:
        settings={
            "run": SETTINGS.run,
            "seed": SETTINGS.seed,
            "lesson": SETTINGS.lesson,
            "languages": SETTINGS.languages,
            "chapters": SETTINGS.told_together(),
            "stop": SETTINGS.diagnostics.on_failure == "stop",
            "sampling": SETTINGS.sampling.model_dump(
                mode="json", exclude={"chains_apart"}
            ),
            "configfiles": CONFIGFILES,
            "citation": CITATION,
        },
        analyses=lambda w: {
            analysis: described(analysis, w.language) for analysis in SAMPLED
        },
    message:
        "Rendering the report, language {wildcards.language}"
    script:
        "../scripts/render_report.py"


rule write_manifest:
    input:
        # Whatever is made again in a run reaches one of these.
        result=[*REPORTS, *ANSWERS, *AGREEMENTS],
        table=read_by_run(),
        program=sources_of(BY_STAN),
        toolchain=TOOLCHAIN,
        code=lambda w: all_sources(""),
    output:
        MANIFEST,
        "<results>/finished.json",
    log:
        "<logs>/write_manifest.log",
    localrule: True
    conda:
        "../envs/pooling.yaml"
    params:
        configuration=SETTINGS.model_dump(mode="json"),
        configfiles=[os.path.relpath(path) for path in inside.configfiles],
        seeds=seeds(),
        sampling={
            analysis: {
                model: SETTINGS.sampling_of(analysis, model) for model in models
            }
            for analysis, models in SAMPLED.items()
        },
    message:
        "Recording what made this run"
    script:
        "../scripts/write_manifest.py"
