"""The configuration, checked key by key."""

import copy
import datetime
import gzip
from functools import reduce

import pytest
from pooling.basics.errors import PoolingError
from pooling.model.families import settings
from pooling.run import config, samplers

MEANS = {
    "family": "means",
    "data": "table.csv",
    "outcome": {"column": "y"},
    "group": {"column": "g"},
}


def changed(written: dict, place: str, value) -> dict:
    """Copy a configuration with one key set; "-" in front removes it."""
    copied = copy.deepcopy(written)
    *way, last = place.removeprefix("-").split("/")
    inner = reduce(lambda node, key: node[key], way, copied)
    if place.startswith("-"):
        del inner[last]
    else:
        inner[last] = value
    return copied


def test_the_lecture_is_accepted(lecture, root):
    settings = config.load(lecture, root)
    assert list(settings.analyses) == list(lecture["analyses"])
    assert list(settings.models("radon")) == [
        "complete_pooling",
        "no_pooling",
        "regularised",
        "partial_pooling",
    ]
    assert settings.priors_of("radon", "partial_pooling")["mu_alpha"] == {
        "mean": 0.0,
        "sd": 5.0,
    }
    assert settings.model_options("coin_kappa5", "fixed_mode") == {
        "kappa": 5,
        "omega": 0.5,
    }


def test_what_is_not_sampled_is_left_out_unless_asked_for(lecture, root):
    settings = config.load(lecture, root)
    assert settings.models("shrinkage") == {}
    assert list(settings.models("shrinkage", sampled=False)) == ["maximum_likelihood"]


def test_numbers_may_be_written_by_their_exponent(lecture, root):
    """YAML takes 1e-3 for a word."""
    written = changed(lecture, "analyses/radon/plausible", ["1e-3", "1e2"])
    place = "analyses/radon/models/partial_pooling/priors/sigma"
    written = changed(written, place, {"exponential": "1e-3"})
    written = changed(written, "sampling", {"draws": "1e3", "adapt_delta": "9e-1"})
    settings = config.load(written, root)
    assert settings.analyses["radon"].plausible == (0.001, 100.0)
    assert settings.priors_of("radon", "partial_pooling")["sigma"] == {"rate": 0.001}
    assert settings.sampling.draws == 1000
    assert settings.sampling.adapt_delta == 0.9
    with pytest.raises(PoolingError, match="fractional part"):
        config.load(changed(lecture, "sampling", {"draws": "1e-3"}), root)


def test_an_analysis_without_models_has_those_of_its_family(lecture, root):
    settings = config.load(changed(lecture, "-analyses/radon/models", None), root)
    assert len(settings.models("radon")) == 4
    assert settings.priors_of("radon", "no_pooling") == {}


