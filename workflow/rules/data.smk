# Raw table -> prepared table -> Stan data.


rule prepare_table:
    input:
        table=lambda w: settings_of(w).sources,
        code=code("prepare_table.py", "model.families"),
    output:
        prepared="<results>/{analysis}/prepared.parquet",
        shown="<results>/{analysis}/prepared.csv",
        facts="<results>/{analysis}/prepared.json",
    log:
        "<logs>/{analysis}/prepare_table.log",
    conda:
        "../envs/pooling.yaml"
    resources:
        **needs(mib=1000, minutes=2),
    params:
        family=family_of,
        settings=lambda w: settings_of(w).preparation,
    message:
        "{wildcards.analysis}: preparing the table"
    script:
        "../scripts/prepare_table.py"


rule write_stan_data:
    input:
        prepared=rules.prepare_table.output.prepared,
        facts=rules.prepare_table.output.facts,
        code=code("write_stan_data.py", "model.families"),
    output:
        "<results>/{analysis}/{model}/stan_data.json",
    log:
        "<logs>/{analysis}/{model}/write_stan_data.log",
    conda:
        "../envs/pooling.yaml"
    resources:
        **needs(mib=1000, minutes=2),
    params:
        family=family_of,
        priors=lambda w: SETTINGS.priors_of(w.analysis, w.model),
        options=lambda w: SETTINGS.model_options(w.analysis, w.model),
    message:
        "{wildcards.analysis}/{wildcards.model}: writing the data of the Stan program"
    script:
        "../scripts/write_stan_data.py"
