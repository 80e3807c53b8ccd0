"""The page that says what a run cost, stage by stage, beside what it must cost."""

from __future__ import annotations

from pooling.report import costs, numbers, words
from pooling.report.frame import environment, font, policy, styles
from pooling.report.page import STYLES
from pooling.report.words.bilingual import bilingual
from pooling.report.words.stages import STAGES

SLOWEST = 10  # jobs that are named
TEXT = bilingual(
    title=("What this run cost", "Lo que costó esta ejecución"),
    skip=("To the table", "A la tabla"),
    back=("To the report", "Al informe"),
    lead=(
        "{jobs} jobs took {cpu} CPU seconds. The sampler and the compiler took "
        "{programs} of them: that is the minimum, below which no run of these models gets. "
        "All jobs together cost {times} times that minimum.",
        "{jobs} tareas llevaron {cpu} segundos de CPU. El muestreo y la compilación "
        "llevaron {programs} de ellos: ese es el mínimo, del que ninguna ejecución de estos "
        "modelos baja. Todas las tareas juntas costaron {times} veces ese mínimo.",
    ),
    lead_without_floor=(
        "{jobs} jobs took {cpu} CPU seconds.",
        "{jobs} tareas llevaron {cpu} segundos de CPU.",
    ),
    stage=("stage", "etapa"),
    rule=("rule", "regla"),
    jobs=("jobs", "tareas"),
    cpu=("CPU s", "s de CPU"),
    programs=("of it sampler, compiler", "de ellos, muestreo y compilación"),
    wall=("s from start to end", "s de principio a fin"),
    share=("share", "parte"),
    slowest=("The most expensive jobs", "Las tareas más caras"),
    job=("log of the job", "registro de la tarea"),
    how=(
        "Every job writes into its log what it cost; these are the sums. CPU seconds "
        "are those of all cores together, and jobs run side by side, so that the run itself "
        "took less time than its jobs. A job that was not run again has the cost of its last "
        "time; a program that was compiled for an earlier run cost next to nothing here. "
        "What Snakemake itself takes is not in it.",
        "Cada tarea escribe en su registro lo que costó; estas son las sumas. "
        "Los segundos de CPU son los de todos los núcleos juntos, y las tareas van en "
        "paralelo, de modo que la ejecución misma llevó menos tiempo que sus tareas. "
        "Una tarea que no se repitió tiene el costo de su última vez; un programa "
        "compilado para una ejecución anterior no costó aquí casi nada. Lo que ocupa "
        "Snakemake no está incluido.",
    ),
)


def _row(sums: dict, most: float, language: str) -> dict:
    """Write the sums of a stage, a rule or a job."""
    bar = {"own": sums["cpu"] - sums["programs"], "programs": sums["programs"]}
    return {
        **{key: numbers.number(sums[key], language, 1) for key in costs.SUMS},
        "jobs": numbers.count(sums.get("jobs", 1), language),
        # Widths in per cent, of the most expensive row.
        "bar": {key: f"{100 * max(0, value) / most:.2f}" for key, value in bar.items()},
    }


def render(jobs: list[dict], stages: dict[str, str], run: str, language: str) -> str:
    """Render what a run cost, as one page.

    Parameters
    ----------
    jobs : list of dict
        From `pooling.report.costs.of_jobs`; seconds.
    stages : dict of str
        Rule -> stage, a key of `STAGES`.
    """
    t = words.in_language(TEXT, language)
    placed = [job | {"stage": stages[job["rule"]]} for job in jobs]
    sums = {each["stage"]: each for each in costs.added(placed, "stage")}
    most = max(1e-9, *(each["cpu"] for each in sums.values()))
    shown = []
    for stage in (stage for stage in STAGES if stage in sums):
        of_stage = [job for job in placed if job["stage"] == stage]
        shown.append(
            {
                "title": STAGES[stage][language],
                "rules": [
                    {"name": each["rule"]} | _row(each, most, language)
                    for each in costs.added(of_stage, "rule")
                ],
            }
            | _row(sums[stage], most, language)
        )
    total = costs.total(jobs)
    slowest = sorted(jobs, key=lambda job: (-job["cpu"], job["log"]))[:SLOWEST]
    written = {key: numbers.number(total[key], language, 0) for key in costs.SUMS}
    floor = total["programs"]
    times = numbers.number(total["cpu"] / floor, language, 1) if floor else None
    return (
        environment()
        .get_template("timing.html")
        .render(
            t=t,
            title=t["title"],
            lead=t["lead" if times else "lead_without_floor"].format(
                jobs=numbers.count(len(jobs), language), times=times, **written
            ),
            run=run,
            language=language,
            policy=policy([]),
            styles=styles(*STYLES),
            font=font(),
            stages=shown,
            slowest=[{"log": job["log"]} | _row(job, most, language) for job in slowest],
        )
    )
