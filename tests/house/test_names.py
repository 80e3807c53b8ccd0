"""Variables are called by what they hold: a name that fits everything says nothing."""

import ast
from collections import Counter

import pytest

VAGUE = ("found", "own")
# Module of the library -> how often it has each of these names yet; others have none. A
# number may fall, and its row go; where a row has to grow, a variable wants a better name.
YET = {
    "basics/long_tables.py": (4, 0),
    "basics/prefork.py": (2, 0),
    "checks/calibration/__init__.py": (9, 11),
    "checks/predictive/many_rows.py": (6, 8),
    "checks/predictive/regression.py": (9, 13),
    "checks/results.py": (6, 11),
    "checks/sensitivity.py": (28, 11),
    "exact/draws.py": (7, 22),
    "exact/explore/means.py": (2, 4),
    "exact/importance.py": (7, 0),
    "exact/independent.py": (0, 8),
    "exact/normal.py": (3, 0),
    "exact/refitting.py": (9, 4),
    "model/density/regression.py": (17, 23),
    "model/effects/normal.py": (9, 10),
    "model/effects/regression/base.py": (10, 2),
    "model/effects/regression/closed.py": (21, 22),
    "model/effects/regression/coordinates.py": (5, 3),
    "model/effects/regression/guess.py": (2, 0),
    "model/effects/regression/hermite.py": (13, 30),
    "model/effects/regression/nodes.py": (6, 6),
    "model/effects/regression/sums.py": (4, 0),
    "model/effects/regression/together.py": (3, 3),
    "model/families/regression/levels.py": (9, 22),
    "model/families/regression/settings.py": (13, 25),
    "model/families/regression/stan.py": (20, 2),
    "model/families/settings.py": (2, 3),
    "model/sums.py": (8, 10),
    "report/answers/pairs.py": (0, 1),
    "report/strip.py": (0, 1),
    "sampling/collapsed/base.py": (3, 9),
    "sampling/collapsed/normal.py": (2, 5),
    "sampling/collapsed/regression.py": (9, 16),
    "sampling/fitting.py": (9, 8),
    "sampling/mixing.py": (8, 0),
    "table/columns.py": (2, 0),
    "table/parts.py": (5, 5),
    "table/preparation.py": (0, 3),
    "table/tables.py": (9, 0),
}


def vague_names(text: str) -> Counter:
    """Count the variables and arguments of a module that have such a name."""
    nodes = ast.walk(ast.parse(text))
    named = {ast.Name: "id", ast.arg: "arg"}
    names = (getattr(node, named[type(node)]) for node in nodes if type(node) in named)
    return Counter(name for name in names if name in VAGUE)


@pytest.mark.parametrize("name", VAGUE)
def test_variables_are_named_by_content(root, name):
    library = root / "workflow" / "pooling"
    most = {path: row[VAGUE.index(name)] for path, row in YET.items()}
    counted = {
        path.relative_to(library).as_posix(): vague_names(path.read_text("utf-8"))[name]
        for path in library.rglob("*.py")
    }
    more = {path: n for path, n in counted.items() if n > most.get(path, 0)}
    assert not more, f'name what each "{name}" holds'


def test_a_vague_name_would_be_seen():
    text = 'def f(own):\n    found = f"{own}"\n    return found, f.own, f(own=1)\n'
    assert vague_names(text) == {"own": 2, "found": 2}
