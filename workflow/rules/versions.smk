# A run name is a version: verified, sealed, compared with another. These rules read
# what a run has left and ask for nothing to be made; their logs are kept outside it.
from pooling import locks, manifest, seal

# What may be asked of a sealed run after its inputs have changed.
LOOKING = {"verify", "freeze", "compare", "costs", "list_figures"}

if workflow.is_main_process:
    locks.release_stale(Path(".snakemake"))


def respect_seal():
    """End where the run is sealed: once there is something to make, before it is made."""
    targets = set(workflow.dag_settings.targets)
    if targets and not targets - LOOKING:
        return
    toolchain = Path("build/toolchain.json")
    try:
        done = seal.guard(
            Path("results", SETTINGS.run),
            manifest.inputs(
                SETTINGS.model_dump(mode="json"),
                tables_of_run(),
                programs_of_fits(),
                read_json(toolchain) if toolchain.exists() else None,
            ),
            [os.path.relpath(path) for path in workflow.configfiles],
            sorted(targets),
        )
    except PoolingError as error:
        sys.exit(f"pooling: {error}")
    if done:
        print(f"pooling: {done}", file=sys.stderr)
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
