"""Configurations of any kind: planned, or refused in one sentence."""

import copy
import datetime

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pooling.basics.errors import PoolingError
from pooling.run import config, config_file
from pooling.table import preparation

TABLE = "g,x,y,n\n" + "".join(
    f"{group},{x},{y},9\n"
    for x, (group, y) in enumerate(zip("aabbcc", (1, 2, 4, 3, 5, 8), strict=True))
)
COLUMN = {"column": "y", "label": "yield", "unit": {"en": "g", "es": "g"}}
GROUP = {"column": "g", "show": ["a", "b"]}
PRIORS = {"no_pooling": {"priors": {"sigma": {"exponential": 1}}}}
OMEGA = {"partial_pooling": {"priors": {"omega": {"beta": [2, 2]}}}}
BASE = {
    "run": "r",
    "seed": 1,
    "languages": ["en"],
    "sampling": {"chains": 4, "warmup": 100, "draws": 100, "thin": 1, "adapt_delta": 0.9},
    "diagnostics": {"r_hat": 1.01, "ess": 400, "on_failure": "stop"},
    "toolchain": {"executables": "build", "cpu": "x86-64-v3"},
    "analyses": {
        "means": {
            "family": "means",
            "data": "t.csv",
            "outcome": COLUMN,
            "group": GROUP,
            "missing": "drop",
            "missing_codes": [-999],
            "separator": "comma",
            "decimal": "point",
            "thousands": "none",
            "models": PRIORS,
        },
        "lines": {
            "family": "lines",
            "data": "t.csv",
            "outcome": COLUMN,
            "predictor": {"column": "x", "centre": 2},
            "group": GROUP,
            "sampling": {"draws": 50},
        },
        "simulated": {
            "family": "rates",
            "simulate": {
                "trials": [5, 9],
                "units_per_size": 2,
                "alpha_mean": 0,
                "alpha_sd": 1,
                "seed": 1,
            },
        },
        "coins": {
            "family": "coins",
            "successes": [3],
            "trials": [9],
            "kappa": 5,
            "models": OMEGA,
        },
    },
}
LIKELY = (
    "g y n x yes means lines coins rates t.csv auto ../t.csv manifest.json logs no_pooling "
    "point comma 1e400 a/b ."
)
WORDS = st.sampled_from([*LIKELY.split(), "", "\0"])
SCALARS = st.one_of(
    WORDS,
    st.none(),
    st.booleans(),
    st.integers(-3, 12),
    st.sampled_from([10**400, -(10**400), 2**31, 2**63, 100_000]),
    st.floats(),
    st.text(max_size=6),
    st.just(datetime.date(2024, 3, 31)),
    st.just("x" * 5000),
)
KEYS = st.one_of(WORDS, st.text(max_size=4), st.integers(0, 3), st.booleans())
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)
    ),
    max_leaves=5,
)


def places(value, way=()) -> list[tuple]:
    """List the ways to all values of a configuration."""
    found = [way] if way else []
    items = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, inner in items:
        found += places(inner, (*way, key))
    return found


PLACES = places(BASE)
CHANGES = st.lists(
    st.tuples(
        st.sampled_from(PLACES), st.sampled_from(["set", "delete", "add"]), KEYS, VALUES
    ),
    min_size=1,
    max_size=3,
)


def changed(changes) -> dict:
    """Spoil a configuration in some places."""
    written = copy.deepcopy(BASE)
    for way, kind, key, value in changes:
        inner = written
        try:
            for step in way[:-1]:
                inner = inner[step]
            if kind == "set":
                inner[way[-1]] = value
            elif kind == "delete":
                del inner[way[-1]]
            else:
                inner[key] = value
        except (KeyError, IndexError, TypeError):  # an earlier change was there
            continue
    return written


def sentence(error: PoolingError) -> str:
    said = str(error)
    assert "\n" not in said
    assert len(said) < 1500
    return said


@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(changes=CHANGES)
def test_any_change_of_a_configuration_is_planned_or_refused(tmp_path, changes):
    (tmp_path / "t.csv").write_text(TABLE)
    try:
        checked = config.load(changed(changes), tmp_path)
        for name, own in checked.analyses.items():
            preparation.check(name, own, tmp_path)
            for model in checked.models(name):
                assert checked.sampling_of(name, model)["chains"] >= 2
    except PoolingError as error:
        sentence(error)


@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    content=st.one_of(
        st.binary(max_size=60),
        st.text(st.sampled_from("a:1 -[]{}\n\t\"'#&*!|>?%@`,.~<="), max_size=40).map(
            str.encode
        ),
        st.builds(
            lambda written, encoding: yaml.safe_dump(written, allow_unicode=True).encode(
                encoding, "replace"
            ),
            CHANGES.map(changed),
            st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "latin-1"]),
        ),
        st.integers(1, 400).map(lambda deep: b"a: " + b"[" * deep + b"]" * deep),
    )
)
def test_any_bytes_are_a_configuration_or_refused(tmp_path, content):
    (tmp_path / "my.yaml").write_bytes(content)
    (tmp_path / "t.csv").write_text(TABLE)
    try:
        written = config_file.read(tmp_path / "my.yaml")
        assert isinstance(written, dict)
        config.load(written, tmp_path)
    except PoolingError as error:
        sentence(error)


def test_the_configuration_that_is_spoilt_is_sound(tmp_path):
    (tmp_path / "t.csv").write_text(TABLE)
    checked = config.load(copy.deepcopy(BASE), tmp_path)
    assert list(checked.analyses) == ["means", "lines", "simulated", "coins"]


@pytest.mark.parametrize("name", ["lecture", "example_study"])
def test_the_projects_own_files_are_read(root, name):
    path = root / "config" / f"{name}.yaml"
    assert config_file.read(path) == yaml.safe_load(path.read_text("utf-8"))
