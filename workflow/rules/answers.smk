# What each analysis found, in sentences.


include: "answer_inputs.smk"


rule answer_analysis:
    input:
        prepared=["<results>/{analysis}/prepared.parquet"],
        facts=["<results>/{analysis}/prepared.json"],
        stan_data=fits_of_analysis("stan_data.json"),
        summary=fits_of_analysis("summary.csv"),
        exact=fits_of_analysis("exact.csv"),
        posterior=fits_of_analysis("posterior.nc", PARTIAL),
        exact_nodes=fits_of_analysis("exact_nodes.nc", PARTIAL),
        predictive_new_group=fits_of_analysis("predictive_new_group.json", PARTIAL),
        posterior_predictive=fits_of_analysis("posterior_predictive.json", PARTIAL),
        sensitivity=fits_of_analysis("sensitivity.json", PARTIAL),
        ranks=of_analysis("ranks.csv", PARTIALLY_POOLED),
        pairs=of_analysis("pairs.json", PARTIALLY_POOLED),
        unused=of_analysis("unused_columns.json", UNUSED),
        look=["<results>/{analysis}/look.json"],
        comparison=of_analysis("comparison.csv", COMPARED),
        comparison_verdict=of_analysis("comparison.json", COMPARED),
        code=code(
            "answer_analysis.py", "report.answers", "report.chapters", "model.families"
        ),
    output:
        found=shown("<results>/{analysis}/answers.json", "Answers"),
        held="<results>/{analysis}/look_held.json",
    log:
        "<logs>/{analysis}/answer_analysis.log",
    conda:
        "../envs/pooling.yaml"
    resources:
        **needs(mib=1000, minutes=5),
    params:
        settings=lambda w: told_settings(w.analysis),
        models=lambda w: SAMPLED[w.analysis],
    message:
        "{wildcards.analysis}: answering its question"
    script:
        "../scripts/answer_analysis.py"
