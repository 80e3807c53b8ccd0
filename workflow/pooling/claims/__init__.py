"""Every statement of the lecture about its models, computed and judged in each run."""

from __future__ import annotations

from math import isfinite

from pooling.claims import coins, groups, lines, rates, shrinkage
from pooling.claims.base import Claim, Evidence, Finding, collect
from pooling.missing import NotComputed

CLAIMS: list[Claim] = sorted(
    coins.CLAIMS + shrinkage.CLAIMS + groups.CLAIMS + lines.CLAIMS + rates.CLAIMS,
    key=lambda claim: claim.id,
)

__all__ = ["CLAIMS", "collect", "judge"]


def _subjects(claim: Claim, evidence: dict[str, Evidence]) -> list[str]:
    """Analyses that a claim is judged on: by family and models, or the lecture's own."""
    fitting = [
        name
        for name in claim.analyses or evidence
        if name in evidence
        and evidence[name].family in claim.judges
        and set(claim.models) <= set(evidence[name].settings["models"])
        and all(
            evidence[name].settings.get(key) == own
            for key, own in claim.analyses.get(name, {}).items()
        )
    ]
    if not claim.analyses:
        return fitting
    return fitting[:1] if len(fitting) == len(claim.analyses) else []


def judge(evidence: dict[str, Evidence]) -> list[dict]:
    """Judge all claims that a run can speak of.

    Parameters
    ----------
    evidence : dict
        Analysis -> its files, from `collect`.

    Returns
    -------
    list of dict
        ``id``, ``analysis``, ``kind``, ``sentence``, ``values``, ``threshold`` and
        ``verdict``, in the order of the lecture; a value that is undefined is
        None. Where what a claim reads is missing, or comes from a failed fit, the
        verdict is "not judged" and ``because`` says why. The identities share the
        chance of a false alarm evenly.
    """
    asked = [(claim, name) for claim in CLAIMS for name in _subjects(claim, evidence)]
    identities = sum(claim.kind == "identity" for claim, _ in asked)
    records = []
    for claim, name in asked:
        own = evidence[name]
        because = None
        try:
            finding = claim.judges[own.family](own, identities)
        except NotComputed as error:
            finding, because = None, str(error)
        if finding is None and because is None:
            continue
        record = {
            "id": claim.id,
            "analysis": name,
            "kind": claim.kind,
            "sentence": claim.sentence,
        }
        records.append(record | _judged(claim, finding, because))
    return records


def _judged(claim: Claim, finding: Finding | None, because: str | None) -> dict:
    """Put a finding into plain values, or say why there is none."""
    if finding is None:
        return {
            "values": {},
            "threshold": {"why": claim.why},
            "verdict": "not judged",
            "because": because,
        }
    return {
        "values": {
            value: number if isfinite(number) else None
            for value, number in finding.values.items()
        },
        "threshold": {"value": finding.threshold, "why": claim.why},
        "verdict": "borne out" if finding.borne_out else "not borne out",
    }
