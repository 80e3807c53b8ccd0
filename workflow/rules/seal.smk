# What keeps other runs and sealed ones from being overwritten.
from pooling.basics import locks
from pooling.run import manifest, seal

# What may be asked of a sealed run after its inputs have changed.
LOOKING = {"verify", "freeze", "compare", "costs", "list_figures"}

LOCKED = inside.called_here and locks.sentence(Path(".snakemake"), sys.argv[1:])
if LOCKED:
    print(f"pooling: {LOCKED}", file=sys.stderr)


def made_from():
    """What the run is made from, as things are now, and where its configuration stands."""
    toolchain = Path("build/toolchain.json")
    inputs = manifest.inputs(
        SETTINGS.model_dump(mode="json"),
        read_by_run(),
        sources_of(BY_STAN),
        read_json(toolchain) if TOOLCHAIN and toolchain.exists() else None,
    )
    return inputs, [os.path.relpath(path) for path in inside.configfiles]


def respect_seal():
    """End where the run is sealed, before anything is planned or made."""
    targets, folder = inside.targets, Path("results", SETTINGS.run)
    if not seal.sealed(folder) or (targets and not targets - LOOKING):
        return
    try:
        done = seal.guard(folder, *made_from(), sorted(targets))
    except PoolingError as error:
        sys.exit(f"pooling: {error}")
    print(f"pooling: {done}", file=sys.stderr)
    sys.exit(0)


def tell_changes():
    """Say in a plan what has changed since the run was finished."""
    folder = Path("results", SETTINGS.run)
    if inside.silent or not (inside.planned_only and (folder / manifest.NAME).exists()):
        return
    try:
        changed = seal.differences(manifest.read(folder), *made_from())
    except PoolingError as error:
        print(f"pooling: {error}", file=sys.stderr)
        return
    if changed:
        since = f'since run "{folder.name}" was finished, these have changed'
        print(f"pooling: {since}: {seal.listed(changed)}", file=sys.stderr)


if inside.called_here:
    inside.surround(before=respect_seal, after=tell_changes)