def test_an_analysis_may_change_the_sampler(lecture, root):
    written = changed(lecture, "analyses/radon/sampling", {"draws": 77})
    settings = config.load(written, root)
    assert settings.sampling_of("radon")["draws"] == 77
    assert settings.sampling_of("radon")["warmup"] == lecture["sampling"]["warmup"]
    assert settings.sampling_of("frogs")["draws"] == lecture["sampling"]["draws"]


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [  # others in test_advice.py, with what mends them
        # unknown keys, at every depth
        ("analises", {}, ["analises: unknown key", 'did you mean "analyses"?']),
        ("sampling/chain", 4, ["sampling.chain: unknown key", '"chains"']),
        ("diagnostics/rhat", 1.01, ["diagnostics.rhat: unknown key", '"r_hat"']),
        ("toolchain", {"cmdstn": "x"}, ["toolchain.cmdstn: unknown key", '"cmdstan"']),
        (
            "analyses/radon/outcom",
            {},
            ["analyses.radon.outcom: unknown key", '"outcome"'],
        ),
        (
            "analyses/radon/outcome/colum",
            "x",
            ["analyses.radon.outcome.colum: unknown key", '"column"'],
        ),
        (
            "analyses/marathon/predictor/center",
            55,
            ["analyses.marathon.predictor.center: unknown key", '"centre"'],
        ),
        (
            "analyses/frogs_simulated/simulate/alpha_mu",
            1,
            ["analyses.frogs_simulated.simulate.alpha_mu: unknown key", '"alpha_mean"'],
        ),
        (
            "analyses/radon/models/no_pooling/prior",
            {},
            ["analyses.radon.models.no_pooling.prior: unknown key", '"priors"'],
        ),
        (
            "analyses/coin_kappa5/models/fixed_mode/omgea",
            0.5,
            ["analyses.coin_kappa5.models.fixed_mode.omgea: unknown key", '"omega"'],
        ),
        # places that are not the run's to write
        ("run", "../elsewhere", ["run:", "cannot name a folder"]),
        (
            "toolchain",
            {"executables": "/elsewhere"},
            ["toolchain.executables", "outside the project"],
        ),
        (
            "toolchain",
            {"executables": "build/../../elsewhere"},
            ["toolchain.executables", "outside the project"],
        ),
        # names that do not exist
        (
            "analyses/marathon/predictor/column",
            "agee",
            ["analyses.marathon", 'no column "agee"', 'did you mean "age"?'],
        ),
        (
            "analyses/radon/models/partial_pooling/priors/sigm",
            {"exponential": 1},
            ["analyses.radon.models.partial_pooling.priors.sigm", '"sigma"'],
        ),
        # values of the wrong kind
        ("run", ".hidden", ["run", "cannot name a folder"]),
        ("run", "", ["run", "cannot name a folder"]),
        ("-run", None, ["run: this key is missing"]),
        ("-analyses", None, ["analyses: this key is missing"]),
        ("seed", -1, ["seed", "-1"]),
        ("seed", "many", ["seed", "'many'"]),
        ("sampling/chains", 1, ["sampling.chains", "greater than or equal to 2"]),
        ("toolchain", {"cpu": "native; rm x"}, ["toolchain.cpu", "'x86-64-v2'"]),
        ("sampling/adapt_delta", 1, ["sampling.adapt_delta", "less than 1"]),
        ("diagnostics/on_failure", "ignore", ["diagnostics.on_failure", "'ignore'"]),
        ("languages", ["en", "fr"], ["languages.1", "'fr'"]),
        ("analyses/radon/missing", "keep", ["analyses.radon.missing", "'keep'"]),
        # coins and rates
        ("analyses/coin_kappa5/kappa", 2, ["analyses.coin_kappa5.kappa", "than 2"]),
        ("analyses/frogs/simulate", {}, ["analyses.frogs"]),
    ],
)
def test_a_wrong_configuration_is_refused_by_the_name_of_its_key(
    lecture, root, place, value, words
):
    with pytest.raises(PoolingError) as caught:
        config.load(changed(lecture, place, value), root)
    sentence = str(caught.value)
    for word in words:
        assert word in sentence
    assert "\n" not in sentence
    assert sentence.endswith((".", "?", '"'))


def test_a_configuration_of_ones_own_holds_its_analyses_alone(lecture, root):
    own = {"run": "mine", "analyses": {"only": lecture["analyses"]["radon"]}}
    settings = config.load(own, root)
    assert list(settings.analyses) == ["only"]
    assert settings.sampling == config.Sampling()


@pytest.mark.parametrize("bad", ["a b", "a/b", "../x", "", "ñ", "-x"])
def test_an_analysis_must_be_able_to_name_a_folder(lecture, root, bad):
    own = {"run": "mine", "analyses": {bad: lecture["analyses"]["radon"]}}
    with pytest.raises(PoolingError, match="folder"):
        config.load(own, root)


def test_spaces_around_the_names_of_columns_do_not_matter(tmp_path):
    (tmp_path / "table.csv").write_text("g, y\na,1\nb,2\n", "utf-8")
    config.load({"run": "r", "analyses": {"a": MEANS}}, tmp_path)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("g\na\n", 'no column "y"'),
        ("", "is empty"),
        ("\0" * 200_000 + "," + "x" * 200_000, "a: "),
    ],
)
def test_a_table_that_is_no_csv_is_refused_with_the_key(tmp_path, text, sentence):
    (tmp_path / "table.csv").write_text(text, "utf-8")
    with pytest.raises(PoolingError, match=sentence):
        config.load({"run": "r", "analyses": {"a": MEANS}}, tmp_path)


def test_numbers_in_a_configuration_are_finite(root):
    coin = {"family": "coins", "successes": [1], "trials": [2], "kappa": float("inf")}
    with pytest.raises(PoolingError, match=r"analyses\.a\.kappa"):
        config.load({"run": "r", "analyses": {"a": coin}}, root)


