"""The rooms of the library: their order, and what each says of itself."""

import ast
import re
from pkgutil import resolve_name

import pooling
import pytest
from modules import Module, read
from pooling.run import dependencies

ROOMS = pooling.ROOMS
# Modules that are loaded by the name of a family, f"pooling.exact.{family}".
BY_NAME = re.compile(r"\bpooling\.(\w+)")


def rooms_of(module: Module) -> set[str]:
    """Name the rooms that a module imports from, at its top or later."""
    named = [name.split(".") for name in module.imported]
    rooms = {parts[1] for parts in named if parts[0] == "pooling" and len(parts) > 1}
    for text in module.formatted:
        rooms |= set(BY_NAME.findall(text))
    return rooms & set(ROOMS)


def test_every_module_stands_in_a_room(root):
    library = root / "workflow" / "pooling"
    folders = {path.name for path in library.iterdir() if any(path.glob("**/*.py"))}
    assert folders == set(ROOMS)
    assert [path.name for path in library.glob("*.py")] == ["__init__.py"]


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_from_earlier_rooms_only(library, room):
    later = set(ROOMS[ROOMS.index(room) + 1 :])
    for path, module in library.items():
        assert not (path.startswith(f"{room}/") and rooms_of(module) & later), path


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_says_what_comes_in_and_what_goes_out(root, room):
    text = (root / "workflow" / "pooling" / room / "__init__.py").read_text("utf-8")
    said = " ".join(ast.get_docstring(ast.parse(text)).split())
    assert "Comes in: " in said
    assert " Goes out: " in said


def test_the_order_would_be_seen_to_be_broken():
    for text in (
        "from pooling import run\n",
        "def late():\n    from pooling.run.config import load\n",
        'load(f"pooling.run.{name}")',
        "import pooling.run.config",
    ):
        assert rooms_of(read(text)) == {"run"}


def test_no_import_of_the_project_is_overlooked(library, root):
    """What rules find in the text is what Python finds in all of it."""
    scripts = {path.name: path for path in root.glob("workflow/scripts/*.py")}
    assert len(scripts) > 10
    modules = library | {name: read(p.read_text("utf-8")) for name, p in scripts.items()}
    for path, module in modules.items():
        written = {
            text for node in module.imports if "pooling" in (text := ast.unparse(node))
        }
        statements = ast.parse("\n".join(dependencies.STATEMENTS.findall(module.text)))
        assert {ast.unparse(node) for node in statements.body} == written, path


def test_what_a_text_names_is_there(library):
    """A docstring that sends its reader on names a module, class or function."""
    named = re.compile(r"`(pooling(?:\.\w+)+)`")
    for path, module in library.items():
        for name in named.findall(module.text):
            try:
                resolve_name(name)
            except (ImportError, AttributeError) as error:
                raise AssertionError(f"{path} names {name}") from error
