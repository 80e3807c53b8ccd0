"""House rules of the code itself."""

import ast
import json
import re
import sys

import pytest


@pytest.mark.parametrize("arguments", [("check",), ("format", "--check")])
def test_ruff_is_content(tool, root, arguments):
    done = tool("ruff", *arguments, ".", folder=root)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_library_does_not_know_snakemake(library):
    for path, module in library.items():
        assert not any(name.split(".")[0] == "snakemake" for name in module.imported), (
            path
        )


def test_one_module_knows_how_numbers_are_marked(library):
    """Nobody else swaps decimal marks or raises digits."""
    marks = re.compile(r"""replace\(["'][.,]["'], ["'][.,]["']\)|maketrans|[⁰¹²³]["']""")
    knowing = {path for path, module in library.items() if marks.search(module.text)}
    assert knowing == {"basics/numerals.py"}


def test_a_plan_needs_no_heavy_import(root, run):
    """What every start of Snakemake loads stays light."""
    rules = [path.read_text("utf-8") for path in root.glob("workflow/rules/*.smk")]
    imports = re.findall(r"^from pooling\b.*$", "\n".join(rules), re.MULTILINE)
    assert len(imports) > 8
    code = [
        "import json, sys",
        *imports,
        "[families.get(name) for name in families.NAMES]",
        "print(json.dumps(sorted(sys.modules)))",
    ]
    done = run(sys.executable, "-c", "\n".join(code))
    assert done.returncode == 0, done.stderr
    heavy = {"numpy", "pandas", "scipy", "matplotlib", "cmdstanpy", "arviz_stats"}
    assert not heavy & set(json.loads(done.stdout))


def test_the_declarations_of_figures_need_no_heavy_import(run):
    """A plan asks every family of the lecture which figures it has."""
    code = """if True:
        import json, sys
        from pooling import figures
        from pooling.model import families

        for name in families.NAMES:
            figures.of(name)
            for model in families.get(name).MODELS:
                figures.of_fit(name, model)
        print(json.dumps(sorted(sys.modules)))
    """
    done = run(sys.executable, "-c", code)
    assert done.returncode == 0, done.stderr
    heavy = {"pandas", "scipy", "matplotlib", "cmdstanpy", "arviz_stats"}
    assert not heavy & set(json.loads(done.stdout))


def test_every_script_is_thin(root):
    for path in (root / "workflow" / "scripts").glob("*.py"):
        nodes = ast.parse(path.read_text("utf-8")).body
        made = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While)
        assert not any(isinstance(node, made) for node in nodes), path