# --- which program samples ---------------------------------------------------------


def programs_of(settings) -> set[str]:
    """Programs of all partial pooling fits of a run."""
    return {
        settings.program_of(name, model)
        for name in settings.analyses
        for model in settings.models(name)
        if model == "partial_pooling"
    }


def test_the_lecture_is_sampled_by_the_programs_that_it_shows(lecture, root):
    settings = config.load(lecture, root)
    assert programs_of(settings) == {"partial_pooling"}
    assert {each.sampler for each in settings.analyses.values()} == {"direct"}


@pytest.fixture
def rows(tmp_path):
    """Load a configuration for a table of so many rows."""

    def load(count, groups=samplers.FEW + 1, **keys):
        text = "g,y\n" + "".join(f"{i % groups},{i}\n" for i in range(count))
        (tmp_path / "t.csv").write_text(text)
        analysis = MEANS | {"data": "t.csv"} | keys
        return config.load({"run": "r", "analyses": {"a": analysis}}, tmp_path)

    return load


@pytest.fixture
def units(tmp_path):
    """Load a configuration for rates of so many units."""

    def load(count, **keys):
        text = "unit,successes,trials\n" + "".join(
            f"{i},1,{i + 2}\n" for i in range(count)
        )
        (tmp_path / "t.csv").write_text(text)
        analysis = {"family": "rates", "data": "t.csv"} | keys
        return config.load({"run": "r", "analyses": {"a": analysis}}, tmp_path)

    return load


@pytest.mark.parametrize("count", [20, 60, samplers.LARGE])
@pytest.mark.parametrize("sampler", ["auto", "direct", "collapsed"])
def test_means_are_sampled_without_the_group_effects(rows, count, sampler):
    settings = rows(count, sampler=sampler)
    # It says which one, for the manifest, and which one is left to try.
    chosen = "direct" if sampler == "direct" else "collapsed"
    assert settings.model_dump()["analyses"]["a"]["sampler"] == chosen
    other = "collapsed" if chosen == "direct" else None
    for model in ("complete_pooling", "no_pooling", "regularised", "partial_pooling"):
        fixed = model in ("no_pooling", "regularised")
        collapsed = f"{'fixed_prior' if fixed else model}_collapsed"
        expected = model if chosen == "direct" else collapsed
        assert settings.program_of("a", model) == expected
        assert settings.other_sampler("a", model) == other


@pytest.mark.parametrize(
    ("count", "keys", "program"),
    [
        (samplers.FEW, {}, "partial_pooling_collapsed"),
        (samplers.FEW, {"sampler": "direct"}, "partial_pooling"),
        (samplers.FEW + 1, {}, "partial_pooling"),
        (samplers.LARGE - 1, {}, "partial_pooling"),
        (samplers.LARGE, {}, "partial_pooling_collapsed"),
        (samplers.LARGE, {"sampler": "direct"}, "partial_pooling"),
    ],
)
def test_few_and_many_rates_are_sampled_without_the_units(units, count, keys, program):
    settings = units(count, **keys)
    assert settings.program_of("a", "partial_pooling") == program
    assert settings.program_of("a", "no_pooling") == "no_pooling"
    assert settings.other_sampler("a", "no_pooling") is None


