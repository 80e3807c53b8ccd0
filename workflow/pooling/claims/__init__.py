"""Every statement of the lecture about its models, computed and judged in each run.

Comes in: the results of the analyses, exact and drawn. Goes out: for each claim its numbers
against a bar, and a verdict. Claims about data become findings in another table.
"""

from __future__ import annotations

from dataclasses import replace
from math import isfinite

from pooling.basics import jobs, not_computed
from pooling.claims.base import (
    NOT_SUPPORTED,
    REASONS,
    Claim,
    Evidence,
    Finding,
    collect,
    not_judgeable,
    reason,
)
from pooling.claims.statements import CLAIMS

__all__ = ["CLAIMS", "collect", "judge"]


def _subjects(claim: Claim, evidence: dict[str, Evidence]) -> list[str]:
    """Analyses that a claim is judged on: by family and models, or the lecture's own."""
    fitting = [
        name
        for name in claim.analyses or evidence
        if name in evidence
        and claim.judge_of(evidence[name].family)
        and set(claim.models) <= set(evidence[name].settings["models"])
        and all(
            evidence[name].settings.get(key) == value
            for key, value in claim.analyses.get(name, {}).items()
        )
    ]
    if not claim.analyses:
        return fitting
    return fitting[:1] if len(fitting) == len(claim.analyses) else []


def _found(claim: Claim, subject: Evidence, count: int, log: str) -> Finding | None:
    """Judge a claim on one analysis, unless what it reads failed or is missing.

    A fault of the program in one claim leaves the others alone.
    """
    read = [subject] + [
        subject.others[name] for name in claim.analyses if name in subject.others
    ]
    failed = [
        f"{evidence.analysis}/{model}"
        for evidence in {each.analysis: each for each in read}.values()
        for model in evidence.failed(claim.models)
    ]
    if failed:
        return not_judgeable("failed fit", failed=", ".join(failed))
    try:
        return claim.judge_of(subject.family)(subject, count)
    except not_computed.NotComputed as error:
        return not_judgeable("not computed", because=error)
    except Exception as error:
        why = jobs.without(error, log, f"claim {claim.id} on {subject.analysis}")
    return replace(not_judgeable("fault", because=why.because), fault=why)


def _reason(claim: Claim, finding: Finding) -> dict[str, str] | None:
    """Say why a claim was not judged, or what it means that one is not supported.

    One of the code speaks for itself: there something is broken.
    """
    if claim.kind == "code" or finding.verdict != NOT_SUPPORTED:
        return finding.reason
    why = finding.reason or reason("below the bar")
    return {each: f"{text} {REASONS['finding'][each]}" for each, text in why.items()}


def judge(evidence: dict[str, Evidence], log: str = "") -> list[dict]:
    """Judge all claims that a run can speak of.

    Parameters
    ----------
    evidence : dict
        Analysis -> its files, from `collect`.
    log : str
        Log of the job, named where the program is at fault.

    Returns
    -------
    list of dict
        ``id``, ``analysis``, ``kind``, ``sentence``, ``values``, ``threshold``,
        ``verdict`` and ``reason``, in the order of the lecture; a value that is
        undefined is None. What judges the code shares the chance of a false alarm
        evenly. With `pooling.basics.not_computed.told` where the program could not judge.
    """
    asked = [(claim, name) for claim in CLAIMS for name in _subjects(claim, evidence)]
    count = sum(claim.kind == "code" for claim, _ in asked)
    records = []
    for claim, name in asked:
        subject = evidence[name]
        finding = _found(claim, subject, count, log)
        if finding is None:
            continue
        records.append(
            {
                "id": claim.id,
                "analysis": name,
                "kind": claim.kind,
                "sentence": {
                    language: sentence.replace("{centre}", subject.centre(language))
                    for language, sentence in claim.told.items()
                },
                "values": {
                    value: number if isfinite(number) else None
                    for value, number in finding.values.items()
                },
                "threshold": {"value": finding.threshold, "why": claim.why},
                "verdict": finding.verdict,
                "reason": _reason(claim, finding),
                **(not_computed.told(finding.fault) if finding.fault else {}),
            }
        )
    return records
