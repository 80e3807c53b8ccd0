"""The page that says what a run cost, stage by stage, beside what it must cost."""

from __future__ import annotations

from pooling.report import costs, numbers, words
from pooling.report.frame import environment, font, policy, styles
from pooling.report.page import STYLES
from pooling.report.words import STAGES

SLOWEST = 10  # jobs that are named
SAMPLED = 0.01  # share of the sampler and the compiler, below which draws came otherwise
TEXT = words.WORDS["timing"]


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
    floor, sampled = total["programs"], total["programs"] > SAMPLED * total["cpu"]
    times = numbers.number(total["cpu"] / floor, language, 1) if sampled else None
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
