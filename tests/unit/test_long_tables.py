"""Long tables: what their sums say is what their rows say."""

import sys
from functools import partial

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from pooling.basics import files, long_tables
from pooling.basics.errors import PoolingError
from pooling.checks.predictive import base, normal
from pooling.model import density, effects, families, formula_fit, outcomes, refits, sums
from pooling.model.effects.design import Design
from pooling.model.families.base import natural_order
from pooling.sampling import collapsed, fitting, mixing
from pooling.table import columnar, parts, preparation, prepared, tables
from pyarrow import csv
from pyarrow import parquet as pq

ROWS, GROUPS = 400, 12
SETTINGS = {
    "means": {"y": "score"},
    "lines": {"y": "score", "x": "age", "centre": 30.0},
}


def raw_table(path):
    """Write rows in groups of many sizes, far from 0, some without an outcome."""
    rng = np.random.default_rng(8)
    group = np.minimum(rng.geometric(0.2, ROWS), GROUPS)
    age = rng.integers(20, 60, ROWS)
    y = 1000 + group + 0.1 * age + rng.normal(0, 2, ROWS)
    table = pd.DataFrame({"school": [f"s{g}" for g in group], "age": age, "score": y})
    table.loc[::50, "score"] = np.nan
    table.to_csv(path, index=False)