@pytest.mark.parametrize(
    ("count", "formula", "keys", "sampler"),
    [
        (samplers.MANY_ROWS, "y ~ x + (1 | g)", {}, "exact"),
        (samplers.MANY_ROWS - 1, "y ~ x + (1 | g)", {}, "direct"),
        (samplers.MANY_ROWS, "y ~ x + (x | g)", {}, "exact"),
        (samplers.MANY_ROWS, "y ~ x + (0 + x | g)", {}, "exact"),
        (samplers.MANY_ROWS, "y ~ word + (word | g)", {}, "direct"),
        (samplers.MANY_ROWS, "y ~ x + (1 | g) + (1 | word)", {}, "direct"),
        (samplers.MANY_ROWS, "y ~ x + (1 + x + I(x * x) | g)", {}, "direct"),
        (samplers.MANY_ROWS, "y ~ x + (1 | g)", {"sampler": "direct"}, "direct"),
        (
            samplers.MANY_ROWS,
            "y ~ x + (1 | g)",
            {"sampling": {"adapt_delta": 0.9}},
            "direct",
        ),
        (
            samplers.MANY_ROWS,
            "y ~ x + (1 | g)",
            {"family": "negative_binomial"},
            "exact",
        ),
        (samplers.MANY_ROWS, "y ~ x + (1 | g)", {"family": "student"}, "direct"),
        (samplers.MANY_ROWS, "y ~ x + (1 | g)", {"family": "normal"}, "collapsed"),
    ],
)
def test_draws_of_many_rows_that_are_not_normal_are_exact(
    tmp_path, count, formula, keys, sampler
):
    rows = (f"{i % 40},{i % 3},{i % 2},w{i % 5}\n" for i in range(count))
    (tmp_path / "t.csv").write_text("g,x,y,word\n" + "".join(rows))
    analysis = {"family": "bernoulli", "formula": formula, "data": "t.csv"} | keys
    settings = config.load({"run": "r", "analyses": {"a": analysis}}, tmp_path)
    assert settings.analyses["a"].sampler == sampler
    said = samplers.remarks("a", analysis, settings)
    assert len(said) == (sampler == "exact")
    assert all("sampler: direct" in sentence for sentence in said)


@pytest.mark.parametrize(
    ("sampler", "sampling", "counted"),
    [
        ("direct", {"draws": 900}, True),
        ("direct", {"draws": 900, "adapt_delta": 0.9}, False),
        ("direct", {"adapt_delta": 0.9}, True),
        ("exact", {"draws": 900}, False),
    ],
)
def test_a_table_is_counted_only_where_its_size_decides(
    tmp_path, monkeypatch, sampler, sampling, counted
):
    (tmp_path / "t.csv").write_text("g,x,y\n" + "a,1,0\nb,2,1\n" * 9)
    sizes = []
    count = samplers._size
    monkeypatch.setattr(
        samplers, "_size", lambda *given: sizes.append(1) or count(*given)
    )
    analysis = {"family": "bernoulli", "formula": "y ~ x + (1 | g)", "data": "t.csv"}
    analysis |= {"sampler": sampler, "sampling": sampling}
    config.load({"run": "r", "analyses": {"a": analysis}}, tmp_path)
    assert bool(sizes) == counted


def test_without_the_group_effects_two_draws_are_taken_unless_somebody_chose(rows):
    found = rows(60).sampling_of("a")
    assert (found["draws"], found["thin"]) == (1000, samplers.TWO)
    assert rows(60, sampler="direct").sampling_of("a")["thin"] == 1
    assert rows(60, sampling={"draws": 900}).sampling_of("a")["thin"] == 1


def test_without_the_group_effects_steps_are_small_unless_somebody_chose(rows):
    chosen = {"adapt_delta": 0.8}
    assert rows(60, 3).sampling_of("a")["adapt_delta"] == samplers.SMALL_STEPS
    assert rows(60, 3).sampling_of("a", "no_pooling")["adapt_delta"] == 0.9
    assert rows(60, 3, sampler="direct").sampling_of("a")["adapt_delta"] == 0.9
    assert rows(60, 3, sampling=chosen).sampling_of("a")["adapt_delta"] == 0.8
    many = {"count": 3 * samplers.MANY, "groups": samplers.MANY}
    assert rows(**many).sampling_of("a")["adapt_delta"] == 0.9
    assert rows(**many, sampling=chosen).sampling_of("a")["adapt_delta"] == 0.8
    settings = rows(60, 3)
    told = settings.model_copy(update={"sampling": config.Sampling(**chosen)})
    assert told.sampling_of("a")["adapt_delta"] == 0.8


def test_of_many_groups_fewer_draws_are_kept_unless_somebody_chose(rows, monkeypatch):
    monkeypatch.setattr(settings, "MOST_DRAWN", 4 * 300 * 50)

    def kept(*arguments, **keys):
        found = rows(*arguments, **keys).sampling_of("a")
        return found["draws"], found["thin"]

    usual = config.Sampling().draws
    assert kept(100, 40) == (375, 3)
    assert kept(100, 50) == (300, 4)
    assert kept(100, 50, sampling={"chains": 2}) == (600, 2)
    assert kept(100, 90) == (samplers.LEAST_SUMMED, 4)
    assert kept(100, 5) == (usual, samplers.TWO)
    assert kept(100, 50, sampling={"draws": 700}) == (700, 1)
    assert kept(100, 50, sampling={"thin": 2}) == (usual, 2)
    several = {"models": {"complete_pooling": {}}}  # no parameter has a value per group
    assert kept(100, 90, **several) == (usual, samplers.TWO)


