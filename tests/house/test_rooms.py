"""The rooms of the library: their order, and what each says of itself."""

import ast
import re
from pkgutil import resolve_name

import pooling
import pytest

ROOMS = pooling.ROOMS
# Modules that are loaded by the name of a family, f"pooling.exact.{family}".
BY_NAME = re.compile(r"\bpooling\.(\w+)")


def rooms_in(text: str) -> set[str]:
    """Name the rooms that a module imports from, at its top or later."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and not node.level:
            if node.module == "pooling":
                found |= {alias.name for alias in node.names}
            elif node.module.startswith("pooling."):
                found.add(node.module.split(".")[1])
        elif isinstance(node, ast.Import):
            found |= {
                alias.name.split(".")[1]
                for alias in node.names
                if alias.name.startswith("pooling.")
            }
        elif isinstance(node, ast.JoinedStr):
            for part in node.values:
                if isinstance(part, ast.Constant):
                    found |= set(BY_NAME.findall(part.value))
    return found & set(ROOMS)


def test_every_module_stands_in_a_room(root):
    library = root / "workflow" / "pooling"
    folders = {path.name for path in library.iterdir() if any(path.glob("**/*.py"))}
    assert folders == set(ROOMS)
    assert [path.name for path in library.glob("*.py")] == ["__init__.py"]


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_from_earlier_rooms_only(root, room):
    later = set(ROOMS[ROOMS.index(room) + 1 :])
    for path in (root / "workflow" / "pooling" / room).rglob("*.py"):
        assert not rooms_in(path.read_text("utf-8")) & later, path


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_says_what_comes_in_and_what_goes_out(root, room):
    text = (root / "workflow" / "pooling" / room / "__init__.py").read_text("utf-8")
    said = " ".join(ast.get_docstring(ast.parse(text)).split())
    assert "Comes in: " in said
    assert " Goes out: " in said


def test_the_order_would_be_seen_to_be_broken():
    assert rooms_in("from pooling import run\n") == {"run"}
    assert rooms_in("def late():\n    from pooling.run.config import load\n") == {"run"}
    assert rooms_in('load(f"pooling.run.{name}")') == {"run"}
    assert rooms_in("import pooling.run.config") == {"run"}


def test_what_a_text_names_is_there(root):
    """A docstring that sends its reader on names a module, class or function."""
    named = re.compile(r"`(pooling(?:\.\w+)+)`")
    for path in (root / "workflow" / "pooling").rglob("*.py"):
        for name in named.findall(path.read_text("utf-8")):
            try:
                resolve_name(name)
            except (ImportError, AttributeError) as error:
                raise AssertionError(f"{path} names {name}") from error