@pytest.fixture(scope="module", params=sorted(SETTINGS))
def laid_out(request, tmp_path_factory):
    """Give a family, and the data of its models from the rows and from their sums."""
    family, folder = request.param, tmp_path_factory.mktemp(request.param)
    raw_table(folder / "raw.csv")
    settings = {"group": "school", "missing": "drop", "reading": {}} | SETTINGS[family]
    found = []
    for name, longest in (("rows", long_tables.LONG), ("sums", 100)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(long_tables, "LONG", longest)
            patch.setattr(columnar, "KEPT", 0)
            patch.setattr(columnar, "BLOCK", 2000)
            paths = {kind: folder / name / kind for kind in ("p.parquet", "facts", "csv")}
            preparation.prepare_table(
                family,
                settings,
                source=str(folder / "raw.csv"),
                prepared=paths["p.parquet"],
                facts=paths["facts"],
                shown=paths["csv"],
            )
            data = {}
            for model in families.get(family).MODELS:
                output = folder / name / model / "stan_data.json"
                preparation.write_stan_data(
                    family,
                    model,
                    given={},
                    options={},
                    prepared=paths["p.parquet"],
                    facts=paths["facts"],
                    output=output,
                )
                data[model] = files.read_data(output)
            found.append(data)
    return family, *found


def alike(one, other, least=0.0):
    """Compare numbers under the same names; those below the least are as good as 0."""
    assert one.keys() == other.keys()
    for name in one:
        np.testing.assert_allclose(one[name], other[name], 1e-10, least, err_msg=name)


def test_the_rows_are_in_the_table_and_not_in_the_data(laid_out):
    family, rows, known = laid_out
    for model, data in known.items():
        own = {name: np.asarray(value) for name, value in data.items() if name != "sums"}
        alike(own, {name: np.asarray(value) for name, value in rows[model].items()})
        columns = {n for n, v in data.items() if isinstance(v, long_tables.Column)}
        assert columns == {"y", "group", "x"} & set(data)
        # A program that takes rows gets them.
        given, _ = fitting._given(
            family, data, seed=1, sampling={"chains": 1}, collapse=None
        )
        assert given.keys() == rows[model].keys()
        assert isinstance(given["y"], np.ndarray)


def test_columns_of_a_formula_are_named_and_not_written_again(tmp_path, monkeypatch):
    raw_table(tmp_path / "raw.csv")
    module = families.get("normal")
    formula = "score ~ age + log(age) + (1 + age | school)"
    settings = module.Settings(
        family="normal", formula=formula, data="raw.csv", title="t"
    ).preparation
    found, written = [], []
    for longest in (long_tables.LONG, 100):
        monkeypatch.setattr(long_tables, "LONG", longest)
        monkeypatch.setattr(formula_fit, "ROWS", longest)
        paths = {kind: tmp_path / str(longest) / kind for kind in ("prepared", "facts")}
        preparation.prepare_table(
            "normal", settings, source=str(tmp_path / "raw.csv"), **paths
        )
        output = tmp_path / str(longest) / "models" / "stan_data.json"
        preparation.write_stan_data(
            "normal",
            "no_pooling",
            given={},
            options={"pooling": 1},
            output=output,
            **paths,
        )
        found.append(files.read_data(output))
        written.append(files.read_json(output))
    alike(*found, least=1e-12)
    assert [each["column"] for each in written[1]["Z"]["columns"]] == [1.0, "age"]
    named = [written[1][name]["column"] for name in ("group", "y", "offsets", "spread")]
    assert named == ["group", "y", 0.0, 1.0]
    # The logarithm is in no column of the table.
    *known, new = written[1]["X"]["columns"]
    assert [each["column"] for each in known] == [1.0, "age"]
    assert "bytes" in new
    # Densities sum up some rows at a time.
    monkeypatch.setattr(long_tables, "PART", 64)
    rng = np.random.default_rng(1)
    drawn = density.from_prior(
        "normal", module.MODELS["no_pooling"], data=found[0], count=3, rng=rng
    )
    for program in ("no_pooling", "normal_collapsed"):
        one, other = (density.log_density("normal", program, d, drawn) for d in found)
        np.testing.assert_allclose(one, other, 1e-10)
    # So do figures, which take a column of the table when they draw it.
    table, light = tables.read_prepared(paths["prepared"]), prepared.of(paths["prepared"])
    assert isinstance(light, prepared.Prepared)
    assert len(light) == len(table)
    assert "age" in light
    assert "size" not in light
    pd.testing.assert_series_equal(light["age"], table["age"])
    pd.testing.assert_frame_equal(light[light["age"] > 40], table[table["age"] > 40])
    pd.testing.assert_frame_equal(light.head(2), table.head(2))
    assert light.groupby("group")["y"].sum().equals(table.groupby("group")["y"].sum())


def test_the_sums_are_those_of_the_rows(laid_out):
    family, rows, known = laid_out
    for name, declared in families.get(family).MODELS.items():
        one, other = (Design(declared, data[name]) for data in (rows, known))
        assert sums.summed(rows[name]) is None
        alike(one.sums.stored(), other.sums.stored())
        alike(one.together().stored(), other.together().stored())
        for summary in (outcomes.sizes, outcomes.means, outcomes.mean, outcomes.sd):
            np.testing.assert_allclose(
                summary(known[name]), summary(rows[name]), rtol=1e-12
            )
        assert outcomes.ends(known[name]) == outcomes.ends(rows[name])
        reduced = (
            collapsed.reduce(family, data[name], declared.collapsed)
            for data in (rows, known)
        )
        alike(*reduced)


def test_effects_of_many_groups_are_drawn_some_groups_at_a_time(laid_out, monkeypatch):
    family, _, known = laid_out
    name = "no_pooling"
    data, declared = known[name], families.get(family).MODELS[name]
    shape, rng = (2, 40), np.random.default_rng(3)
    draws = {"sigma": rng.uniform(1, 2, shape), "lprior": rng.normal(size=shape)}
    of = partial(collapsed.by_groups, family, data, draws=draws, seed=4)
    (whole,) = of(program=declared.collapsed)
    monkeypatch.setattr(collapsed, "MOST", 80)
    parts = list(of(program=declared.collapsed))
    assert len(parts) == data["J"]
    found, summed = mixing.joined(parts, declared.parameters, times=2, groups=data["J"])
    total = draws["lprior"].copy()
    for each in declared.parameters:
        if "group" in each.dims:
            drawn = np.concatenate([part[each.name] for part in parts], axis=2)
            np.testing.assert_array_equal(found[each.name], drawn[:, 1::2])
            every = mixing.of_parameters({"_": drawn})["_"]
            np.testing.assert_allclose(summed[each.name], every, 1e-10)
            # Of each group other numbers, and the same posterior.
            assert not np.array_equal(drawn[..., 0], drawn[..., 1])
            spread = whole[each.name].std(axis=(0, 1)) / np.sqrt(40)
            gap = drawn.mean(axis=(0, 1)) - whole[each.name].mean(axis=(0, 1))
            assert np.abs(gap / spread).max() < 5
            prior = {k: data[f"prior_{each.name}_{k}"] for k in ("mean", "sd")}
            terms = -0.5 * ((drawn - prior["mean"]) / prior["sd"]) ** 2
            terms -= np.log(prior["sd"]) + 0.5 * np.log(2 * np.pi)
            total += terms.sum(axis=2)
    np.testing.assert_allclose(found["lprior"], total[:, 1::2], rtol=1e-10)


def test_what_is_put_in_the_place_of_a_column_is_summed_up(laid_out):
    family, rows, known = laid_out
    model = families.get(family).MODELS["partial_pooling"]
    rows, known = rows["partial_pooling"], known["partial_pooling"]
    turned = refits.reversed_groups(known)
    assert sums.summed(turned) is not None
    alike(
        Design(model, turned).sums.stored(),
        Design(model, refits.reversed_groups(rows)).sums.stored(),
    )
    for name in {"y", "group"} | {"x"} & set(known):
        changed = {name: np.asarray(known[name])[::-1]}
        assert sums.summed(known | changed) is None
        if name != "group":
            alike(
                Design(model, known | changed).sums.stored(),
                Design(model, rows | changed).sums.stored(),
            )


def test_rows_are_left_out_as_they_are(laid_out):
    family, rows, known = laid_out
    model = families.get(family).MODELS["partial_pooling"]
    wanted = np.array([3, 77, 200])
    values = {"sigma": np.array([1.5, 2.5]), "sigma_alpha": np.array([0.5, 3.0])}
    if family == "lines":
        values |= {"sigma_beta": np.array([0.1, 0.2]), "rho": np.array([0.3, -0.2])}
    one, other = (
        effects.of(model, data["partial_pooling"]).without(values, wanted, slice(None))
        for data in (rows, known)
    )
    for mine, theirs in zip(one, other, strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-9)


def test_checks_see_the_same_table(laid_out):
    family, rows, known = laid_out
    declared = families.get(family).MODELS["partial_pooling"]
    size = len(declared.coefficients)
    theta = np.array([1000.0, 0.1])[:size] + np.zeros((GROUPS, size))
    given = Design(declared, rows["partial_pooling"])
    one = normal.About.rows(given.group, given.y, given.columns, theta)
    other = normal.About.sums(sums.summed(known["partial_pooling"]), theta)
    alike(vars(one), vars(other))

    class Case:
        own = normal

        def __init__(self, data):
            self.data = data

    names = normal.statistics({})
    seen = (base.observed(Case(d["partial_pooling"]), names) for d in (rows, known))
    alike(*seen)


@pytest.mark.parametrize("size", [1, 2, 3])
def test_sums_of_parts_are_those_of_the_whole(monkeypatch, size):
    rng = np.random.default_rng(size)
    group = np.sort(rng.integers(0, 5, 300))
    columns = np.column_stack([np.ones(300), 1e3 + rng.normal(size=(300, size - 1))])
    columns[group == 3, 1:] = 0.1  # it tells no slope
    y = 1e5 + rng.normal(size=300)
    whole = sums.sum_up(columns, group, y)
    monkeypatch.setattr(sums, "PART", 70)
    parts = sums.sum_up(columns, group, y)
    for name, value in whole.stored().items():
        scale = np.abs(value).max()
        np.testing.assert_allclose(
            getattr(parts, name), value, rtol=0, atol=1e-11 * scale
        )
    assert not parts.told[1:, 3].any()


def asked(family):
    """Give the settings of a family's table."""
    own = {"group": "school", "missing": "drop", "reading": {}, "dates": None}
    return own | SETTINGS[family] | {"centre": None}


def long_table(path, **columns):
    """Write a long table, typed or not; some labels and outcomes are missing."""
    raw_table(path.with_suffix(".raw"))
    table = pd.read_csv(path.with_suffix(".raw"))
    table.loc[5:9, "school"] = None
    table.loc[10, "school"] = "gone"
    table.loc[10, "score"] = np.nan
    table = table.assign(**columns)
    if path.suffix == ".csv":
        table.to_csv(path, index=False)
    else:
        table.to_parquet(path, index=False)


def prepared_from(path, folder, family="means", **changes):
    """Prepare a table, and give what was found and the rows."""
    paths = {name: folder / name for name in ("prepared", "facts", "shown")}
    preparation.prepare_table(family, asked(family) | changes, source=str(path), **paths)
    return files.read_facts(paths["facts"]), tables.read_prepared(paths["prepared"])


@pytest.fixture
def in_parts(monkeypatch):
    """Call a table of a hundred rows long, and read it in parts of sixty, or 1000 bytes."""
    monkeypatch.setattr(long_tables, "LONG", 100)
    monkeypatch.setattr(columnar, "PART", 60)
    monkeypatch.setattr(columnar, "KEPT", 0)
    monkeypatch.setattr(columnar, "BLOCK", 1000)


@pytest.mark.parametrize("family", sorted(SETTINGS))
@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_table_in_parts_is_prepared_as_in_memory(
    tmp_path, monkeypatch, in_parts, ending, family
):
    path = tmp_path / f"t.{ending}"
    long_table(path)
    source = tables.read(path)
    assert len(list(source.stored.parts(source.stored.names))) > 4
    rows = pd.read_csv(path) if ending == "csv" else pd.read_parquet(path)
    different = rows.drop_duplicates(["school", "age"])
    assert source.stored.different(["school", "age"]) == len(different)
    facts, rows = prepared_from(path, tmp_path / "parts", family)
    assert {"stan_data", "priors"} <= set(facts)
    monkeypatch.setattr(parts, "fits", lambda *of: False)
    whole, same = prepared_from(path, tmp_path / "whole", family)
    shown = [(tmp_path / each / "shown").read_text() for each in ("parts", "whole")]
    assert shown[0] == shown[1]
    pd.testing.assert_frame_equal(
        rows.astype({"group": str}), same.astype({"group": str}), check_exact=True
    )
    for each in (facts, whole):
        for name in ("stan_data", "priors"):
            each.pop(name, None)
    assert facts.pop("centre", 0) == pytest.approx(whole.pop("centre", 0), rel=1e-14)
    assert facts == whole
    assert facts["groups_dropped"] == ["gone"]
    assert facts["group_labels"] == natural_order(rows["group"])
    # The labels stand in the table alone.
    for each in ("parts", "whole"):
        assert "kept" in files.read_json(tmp_path / each / "facts")["group_labels"]


def at(place, value, column="score"):
    """Change one cell."""
    return {column: lambda t: t[column].astype(object).where(t.index != place, value)}


def made(make, column="score"):
    """Make a column of the others."""
    return {column: make}


ANY = [
    ({"score": 1.5}, "the one value 1.5 in all rows"),
    (made(lambda t: t["school"].factorize()[0] * 1.0), "no lower bound"),
    ({"school": "a"}, 'the single group "a"'),
    (made(lambda t: [f"s{at}" for at in t.index], "school"), "a group of its own"),
    (made(lambda t: 1e9 + np.arange(len(t)) / 1e4), "double precision"),
    (made(lambda t: t["score"].where(t.index != 333, -999)), "looks like a code"),
    ({"score": np.nan}, "has no value in any row"),
]
TYPED = [
    (
        made(lambda t: t["score"].where(t.index != 222, np.inf)),
        'row 223, column "score": "inf" is not a finite number',
    ),
    (at(200, "a\x07b", "school"), 'row 201, column "school"'),
]
TEXT = [
    (at(333, "n.d."), 'line 335, column "score": "n.d." looks like a code'),
    (made(lambda t: np.where(t.index % 90, "1", "high")), '2, column "score": "high"'),
    (
        made(lambda t: np.where(t.index % 2, "b", "a")),
        '"a" and "b" are modelled by a formula',
    ),
    ({"score": "word"}, "the column holds words"),
    (at(333, "1e-400"), 'line 335, column "score": "1e-400" is smaller than'),
    (at(333, "1e400"), "larger than computers"),
    (made(lambda t: np.where(t.index == 350, "889", "1.010")), "in two ways"),
    (at(333, "12,5"), 'set "decimal: comma"'),
]
LINES = [
    ({"age": 30}, 'column "age" has the one value 30'),
    (made(lambda t: t["school"].factorize()[0], "age"), "so no group has a slope"),
    (made(lambda t: t["age"] / 7), "one for all rows"),
    (
        made(lambda t: t["age"] * (2.0 + t["school"].factorize()[0]) / 7),
        'one for each group of "school"',
    ),
]


@pytest.mark.parametrize(
    ("family", "ending", "columns", "words"),
    [("means", "csv", *each) for each in ANY + TEXT]
    + [("means", "parquet", *each) for each in ANY + TYPED]
    + [("lines", "csv", *each) for each in LINES],
)
def test_a_table_in_parts_is_refused_as_in_memory(
    tmp_path, monkeypatch, in_parts, family, ending, columns, words
):
    long_table(tmp_path / f"t.{ending}", **columns)

    def said(**changes) -> str:
        with pytest.raises(PoolingError) as caught:
            prepared_from(tmp_path / f"t.{ending}", tmp_path, family, **changes)
        return str(caught.value)

    told = said()
    assert words in told
    strict = said(missing="refuse")
    monkeypatch.setattr(parts, "fits", lambda *of: False)
    assert said() == told
    assert said(missing="refuse") == strict


LIMITED = """if True:
    import json, resource, sys
    from pathlib import Path

    import pandas, pyarrow.parquet, pyarrow.dataset, scipy.special
    from pooling.table import columnar, parts, preparation

    columnar.PART = 2**17
    pyarrow.set_memory_pool(pyarrow.system_memory_pool())
    pyarrow.set_cpu_count(1)
    pyarrow.set_io_thread_count(1)
    path, family, how = sys.argv[1:]
    if how == "whole":
        parts.fits = lambda *of: False
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    limit = used + {limit}
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    folder = Path(path).parent
    preparation.prepare_table(
        family,
        {settings},
        source=path,
        prepared=folder / "prepared.parquet",
        facts=folder / "prepared.json",
    )
"""


@pytest.mark.parametrize(("ending", "rows"), [("parquet", 4_000_000), ("csv", 1_500_000)])
def test_a_table_that_does_not_fit_in_memory_is_prepared(tmp_path, run, ending, rows):
    """Its columns take some 150 MB, and 128 are given; as a whole it does not fit."""
    group = np.arange(rows) % 7
    labels = [f"the school that has the number {k}" for k in range(7)]
    table = pa.table(
        {
            "school": pa.DictionaryArray.from_arrays(pa.array(group, pa.int32()), labels),
            "score": (np.arange(rows) * 7919 % 1009) / 10 + group,
        }
    )
    path = tmp_path / f"t.{ending}"
    if ending == "csv":
        text = pa.schema([("school", pa.string()), ("score", pa.float64())])
        csv.write_csv(table.cast(text), path)
    else:
        pq.write_table(table, path, row_group_size=2**17)
    code = LIMITED.replace("{limit}", str(2**27))
    code = code.replace("{settings}", repr(asked("means")))
    # Threads would set aside addresses of their own, more or fewer of them each time.
    one = {"environment": {"MALLOC_ARENA_MAX": "1"}}
    refused = run(sys.executable, "-c", code, path, "means", "whole", **one)
    assert refused.returncode != 0
    assert "MemoryError" in refused.stderr or "malloc" in refused.stderr
    done = run(sys.executable, "-c", code, path, "means", "parts", **one)
    assert done.returncode == 0, done.stderr
    found = files.read_data(tmp_path / "prepared.json")["stan_data"]
    y = table["score"].to_numpy()
    height = np.bincount(group, y) / np.bincount(group)
    np.testing.assert_allclose(found["sums"]["height"], height, rtol=1e-12)
    np.testing.assert_allclose(
        found["sums"]["within"], np.sum((y - height[group]) ** 2), rtol=1e-10
    )


@pytest.mark.parametrize(
    "rows", [slice(1, 3), np.array([0, 2]), np.array([[0, 1], [2, 0]])]
)
@pytest.mark.parametrize("count", [0, 2])
def test_rows_of_columns_have_the_shape_of_those_of_a_matrix(rows, count):
    matrix = np.arange(4.0 * count).reshape(4, count)
    columns = long_tables.Columns(tuple(matrix.T), 4)
    np.testing.assert_array_equal(columns[rows], matrix[rows])