def test_of_lines_there_are_two_numbers_for_each_group(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "MOST_DRAWN", 4 * 300 * 50 * 2)
    text = "g,x,y\n" + "".join(f"{i % 50},{i % 7},{i}\n" for i in range(200))
    (tmp_path / "t.csv").write_text(text)
    columns = {"outcome": "y", "predictor": "x", "group": "g"}
    analysis = {key: {"column": column} for key, column in columns.items()}
    analysis |= {"family": "lines", "data": "t.csv"}
    written = {"run": "r", "analyses": {"a": analysis}}
    assert config.load(written, tmp_path).sampling_of("a")["draws"] == 300
    # What is said for the whole run is a choice too.
    written |= {"sampling": {"draws": 400}}
    assert config.load(written, tmp_path).sampling_of("a")["draws"] == 400


def test_a_compressed_table_is_counted_as_it_is(units, tmp_path):
    text = "unit,successes,trials\n" + "".join(
        f"{i},1,3\n" for i in range(samplers.LARGE)
    )
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress(text.encode()))
    settings = units(60, data="t.csv.gz")
    assert settings.program_of("a", "partial_pooling") == "partial_pooling_collapsed"


@pytest.mark.parametrize("place", ["simulate", "coins"])
def test_what_a_configuration_counts_itself_is_large_alike(tmp_path, place):
    half = samplers.LARGE // 2
    made = {"trials": [5, 9], "alpha_mean": 0.0, "alpha_sd": 1.0, "seed": 1}
    coins = {
        "kappa": 5,
        "models": {"partial_pooling": {"priors": {"omega": {"beta": [2, 2]}}}},
    }

    def program(count):
        analysis = (
            {"family": "rates", "simulate": made | {"units_per_size": count}}
            if place == "simulate"
            else {
                "family": "coins",
                "successes": [1, 2] * count,
                "trials": [3, 4] * count,
            }
            | coins
        )
        settings = config.load({"run": "r", "analyses": {"a": analysis}}, tmp_path)
        return settings.program_of("a", "partial_pooling")

    assert program(half - 1) == "partial_pooling"
    assert program(half) == "partial_pooling_collapsed"


def test_a_sampler_that_cannot_be_is_refused_by_its_key(lecture, root):
    for value, words in [("fast", "sampler"), (3, "sampler")]:
        with pytest.raises(PoolingError, match=rf"analyses\.radon\.{words}: "):
            config.load(changed(lecture, "analyses/radon/sampler", value), root)
    written = changed(lecture, "analyses/radon/sampler", "collapsed")
    assert config.load(written, root).analyses["radon"].sampler == "collapsed"
    written = changed(lecture, "analyses/frogs/sampler", "collapsed")
    alone = changed(written, "analyses/frogs/models", {"complete_pooling": {}})
    with pytest.raises(PoolingError, match="leave the key out"):
        config.load(alone, root)


COINS = {
    "family": "coins",
    "data": "coins.csv",
    "successes": {"column": "heads"},
    "trials": {"column": "flips"},
    "group": {"column": "coin"},
    "kappa": 20,
    "models": {"partial_pooling": {"priors": {"omega": {"beta": [2, 2]}}}},
}


def coins(tmp_path, text: str, **changes):
    (tmp_path / "coins.csv").write_text(text, "utf-8")
    written = {"run": "r", "analyses": {"a": COINS | changes}}
    return config.load(written, tmp_path).analyses["a"]


def test_coins_may_stand_in_a_table(tmp_path):
    found = coins(tmp_path, "coin,heads,flips\ncent 10,1,4\ncent 2,3,5\n,1,2\n")
    assert (found.successes, found.trials) == ([1, 3], [4, 5])
    assert found.sources == ["coins.csv"]
    assert found.columns == ["heads", "flips", "coin"]
    assert found.group.column == "coin"
    assert found.preparation["y"] == "heads"


def test_a_coin_alone_may_stand_in_a_table(tmp_path):
    assert coins(tmp_path, "coin,heads,flips\na,0,1\n").successes == [0]


