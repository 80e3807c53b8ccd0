"""Read what a proposed configuration has in comments: other readings of the table."""

from itertools import takewhile

import yaml


def readings(text: str):
    """Give what stands in comments: the reason, and keys of an analysis."""
    for block in text.split("    #\n")[1:]:
        lines = takewhile(lambda line: line.startswith("    # "), block.splitlines())
        words = [line.removeprefix("    # ") for line in lines]
        start = next(n for n, line in enumerate(words) if line.startswith("family: "))
        yield " ".join(words[:start]), yaml.safe_load("\n".join(words[start:]))
