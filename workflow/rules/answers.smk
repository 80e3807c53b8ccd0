# What each analysis found, in sentences.


include: "answer_inputs.smk"


rule answer_analysis:
    input:
        prepared=["<results>/{analysis}/prepared.parquet"],
        facts=["<results>/{analysis}/prepared.json"],
        stan_data=answer_files("stan_data.json"),
        summary=answer_files("summary.csv"),
        exact=answer_files("exact.csv"),
        posterior=answer_files("posterior.nc", PARTIAL),
        exact_nodes=answer_files("exact_nodes.nc", PARTIAL),
        predictive_new_group=answer_files("predictive_new_group.json", PARTIAL),
        posterior_predictive=answer_files("posterior_predictive.json", PARTIAL),
        sensitivity=answer_files("sensitivity.json", PARTIAL),
        ranks=where_ranked("ranks.csv"),
        pairs=where_ranked("pairs.json"),
        unused=where_unused,
        look=["<results>/{analysis}/look.json"],
        comparison=where_compared("comparison.csv"),
        comparison_verdict=where_compared("comparison.json"),
        code=code(
            "answer_analysis.py", "report.answers", "report.chapters", "model.families"
        ),
    output:
        found=shown(
            "<results>/{analysis}/answers.json",
            "Answers",
            "answers",
            analysis="{analysis}",
            result="answers.json",
        ),
        held="<results>/{analysis}/look_held.json",
    log:
        "<logs>/{analysis}/answer_analysis.log",
    conda:
        "../envs/pooling.yaml"
    resources:
        mem_mb=growing(1000),
        runtime=growing(5),
    params:
        settings=lambda w: told_settings(w.analysis),
        models=lambda w: SAMPLED[w.analysis],
    message:
        "{wildcards.analysis}: answering its question"
    script:
        "../scripts/answer_analysis.py"
