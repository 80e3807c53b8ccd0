# A run that is finished fails all the same where a fit failed, or where the program did.
import shutil

from pooling.run import ending


def judge_run():
    """End as what was made asks for, in a last line."""
    if inside.planned_only:
        return
    made, asked = inside.made, inside.asked
    reports = [path for path in made if re.fullmatch(r".*/report\.\w+\.html", path)]
    if not inside.silent:
        width = shutil.get_terminal_size().columns
        said = ending.findings(made, reports, width)
        if not reports and prefork.looking(inside.targets):
            said += ending.looks(made, width, Targets(CONFIGFILES).command())
        for line in said:
            print(line, file=sys.stderr)
    said = ending.complaints(
        made, asked, reports, SETTINGS.diagnostics.on_failure == "stop"
    )
    if said:
        sys.exit("\n".join(said))


if inside.called_here:
    inside.surround(after=judge_run)
