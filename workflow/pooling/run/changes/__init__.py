"""Two versions of a run beside each other: what went in, and what became of it."""

from __future__ import annotations

import difflib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from pooling.basics.files import read_json
from pooling.run import manifest, provenance
from pooling.run.changes import moved
from pooling.run.seal import flat

CONTEXT = 2  # unchanged lines around a changed one


@dataclass(frozen=True)
class Version:
    """A finished run.

    Attributes
    ----------
    folder : Path
        Its results.
    manifest : dict
        What made it.
    """

    folder: Path
    manifest: dict

    @classmethod
    def of(cls, folder: Path) -> Version:
        """Read a run; one that is not finished is refused."""
        return cls(folder, manifest.read(folder))

    @property
    def name(self) -> str:
        """Name of the run."""
        return self.folder.name

    def having(self, suffix: str) -> list[str]:
        """Results with such an ending that are still there."""
        return [
            name
            for name in self.manifest["results"]
            if name.endswith(suffix) and (self.folder / name).is_file()
        ]


def settings(base: dict, run: dict) -> list[dict]:
    """List the nested settings that differ: ``key``, ``base`` and ``run``, None without one."""
    before, after = flat(base), flat(run)
    return [
        {"key": key, "base": before.get(key), "run": after.get(key)}
        for key in dict.fromkeys([*before, *after])
        if before.get(key) != after.get(key)
    ]


def rows(path: Path) -> Counter:
    """Count the rows of a prepared table, whatever their order and numbering."""
    from pooling.table.tables import read_prepared

    table = read_prepared(path).drop(columns="row").sort_index(axis=1)
    return Counter((*table, *row) for row in table.itertuples(index=False, name=None))


def data(base: Version, run: Version) -> list[dict]:
    """Compare the tables that were modelled.

    Of each analysis whose table differs: ``analysis``, rows in ``base`` and ``run``, and
    how many are ``gone`` and ``new``.
    """
    tables = []
    for name in base.having("/prepared.parquet"):
        if name in run.manifest["results"] and (run.folder / name).is_file():
            before, after = (rows(version.folder / name) for version in (base, run))
            if before != after:
                tables.append(
                    {
                        "analysis": Path(name).parent.as_posix(),
                        "base": before.total(),
                        "run": after.total(),
                        "gone": (before - after).total(),
                        "new": (after - before).total(),
                    }
                )
    return tables


def programs(base: Version, run: Version) -> list[dict]:
    """List the Stan programs that differ, line by line where their texts are known.

    ``name``, ``how`` (changed, gone or new) and ``lines``, of a unified difference; none
    where neither the folder nor git has a text.
    """
    changed = []
    sorted_out = manifest.changes(base.manifest["programs"], run.manifest["programs"])
    for how, names in sorted_out.items():
        for name in names:
            texts = [
                provenance.text_at(
                    name,
                    version.manifest["programs"].get(name) or "",
                    version.manifest["git"]["commit"],
                )
                for version in (base, run)
            ]
            lines = []
            if how == "changed" and None not in texts:
                split = [text.splitlines() for text in texts]
                lines = list(
                    difflib.unified_diff(
                        *split, base.name, run.name, lineterm="", n=CONTEXT
                    )
                )
            changed.append({"name": name, "how": how, "lines": lines})
    return changed


def verdicts(version: Version) -> dict[tuple[str, str], str]:
    """Collect all verdicts of a run, by what is judged, and by the sentence if there is one."""
    verdict_of = {}
    for name in version.having(".json"):
        if name.startswith("sbc/") or "/figures/" in name:
            continue
        content = read_json(version.folder / name)
        place = name.removesuffix(".json")
        for claim in content if name == "claims.json" else []:
            key = (f"{claim['analysis']}: claim {claim['id']}", claim["sentence"]["en"])
            verdict_of[key] = claim["verdict"]
        if isinstance(content, dict) and isinstance(content.get("verdict"), str):
            verdict_of[place, ""] = content["verdict"]
        if name.endswith("/comparison.json"):
            for kind, told in content.items():
                if isinstance(told, dict) and "close" in told:
                    best = ", ".join(sorted(told["close"]))
                    verdict_of[f"{place}: {kind}", "Predicts best, or as well"] = best
    return verdict_of


def flipped(base: Version, run: Version) -> list[dict]:
    """List the claims and checks whose verdict is another one.

    ``what``, ``sentence``, ``base`` and ``run``; None where a version does not judge it.
    """
    before, after = verdicts(base), verdicts(run)
    return [
        {
            "what": key[0],
            "sentence": key[1],
            "base": before.get(key),
            "run": after.get(key),
        }
        for key in dict.fromkeys([*before, *after])
        if before.get(key) != after.get(key)
    ]


def figures(base: Version, run: Version) -> dict:
    """Sort the figures of both runs, in the first language of the project, by their paths.

    ``changed``, ``gone``, ``new`` and ``same``.
    """
    before, after = (
        {
            name: version.manifest["results"][name]
            for name in version.having(".svg")
            if not name.endswith(".es.svg")
        }
        for version in (base, run)
    )
    changed = manifest.changes(before, after)
    other = {name for names in changed.values() for name in names}
    return changed | {"same": sorted({*before, *after} - other)}


def compare(base: Version, run: Version) -> dict:
    """Compare two finished runs: what `pooling.run.changes.page` shows."""
    before, after = base.manifest, run.manifest
    tools = ("toolchain", "versions", "system", "git")
    return {
        "base": base.name,
        "run": run.name,
        "configuration": settings(
            *({**each["configuration"], "run": ""} for each in (before, after))
        ),
        "tables": manifest.changes(before["tables"], after["tables"]),
        "data": data(base, run),
        "programs": programs(base, run),
        "sources": manifest.changes(before["sources"], after["sources"]),
        "toolchain": settings(
            {name: before[name] for name in tools}, {name: after[name] for name in tools}
        ),
        "posteriors": moved.of_runs(
            base.folder, run.folder, *(v.having("/posterior.nc") for v in (base, run))
        ),
        "flipped": flipped(base, run),
        "figures": figures(base, run),
        "results": manifest.changes(before["results"], after["results"]),
        "count": len({*before["results"], *after["results"]}),
    }
