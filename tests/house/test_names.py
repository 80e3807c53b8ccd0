"""Variables are called by what they hold: a name that fits everything says nothing."""

import pytest
from modules import read

VAGUE = ("found", "own")


@pytest.mark.parametrize("name", VAGUE)
def test_variables_are_named_by_content(library, name):
    vague = [path for path, module in library.items() if module.variables[name]]
    assert not vague, f'name what each "{name}" holds'


def test_a_vague_name_would_be_seen():
    text = 'def f(own):\n    found = f"{own}"\n    return found, f.own, f(own=1)\n'
    variables = read(text).variables
    assert (variables["own"], variables["found"]) == (2, 2)
