# A run name is a version: verified, sealed, compared with another. These rules read
# what a run has left and ask for nothing to be made; their logs are kept outside it.
from pooling import locks, manifest, seal

RUN = Path("results", SETTINGS.run)
# What may be asked of a sealed run after its inputs have changed.
LOOKING = {"verify", "freeze", "compare", "costs", "list_figures"}
TARGETS = set(workflow.dag_settings.targets if workflow.dag_settings else LOOKING)
SEALED = None

if workflow.is_main_process:
    locks.release_stale(Path(".snakemake"))
    if not (TARGETS and TARGETS <= LOOKING) and (RUN / manifest.SEAL).exists():
        try:
            toolchain = Path("build/toolchain.json")
            SEALED = seal.guard(
                RUN,
                manifest.inputs(
                    SETTINGS.model_dump(mode="json"),
                    tables_of_run(),
                    programs_of_fits(),
                    read_json(toolchain) if toolchain.exists() else None,
                ),
                [os.path.relpath(path) for path in workflow.configfiles],
                sorted(TARGETS),
            )
        except PoolingError as error:
            sys.exit(f"pooling: {error}")


# Snakemake wants to make something, for it goes by times too.
onstart:
    if SEALED:
        print(f"pooling: {SEALED}", file=sys.stderr)
        sys.exit(0)


rule verify:
    input:
        code=code("verify_run.py"),
    log:
        f"build/logs/verify/{SETTINGS.run}.log",
    localrule: True
    conda:
        "../envs/pooling.yaml"
    params:
        run=SETTINGS.run,
    message:
        "Verifying results/{params.run}"
    script:
        "../scripts/verify_run.py"


rule freeze:
    input:
        code=code("freeze_run.py"),
    log:
        f"build/logs/freeze/{SETTINGS.run}.log",
    localrule: True
    conda:
        "../envs/pooling.yaml"
    params:
        run=SETTINGS.run,
    message:
        "Sealing results/{params.run}"
    script:
        "../scripts/freeze_run.py"


rule compare:
    input:
        code=code("compare_runs.py"),
    log:
        f"build/logs/compare/{SETTINGS.run}.log",
    localrule: True
    conda:
        "../envs/pooling.yaml"
    params:
        run=SETTINGS.run,
        base=BASE,
    message:
        "Comparing results/{params.run} with results/{params.base}"
    script:
        "../scripts/compare_runs.py"