@pytest.mark.parametrize(
    ("text", "changes", "words"),
    [
        ("coin,heads,flips\na,5,4\n", {}, "line 2"),
        ("coin,heads,flips\na,1,4\na,1,4\n", {}, 'unit "a" has another row'),
        ("coin,head,flips\na,1,4\n", {}, 'did you mean "head"?'),
        ("coin,heads,flips\na,1,4\n", {"kappa": None}, '"kappa"'),
        ("coin,heads,flips\na,1,4\n", {"successes": [1]}, "analyses.a.successes"),
    ],
)
def test_wrong_coins_of_a_table_are_refused(tmp_path, text, changes, words):
    with pytest.raises(PoolingError) as caught:
        coins(tmp_path, text, **changes)
    assert words in str(caught.value)


def test_groups_to_show_may_be_numbers_and_dates(lecture, root):
    day = datetime.date(2024, 1, 5)
    written = changed(lecture, "analyses/radon/group/show", [3, "Aitkin", day])
    shown = config.load(written, root).analyses["radon"].group.show
    assert shown == ["3", "Aitkin", "2024-01-05"]


@pytest.mark.parametrize("show", ["all", [], ["a"] * 37, [True], 3])
def test_a_wrong_list_of_groups_to_show_is_refused(lecture, root, show):
    with pytest.raises(PoolingError, match=r"analyses\.radon\.group\.show"):
        config.load(changed(lecture, "analyses/radon/group/show", show), root)


@pytest.mark.parametrize("key", ["missing", "separator", "decimal"])
def test_a_simulated_table_has_no_file_to_read(lecture, root, key):
    value = {"missing": "drop", "separator": "tab", "decimal": "comma"}[key]
    written = changed(lecture, f"analyses/frogs_simulated/{key}", value)
    with pytest.raises(PoolingError, match=f'"{key}" says nothing'):
        config.load(written, root)


def test_where_chains_run_is_no_setting_of_the_sampler(root, lecture):
    plain = config.load(lecture, root)
    sampling = lecture["sampling"] | {"chains_apart": True}
    analyses = lecture["analyses"] | {
        "frogs": lecture["analyses"]["frogs"] | {"sampling": {"chains_apart": False}}
    }
    changes = {"sampling": sampling, "analyses": analyses}
    apart = config.load(lecture | changes, root)
    assert not plain.chains_apart("radon")
    assert apart.chains_apart("radon")
    assert not apart.chains_apart("frogs")
    for analysis in lecture["analyses"]:
        assert apart.sampling_of(analysis) == plain.sampling_of(analysis)


@pytest.mark.parametrize(
    ("family", "roles"),
    [
        ("means", {"outcome": "y", "group": "y"}),
        ("lines", {"outcome": "y", "predictor": " y", "group": "g"}),
        ("lines", {"outcome": "y", "predictor": "g", "group": "g"}),
        ("rates", {"successes": "y", "trials": "y", "group": "g"}),
        ("rates", {"successes": "y", "trials": "unit"}),
        ("coins", {"successes": "y", "trials": "n", "group": "n"}),
    ],
)
def test_a_column_has_one_role(tmp_path, family, roles):
    (tmp_path / "t.csv").write_text("g,y,n,unit\na,1,2,3\nb,2,3,4\n")
    columns = {role: {"column": column} for role, column in roles.items()}
    written = {"family": family, "data": "t.csv"} | columns
    with pytest.raises(PoolingError) as caught:
        config.load({"run": "r", "analyses": {"a": written}}, tmp_path)
    assert "of t.csv is named as" in str(caught.value)
    assert str(caught.value).endswith(
        "a column has one role, so name another one for either."
    )


def test_a_column_that_only_marks_units_is_not_used_by_a_model(lecture, root):
    frogs = config.load(lecture, root).analyses["frogs"]
    assert frogs.colour.column == "pred"
    assert "pred" not in frogs.columns


@pytest.fixture
def formula(tmp_path):
    """Load a configuration for a formula, with so many groups."""

    def load(groups=20, sampling=None, **keys):
        rows = "".join(f"{i % groups},{i},{i % 3}\n" for i in range(3 * groups))
        (tmp_path / "t.csv").write_text("g,y,item\n" + rows)
        analysis = {"family": "normal", "data": "t.csv", "formula": "y ~ 1 + (1 | g)"}
        written = {"run": "r", "analyses": {"a": analysis | keys}}
        return config.load(written | {"sampling": sampling or {}}, tmp_path)

    return load


