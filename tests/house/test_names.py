"""Variables are called by what they hold: a name that fits everything says nothing."""

import pytest
from modules import read

VAGUE = ("found", "own")
# Module of the library -> how often it has each of these names yet; others have none. A
# number may fall, and its row go; where a row has to grow, a variable wants a better name.
YET = {
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
    "model/effects/normal.py": (9, 10),
    "model/effects/regression/base.py": (10, 2),
    "model/effects/regression/closed.py": (21, 22),
    "model/effects/regression/coordinates.py": (5, 3),
    "model/effects/regression/guess.py": (2, 0),
    "model/effects/regression/hermite.py": (13, 26),
    "model/effects/regression/nodes.py": (6, 6),
    "model/effects/regression/sums.py": (4, 0),
    "model/families/regression/levels.py": (0, 22),
    "model/sums.py": (8, 10),
    "report/answers/pairs.py": (0, 1),
    "report/strip.py": (0, 1),
    "sampling/fitting.py": (9, 8),
    "sampling/mixing.py": (8, 0),
    "table/columns.py": (2, 0),
    "table/tables.py": (9, 0),
}


@pytest.mark.parametrize("name", VAGUE)
def test_variables_are_named_by_content(library, name):
    most = {path: row[VAGUE.index(name)] for path, row in YET.items()}
    counted = {path: module.variables[name] for path, module in library.items()}
    more = {path: n for path, n in counted.items() if n > most.get(path, 0)}
    assert not more, f'name what each "{name}" holds'


def test_a_vague_name_would_be_seen():
    text = 'def f(own):\n    found = f"{own}"\n    return found, f.own, f(own=1)\n'
    variables = read(text).variables
    assert (variables["own"], variables["found"]) == (2, 2)
