"""The page that shows what changed between two versions."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from pooling.report.frame import environment

TEMPLATES = Path(__file__).parent / "templates"
# Verdict on a posterior -> what it means.
POSTERIORS = {
    "identical": "identical to the last bit",
    "agrees": "within Monte Carlo error",
    "moved": "moved",
    "gone": "only in the earlier version",
    "new": "only in the later version",
}


def number(value: float) -> str:
    """Write a number with three digits."""
    return f"{value:.3g}".replace("-", "\N{MINUS SIGN}")


def exact(value) -> str:
    """Write a setting, to its last digit."""
    return "\N{EM DASH}" if value is None else str(value)


def summary(compared: dict) -> list[tuple[str, str, str]]:
    """Say in a line for each part what changed: heading, place on the page, and line."""

    def count(number: int, noun: str, rest: str = "differ") -> str:
        if not number:
            return "the same" if rest == "differ" else "none " + rest
        verb = "differs" if rest == "differ" and number == 1 else rest
        return f"{number} {noun}{'' if number == 1 else 's'} {verb}"

    posteriors = Counter(each["verdict"] for each in compared["posteriors"])
    tables = sum(map(len, compared["tables"].values()))
    sources = sum(map(len, compared["sources"].values()))
    figures = compared["figures"]
    other = sum(len(figures[kind]) for kind in ("changed", "gone", "new"))
    results = compared["count"] - sum(map(len, compared["results"].values()))
    return [
        (
            "Configuration",
            "configuration",
            count(len(compared["configuration"]), "setting"),
        ),
        ("Data", "data", count(tables, "raw table")),
        ("Programs", "programs", count(len(compared["programs"]), "Stan program")),
        ("Library", "library", count(sources, "file")),
        ("Toolchain", "toolchain", count(len(compared["toolchain"]), "item")),
        (
            "Posteriors",
            "posteriors",
            ", ".join(
                f"{posteriors[verdict]} {words}"
                for verdict, words in POSTERIORS.items()
                if posteriors[verdict]
            ),
        ),
        ("Verdicts", "verdicts", count(len(compared["flipped"]), "verdict", "flipped")),
        (
            "Figures",
            "figures",
            f"{other} of {other + len(figures['same'])} differ" if other else "the same",
        ),
        ("Results", "results", f"{results} of {compared['count']} files are identical"),
    ]


def render(compared: dict, base: str, run: str) -> str:
    """Render the comparison of two runs, which are where ``base`` and ``run`` say.

    It is one HTML page; its pictures are those of the runs, which it links.
    """
    templates = environment(TEMPLATES)
    templates.filters |= {"number": number, "exact": exact}
    return templates.get_template("changes.html").render(
        found=compared,
        summary=summary(compared),
        posteriors=POSTERIORS,
        at={"base": base, "run": run},
    )
