# What keeps other runs and sealed ones from being overwritten.
from pooling.basics import locks
from pooling.run import manifest, seal

# What may be asked of a sealed run after its inputs have changed.
LOOKING = {"verify", "freeze", "compare", "costs", "list_figures"}

LOCKED = inside.called_here and locks.sentence(Path(".snakemake"), sys.argv[1:])
if LOCKED:
    print(f"pooling: {LOCKED}", file=sys.stderr)


def respect_seal():
    """End where the run is sealed, before anything is planned or made."""
    targets, folder = inside.targets, Path("results", SETTINGS.run)
    if not seal.sealed(folder) or (targets and not targets - LOOKING):
        return
    toolchain = Path("build/toolchain.json")
    known = TOOLCHAIN and toolchain.exists()
    try:
        done = seal.guard(
            folder,
            manifest.inputs(
                SETTINGS.model_dump(mode="json"),
                read_by_run(),
                programs_that_run(),
                read_json(toolchain) if known else None,
            ),
            [os.path.relpath(path) for path in inside.configfiles],
            sorted(targets),
        )
    except PoolingError as error:
        sys.exit(f"pooling: {error}")
    print(f"pooling: {done}", file=sys.stderr)
    sys.exit(0)


if inside.called_here:
    inside.surround(before=respect_seal)
