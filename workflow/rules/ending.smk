# A run that is finished fails all the same where a fit failed, or where the program did.
# Snakemake has no hook for a run with nothing to do, which has to end in the same way.
import shutil

from snakemake.settings.types import Quietness

from pooling.run import ending


def then_judge(execute):
    """Execute a workflow, then end as what it made asks for, in a last line."""

    def executed(*arguments, **named):
        found = execute(*arguments, **named)
        if workflow.dryrun:
            return found
        made, asked = (
            list(dict.fromkeys(str(path) for job in jobs for path in job.output))
            for jobs in (workflow.dag.jobs, workflow.dag.targetjobs)
        )
        reports = [path for path in made if re.fullmatch(r".*/report\.\w+\.html", path)]
        if Quietness.ALL not in (workflow.output_settings.quiet or ()):
            width = shutil.get_terminal_size().columns
            for line in ending.findings(made, reports, width):
                print(line, file=sys.stderr)
        said = ending.complaints(
            made, asked, reports, SETTINGS.diagnostics.on_failure == "stop"
        )
        if said:
            sys.exit("\n".join(said))
        return found

    return executed


if workflow.is_main_process:
    workflow.execute = then_judge(workflow.execute)
