# What keeps other runs and sealed ones from being overwritten.
from pooling.basics import locks
from pooling.run import manifest, seal

# What may be asked of a sealed run after its inputs have changed.
LOOKING = {"verify", "freeze", "compare", "costs", "list_figures"}

if workflow.is_main_process and (
    told := locks.sentence(Path(".snakemake"), sys.argv[1:])
):
    print(f"pooling: {told}", file=sys.stderr)


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
                read_by_run(),
                programs_of_run(),
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
