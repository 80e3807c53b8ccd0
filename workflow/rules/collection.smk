# One configuration, many tables: `snakemake collection --config tables=data/districts`.
from pooling.run import collection

WRITTEN = collection.deciding(config)
try:
    TABLES, REFUSED = collection.tables_in(str(FOLDER)) if FOLDER else ([], {})
except PoolingError as error:
    sys.exit(f"pooling: {error}")
FITTED = sorted({analysis["family"] for analysis in WRITTEN["analyses"].values()})
PARTS = collection.parts(TABLES)
PROGRAMS = {
    program: f"build/programs/{program}.json"
    for program in collection.programs(WRITTEN, SETTINGS)
}


rule fit_tables:
    input:
        tables=lambda w: PARTS[w.part],
        programs=PROGRAMS.values(),
        code=code(
            "fit_tables.py",
            modules=[
                module
                for family in FITTED
                for module in families.modules(
                    family, ["model.families", "model.density", "sampling.collapsed"]
                )
            ],
            name=f"fit_tables.{'-'.join(FITTED)}",
        ),
    output:
        "<results>/collection/parts/{part}.csv",
    log:
        "<logs>/collection/{part}.log",
    wildcard_constraints:
        part="[0-9]+",
    conda:
        "../envs/pooling.yaml"
    resources:
        **needs(mib=1500, minutes=120),
    params:
        written=WRITTEN,
        programs=PROGRAMS,
    message:
        "Fitting the tables of part {wildcards.part}"
    script:
        "../scripts/fit_tables.py"


rule collect_tables:
    input:
        parts=[f"<results>/collection/parts/{part}.csv" for part in PARTS],
        code=code("collect_tables.py"),
    output:
        "<results>/collection/collected.csv",
    log:
        "<logs>/collection/collect_tables.log",
    localrule: True
    conda:
        "../envs/pooling.yaml"
    params:
        refused=REFUSED,
    message:
        "Collecting what was found for all tables"
    script:
        "../scripts/collect_tables.py"


rule collection:
    input:
        rules.collect_tables.output,
    localrule: True
