"""Other ways to have the project: their recipes hold to the lock and to what there is."""

import re

import pytest
import yaml
from packaging.specifiers import SpecifierSet

ACTION = re.compile(r"[\w-]+/[\w-]+@v\d+")
BEGUN = "# A configuration to begin with"


@pytest.fixture(scope="module")
def dockerfile(root) -> list[str]:
    """Read the commands of the container, each in one line."""
    text = (root / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
    lines = (" ".join(line.split()) for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


@pytest.fixture(scope="module")
def pythons(root) -> SpecifierSet:
    """Give the Pythons for which the environment of the rules is written."""
    written = yaml.safe_load((root / "workflow/envs/pooling.yaml").read_text("utf-8"))
    (python,) = (d for d in written["dependencies"] if str(d).startswith("python "))
    return SpecifierSet(python.removeprefix("python "))


def test_the_continuous_integration_runs_the_command_of_the_project(root):
    (path,) = (root / ".github/workflows").glob("*.yml")
    (job,) = yaml.safe_load(path.read_text("utf-8"))["jobs"].values()
    assert ".ci/run" in [step.get("run") for step in job["steps"]]
    systems = {each["system"] for each in job["strategy"]["matrix"]["include"]}
    assert systems == {"ubuntu-latest", "macos-latest"}


def test_actions_have_their_major_version(root):
    (path,) = (root / ".github/workflows").glob("*.yml")
    (job,) = yaml.safe_load(path.read_text("utf-8"))["jobs"].values()
    used = [step["uses"] for step in job["steps"] if "uses" in step]
    assert len(used) > 2
    assert [each for each in used if not ACTION.fullmatch(each)] == []


def test_the_pythons_of_the_recipes_are_those_of_the_project(root, dockerfile, pythons):
    (path,) = (root / ".github/workflows").glob("*.yml")
    (job,) = yaml.safe_load(path.read_text("utf-8"))["jobs"].values()
    tested = {each["python"] for each in job["strategy"]["matrix"]["include"]}
    (base,) = (line for line in dockerfile if line.startswith("FROM "))
    image = re.fullmatch(r"FROM python:(\d+\.\d+)-slim", base)
    assert all(pythons.contains(version) for version in (*tested, image[1]))
    assert image[1] in tested


def test_the_conda_environment_installs_the_lock(root):
    own, rules = (
        yaml.safe_load((root / name).read_text("utf-8"))
        for name in ("environment.yml", "workflow/envs/pooling.yaml")
    )
    assert own["channels"] == rules["channels"]
    *system, packages = own["dependencies"]
    assert system == rules["dependencies"][:-1]
    assert packages == {"pip": ["-r requirements.lock.txt"]}


def test_the_container_installs_the_lock_and_nothing_else(root, dockerfile):
    installs = [line for line in dockerfile if "pip install" in line]
    assert len(installs) == 2
    assert "--require-hashes --requirement requirements.lock.txt" in installs[0]
    assert "--no-deps" in installs[1]
    assert dockerfile.index(installs[0]) < dockerfile.index(installs[1])
    for line in dockerfile:
        if line.startswith("COPY"):
            _, source, _ = line.split()
            assert (root / source).exists(), line
    assert 'ENTRYPOINT ["pooling"]' in dockerfile


def test_the_container_takes_nothing_along_that_git_ignores(root):
    ignored = (root / ".gitignore").read_text("utf-8").splitlines()
    left_out = (root / ".dockerignore").read_text("utf-8").splitlines()
    for name in (".venv/", ".snakemake/", "build/", "results/", "*.egg-info/"):
        assert name in ignored
        plain = name.rstrip("/")
        assert plain in left_out or f"{plain}*" in left_out


def test_the_catalog_is_told_what_is_there(root):
    told = yaml.safe_load((root / ".snakemake-workflow-catalog.yml").read_text("utf-8"))
    usage = told["usage"]
    assert usage["report"] is True
    assert usage["mandatory-flags"]["flags"] == "--cores 4"
    assert set(usage["software-stack-deployment"].values()) == {False}
    for path in re.findall(r"\w+/[\w.]+\.md", usage["mandatory-flags"]["desc"]):
        assert (root / path).is_file()


def test_every_configuration_is_named_in_its_folder(root):
    """But for those that `make study` has begun there: tests pass beside them."""
    listed = (root / "config" / "README.md").read_text("utf-8")
    there = (root / "config").glob("*.yaml")
    kept = [p for p in there if not p.read_text("utf-8").startswith(BEGUN)]
    assert {f"`{path.name}`" for path in kept} == set(re.findall(r"`\w+\.yaml`", listed))