def test_beside_further_factors_and_of_few_groups_steps_are_small_unless_somebody_chose(
    formula,
):
    crossed = {"formula": "y ~ 1 + (1 | g) + (1 | item)"}
    found = formula(**crossed)
    assert (
        found.sampling_of("a", "partial_pooling")["adapt_delta"] == samplers.SMALL_STEPS
    )
    # Without pooling the spread of the further factors is learned all the same.
    assert found.sampling_of("a", "no_pooling")["adapt_delta"] == samplers.SMALL_STEPS
    for groups, expected in ((20, samplers.SMALL_STEPS), (40, 0.9)):  # few, and not
        direct = formula(groups, sampler="direct")
        assert direct.sampling_of("a", "partial_pooling")["adapt_delta"] == expected
    # So have groups that stand alone, unless their effects are integrated out.
    assert direct.sampling_of("a", "no_pooling")["adapt_delta"] == samplers.STEPS_ALONE
    assert formula(40).sampling_of("a", "no_pooling")["adapt_delta"] == 0.9
    assert direct.sampling_of("a", "complete_pooling")["adapt_delta"] == 0.9
    chosen = formula(**crossed, sampling={"adapt_delta": 0.8})
    assert chosen.sampling_of("a", "partial_pooling")["adapt_delta"] == 0.8


def test_exact_draws_have_no_settings_of_chains(formula):
    settings = formula(sampler="exact", sampling={"warmup": 50, "adapt_delta": 0.95})
    assert settings.exact_draws("a")
    asked = {"sampler": "exact", "chains": 4, "draws": 1000}
    assert settings.sampling_of("a", "partial_pooling") == asked
    assert settings.other_sampler("a", "partial_pooling") == "direct"
    assert settings.collapsed_program("a", "partial_pooling") is None
    # And Stan's fits of a formula could have exact draws instead.
    assert formula().other_sampler("a", "partial_pooling") == "exact"
    own = formula(sampler="exact", sampling={"draws": 70, "thin": 3})
    assert own.sampling_of("a")["draws"] == 70
    many = formula(groups=6000, sampler="exact").sampling_of("a")
    assert many == asked | {"draws": 416}
    assert not formula().exact_draws("a")


@pytest.mark.parametrize(
    "own",
    [{"warmup": 10}, {"thin": 2}, {"adapt_delta": 0.9}, {"chains_apart": False}],
    ids=lambda own: next(iter(own)),
)
def test_what_exact_draws_do_not_have_is_refused(tmp_path, own):
    (tmp_path / "t.csv").write_text("g,y\n0,1\n1,2\n")
    analysis = {"family": "normal", "data": "t.csv", "formula": "y ~ 1 + (1 | g)"}
    analysis |= {"sampler": "exact", "sampling": own}
    told = rf"^analyses\.a\.sampling\.{next(iter(own))}: .*leave the key out"
    with pytest.raises(PoolingError, match=told):
        config.load({"run": "r", "analyses": {"a": analysis}}, tmp_path)


def test_a_grid_gives_no_exact_draws(rows):
    told = r'^analyses\.a\.sampler: "exact" is for models by formula.*that of means'
    with pytest.raises(PoolingError, match=told):
        rows(60, sampler="exact")


def test_more_draws_are_taken_where_a_prior_of_kappa_makes_two_modes(tmp_path):
    def thin(shape, **more):
        written = {"omega": {"beta": [2, 2]}, "kappa": {"gamma": [shape, 0.01]}}
        coins = {"family": "coins", "successes": [9, 11], "trials": [20, 20], "kappa": 9}
        both = {"partial_pooling": {"priors": {"omega": {"beta": [2, 2]}}}}
        models = both | {"learned_kappa": {"priors": written}}
        run = {"run": "r", "analyses": {"a": coins | {"models": models}}} | more
        return config.load(run, tmp_path).sampling_of("a", "learned_kappa")["thin"]

    assert thin(0.01) == 40
    assert thin(1.0) == 1
    assert thin(0.01, sampling={"thin": 3}) == 3
