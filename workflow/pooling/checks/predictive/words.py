"""Names and sentences of the predictive checks, for figures and report alike."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from pooling.basics import prose
from pooling.basics.numerals import UNDEFINED, decimals_of, written

WIDER = 1.05  # ratio of two sds from which the difference matters to a reader
FEW = 20  # observations: of fewer no per cent are told
UNSEEN = 0.005  # difference of such a ratio from 1 that is rounded away
WORDS = prose.read(Path(__file__).parent / "texts" / "words.md")
# Test quantity -> language -> name.
QUANTITIES, REPLICATES = WORDS["quantities"], WORDS["replicates"]


def _number(value: float | None, language: str, form: str = ".3g") -> str:
    """Write a number with the signs of the language, never in powers of ten."""
    if value is None:
        return UNDEFINED
    text = format(value, form)
    if "e" in text:
        text = format(float(text), ".0f" if abs(value) >= 1 else ".6f")
    return written(text, language)


def _percentage(share: float | None, language: str) -> str:
    """Write a share in per cent, with a decimal where it is small."""
    if share is None:
        return UNDEFINED
    form = ".1f" if 0 < share < 0.0995 else ".0f"
    return _number(100 * share, language, form)


THOUSAND = 1000


def _ratio(value: float | None, language: str) -> str:
    """Write a ratio to three digits: 1 as 1.00; one of thousands is a prior's alone."""
    if value is None:
        return UNDEFINED
    if value > THOUSAND:
        return WORDS["new group"]["thousands"][language]
    return written(format(value, ".0f" if value >= 99.95 else "#.3g"), language)


def how_wide(ratio: float) -> str:
    """Name the ratio of a prediction's sd to another's.

    "wider" or "narrower" where the difference matters, else "hardly wider" or "hardly
    narrower"; "as wide" where it is not seen.
    """
    if abs(ratio - 1) < UNSEEN:
        return "as wide"
    name, size = ("wider", ratio) if ratio > 1 else ("narrower", 1 / ratio)
    return name if size >= WIDER else f"hardly {name}"


def name_of_test(test: str, language: str) -> str:
    """Name a test: an entry of ``flagged_by``, ``name``, or ``name/replicates``."""
    name, _, replicates = test.partition("/")
    words = QUANTITIES[name][language]
    return f"{words} ({REPLICATES['new'][language]})" if replicates == "new" else words


def prior_reading(check: dict[str, Any], language: str, unit: str | None = None) -> str:
    """Say how plausible the priors are, and whether the table is within their reach.

    From ``prior_predictive.json``; ``unit`` is that of the outcome, where that is what the
    priors are judged by.
    """
    ends, reach = check["plausible"], check["expected"]
    words = {
        "verdict": WORDS["before"][check["verdict"]][language],
        "what": WORDS["expected"][check["quantity"]][language],
        "seen": _percentage(check["observed_outside"], language),
    }
    unit = unit if check["quantity"] == "y" else None
    low, high = reach["q5"], reach["q95"]
    form = f".{decimals_of(None if None in (low, high) else high - low)}f"
    total, share = check["observations"], check["observed_outside"]
    said = {"expected": words | _ends(low, high, language=language, form=form, unit=unit)}
    if ends is None:
        said["no range"] = {}
    else:
        said["range"] = {
            "outside": _percentage(check["outside"], language),
            "most": _number(100 * check["threshold"]["outside"], language),
            **_ends(*ends, language=language, form=".6g", unit=unit),
        }
    # Of few observations a share in per cent says more than there is.
    count = UNDEFINED if share is None else round(total * share)
    seen = "seen of few" if total < FEW else "seen"
    said[seen] = words | {"count": count, "observations": total}
    if check.get("sampled", total) < total:  # not every observation was looked at
        said["sampled"] = {
            "sampled": _number(check["sampled"], language, ".0f"),
            "observations": _number(total, language, ".0f"),
            "error": _number(100 * check["observed_outside_error"], language, ".2f"),
        }
    sentences = WORDS["prior"]
    return " ".join(sentences[key][language].format(**gaps) for key, gaps in said.items())


def _ends(low, high, *, language: str, form: str, unit: str | None) -> dict[str, str]:
    """Write the ends of a range, and its unit after the second."""
    first, second = (_number(end, language, form) for end in (low, high))
    return {"low": first, "high": f"{second} {unit}" if unit else second}


def posterior_reading(
    check: dict[str, Any], language: str, named: Callable[[str], str] = str
) -> str:
    """Say in one sentence whether the fit reproduces its table.

    Where single groups are flagged, they are ``named``, and a second sentence says what can
    be done, or that a model without groups is refuted by them.
    """
    groups = ""
    if "groups" in check["flagged_by"]:
        groups = ", ".join(map(named, flagged_groups(check)))
    sentences = WORDS["posterior"]
    text = sentences[check["because"] or check["verdict"]][language].format(
        tests=check["tests"],
        level=_number(100 * check["level"], language),
        names=", ".join(
            name_of_test(test, language)
            + (f" ({groups})" if groups and test == "groups" else "")
            for test in check["flagged_by"]
        ),
    )
    if groups:  # of a model without groups it is the model that they speak against
        remedy = "no groups" if check["pooling"] == "complete" else "remedy"
        text = f"{text} {sentences[remedy][language]}"
    return text


def flagged_groups(check: dict[str, Any]) -> list[str]:
    """List the groups that are flagged, of those that stand out most, worst first."""
    return list(dict.fromkeys(row["group"] for row in flagged_rows(check)))


def flagged_rows(check: dict[str, Any]) -> list[dict[str, Any]]:
    """List what the flagged groups are flagged for, worst first."""
    if "groups" not in check["flagged_by"]:
        return []
    limit = check["level"] / check["tests"] / max(check["groups"].get("tests", 1), 1)
    return [row for row in check["groups"]["worst"] if row["p_value"] < limit]


def new_group_reading(check: dict[str, Any], language: str) -> str:
    """Say in one sentence how much wider the prediction for a new group is.

    From ``predictive_new_group.json`` of a model with groups.
    """
    ends = [check[f"{end}_ratio"] for end in ("least", "largest")]
    sentences = {key: text[language] for key, text in WORDS["new group"].items()}
    if None in ends:
        return sentences["no ratio"]
    low, high = (_ratio(end, language) for end in ends)
    first, last = (WORDS["how wide"][how_wide(end)][language] for end in ends)
    times = sentences["one ratio" if low == high else "two ratios"]
    text = sentences["alike" if first == last else "apart"]
    return text.format(low=first, high=last, times=times.format(low=low, high=high))
