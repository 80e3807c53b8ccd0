# What the terminal is told of a run, and how it ends: a run that is finished fails all the
# same where a fit failed, or where the program did.
import shutil

from snakemake_logger_plugin_pooling import private

from pooling.run import ending

# Now: later the terminal has a bar.
WIDTH = shutil.get_terminal_size().columns
CLICKED = Path.cwd() if sys.stderr.isatty() else None


def tell_run():
    """Tell what the run is about."""
    private.tell_facts(stages(None), inside.log and inside.log.relative_to(Path.cwd()))


def judge_run():
    """End as what was made asks for, in a last line."""
    if inside.planned_only:
        return
    made, asked = inside.made, inside.asked
    reports = [path for path in made if re.fullmatch(r".*/report\.\w+\.html", path)]
    if not inside.silent:
        looked = not reports and prefork.looking(inside.targets)
        if looked:
            said = ending.looks(made, WIDTH, Targets(CONFIGFILES).command())
        else:
            said = ["", *ending.judged(made, WIDTH)] if reports else []
            said += ending.findings(made, WIDTH)
            wanted = [path for path in inside.wanted if path in made]
            wanted.sort(key=lambda path: path not in inside.targets)
            said += ending.where(wanted, reports, CLICKED)
        if said:
            private.say("\n".join(said))
    said = ending.complaints(
        made, asked, reports, SETTINGS.diagnostics.on_failure == "stop"
    )
    if said:
        sys.exit("\n".join(said))


def tell_failures(error):
    """End with what has failed, and with nothing below it."""
    if LOCKED and private.of_locks(error):
        sys.exit(1)  # it was said at once
    said = ending.failures(inside.failed)
    if said:
        sys.exit("\n".join(said))


if inside.called_here:
    inside.surround(before=tell_run, after=judge_run, broken=tell_failures)
