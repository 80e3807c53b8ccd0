"""The command `pooling`: what make and Snakemake do, for who has neither habit.

It composes a command of Snakemake, says it and becomes it.
"""

from __future__ import annotations

import argparse
import os
import shlex
import sys
from pathlib import Path

from pooling.basics import places

CONFIGURED = (".yaml", ".yml", ".json")  # how the names of configurations end
EPILOG = """\
examples:
  pooling study my.csv            look at a table, write a configuration to begin with
  pooling look my.yaml            a first answer in seconds, without Stan
  pooling run my.yaml             all of it: fits, checks, figures, the report
  pooling run my.yaml results/my_study/radon/figures/shrinkage.svg
  pooling run my.yaml -- --dry-run --config run=v2
  pooling doctor                  what is missing on this machine, and how to fix it

Words behind "--" go to Snakemake as they are (snakemake --help).
"""


def parser() -> argparse.ArgumentParser:
    """Describe the command line."""
    arguments = argparse.ArgumentParser(
        prog="pooling",
        description="Hierarchical Bayesian models, from a table of data to a checked report.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = arguments.add_subparsers(dest="command", required=True, metavar="command")
    study = commands.add_parser("study", help="write a configuration to begin with")
    study.add_argument("table", help="a CSV, Parquet or Feather file")
    study.add_argument("--out", help="where to write it")
    for name, words in (
        ("run", "make the report, or what else is named"),
        ("look", "answer first, without Stan; an analysis may be named"),
    ):
        command = commands.add_parser(name, help=words)
        command.add_argument(
            "words", nargs="+", metavar="my.yaml", help="and what to make"
        )
        command.add_argument("--cores", default="4", help="jobs side by side (4)")
    commands.add_parser("doctor", help="what is missing, and how to fix it")
    return arguments


def composed(name: str, words: list[str], cores: str, options: list[str]) -> list[str]:
    """Compose the arguments of Snakemake for "run" or "look".

    ``words`` are configurations, by how their names end, and targets, of a look analyses;
    ``options`` are passed on as they are, targets among them behind "--".
    """
    files = [word for word in words if Path(word).suffix in CONFIGURED]
    targets = [word for word in words if word not in files]
    if name == "look":
        targets = [f"look_{target}" for target in targets] or ["look"]
    return [
        *("--snakefile", str(places.project() / "Snakefile"), "--cores", cores),
        *(("--configfile", *files) if files else ()),
        *options,
        *(("--", *targets) if targets else ()),
    ]


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line asks for."""
    words = sys.argv[1:] if arguments is None else arguments
    at = words.index("--") if "--" in words else len(words)
    given = parser().parse_args(words[:at])
    if given.command == "study":
        from pooling.run import study

        return study.main([given.table, *(("--out", given.out) if given.out else ())])
    if given.command == "doctor":
        from pooling.run import doctor

        return doctor.main()
    composed_words = composed(given.command, given.words, given.cores, words[at + 1 :])
    print(shlex.join(["snakemake", *composed_words]), file=sys.stderr, flush=True)
    os.execv(sys.executable, [sys.executable, "-m", "snakemake", *composed_words])
    return 1  # never: this process is Snakemake now


if __name__ == "__main__":
    sys.exit(main())
