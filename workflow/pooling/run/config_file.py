"""The file of a configuration: YAML, read strictly, its faults in one sentence."""

from __future__ import annotations

import difflib
from pathlib import Path

import yaml

from pooling.basics.errors import PoolingError

UTF16 = (b"\xff\xfe", b"\xfe\xff")
DEEPEST = 20  # levels; a prior's numbers are on the eighth
OPENED = ("while scanning a quoted", "while parsing a flow")
MOST = 100_000  # values, each counted as often as an alias repeats it


class _Loader(yaml.SafeLoader):
    """YAML's plain values, no key twice, and every fault with its line."""

    def construct_mapping(self, node, deep=False):
        """Build a mapping; YAML itself lets a later key replace an earlier one."""
        if isinstance(node, yaml.MappingNode):
            seen = {}
            for key, _ in node.value:
                at = seen.setdefault((key.tag, str(key.value)), key.start_mark)
                if at is not key.start_mark:
                    raise yaml.MarkedYAMLError(
                        problem=f'the key "{key.value}" stands in line {at.line + 1} '
                        "already; keep one of them",
                        problem_mark=key.start_mark,
                    )
        return super().construct_mapping(node, deep)

    def construct_object(self, node, deep=False):
        """Build a value; what looks like a date or a number may be none."""
        try:
            return super().construct_object(node, deep)
        except (ValueError, OverflowError, KeyError):
            raise yaml.MarkedYAMLError(
                problem=f'"{str(node.value)[:40]}" can be read neither as a number nor as a '
                "date; correct it, or put it in quotes",
                problem_mark=node.start_mark,
            ) from None


def read(path: str | Path) -> dict:
    """Read the file of a configuration: YAML in UTF-8, with a byte order mark or not.

    Raises
    ------
    PoolingError
        There is no such file, it is no YAML or holds several documents, a key stands
        twice, there are no keys at its top, or it is nested without end.
    """
    try:
        written = yaml.load(_text(Path(path)), Loader=_Loader)
        _measure(written)
    except yaml.MarkedYAMLError as error:
        at = error.problem_mark
        # What is opened and not closed is found at the end of it all, or far below.
        opened = (error.context or "").startswith(OPENED) and error.context_mark
        at = opened or at
        where = f", line {at.line + 1}" if at else ""
        raise PoolingError(f"{path}{where}: {_plain(error.problem)}.") from None
    except yaml.YAMLError:
        raise PoolingError(
            f"{path} has characters that no YAML file may hold; save it as text in UTF-8."
        ) from None
    except RecursionError:
        raise PoolingError(
            f"{path} is nested more than {DEEPEST} levels deep or repeats itself without "
            "end; a configuration has eight levels, so write it plainly."
        ) from None
    if not isinstance(written, dict):
        held = "is empty" if written is None else "has no keys at its top"
        raise PoolingError(
            f'{path} {held}; write keys with values, "run: my_study" and "analyses: ...", '
            "as config/example_study.yaml does."
        )
    return written


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
        if content.startswith(UTF16):
            raise PoolingError(f"{path} is UTF-16 text; save it in UTF-8.")
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise PoolingError(
            f"{path}, line {line}, is not UTF-8 text; save the file in UTF-8."
        ) from None
    except FileNotFoundError:
        beside = path.parent.glob("*") if path.parent.is_dir() else []
        close = difflib.get_close_matches(path.name, [each.name for each in beside], n=1)
        advice = (
            f'did you mean "{path.with_name(close[0])}"?'
            if close
            else "correct the name."
        )
        raise PoolingError(f"there is no configuration {path}; {advice}") from None
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or str(error)
        raise PoolingError(f"{path} cannot be read: {said}.") from None


def _plain(problem: str) -> str:
    """Say what is wrong in words of the file, not of the parser."""
    if "'\\t'" in problem:
        return "a tab stands where spaces belong; indent with spaces"
    if "another document" in problem:
        return (
            '"---" begins a second document; put each configuration in a file of its own'
        )
    if "constructor for the tag" in problem:
        return 'values have no tags here; leave out what begins with "!"'
    if problem.endswith(("keep one of them", "in quotes")):
        return problem
    return (
        f"this is no YAML, {problem}; look, here and in the line before, for a missing "
        "colon, bracket or quote, and for lines that begin in another column than their "
        "neighbours"
    )


def _measure(written) -> None:
    """Refuse what is nested or repeated without end, as aliases can make it.

    Raises
    ------
    RecursionError
    """
    waiting, count = [(written, 0)], 0
    while waiting:
        value, depth = waiting.pop()
        count += 1
        if depth > DEEPEST or count > MOST:
            raise RecursionError
        inner = value.values() if isinstance(value, dict) else value
        if isinstance(value, dict | list):
            waiting.extend((each, depth + 1) for each in inner)
