"""The lecture's lesson: its pairs of texts, its facts about the data, its code."""

import re

import numpy as np
import pandas as pd
import pytest
import yaml
from pooling.report import lesson_files
from scipy import stats

STORIES = ("coin_kappa5", "memory_kappa5")  # their lessons hold a grid in numpy


@pytest.fixture(scope="module")
def lecture(root):
    return yaml.safe_load((root / "config/lecture.yaml").read_text("utf-8"))


def texts(root, written: str) -> list[str]:
    return [
        (root / path).read_text("utf-8")
        for path in lesson_files.files_of(written, ("en", "es"))
    ]


def every_lesson(lecture) -> list[str]:
    return [lecture["lesson"], *(own["lesson"] for own in lecture["analyses"].values())]


def test_every_chapter_has_a_lesson(lecture):
    assert len(set(every_lesson(lecture))) == 1 + len(lecture["analyses"])


def test_an_interval_says_its_level(root, lecture):
    level, ends = {"en": "90%: ", "es": "90\u202f%: "}, 0
    for written in every_lesson(lecture):
        for language, text in zip(level, texts(root, written), strict=True):
            for low in re.finditer(r"\{[^{}]* q5\b[^{}]*\}", text):
                assert text[: low.start()].endswith(level[language]), (written, low[0])
                ends += 1
    assert ends


def test_both_languages_say_the_same_in_the_same_places(root, lecture):
    for written in every_lesson(lecture):
        english, spanish = (
            lesson_files.read(root / path)
            for path in lesson_files.files_of(written, ("en", "es"))
        )
        own = written != lecture["lesson"]  # the titles of the run's are translated
        shape = [
            [(p.part if own else None, p.question is None) for p in passages]
            for passages in (english, spanish)
        ]
        assert shape[0] == shape[1], written
        for one, other in zip(english, spanish, strict=True):
            asked = [
                sorted(
                    " ".join(number.split())
                    for number in lesson_files.NUMBER.findall(
                        "".join(lesson_files.KEPT.split(p.text)[::2])
                    )
                )
                for p in (one, other)
            ]
            assert asked[0] == asked[1], (written, one.line)
            assert code(one.text) == code(other.text)


def code(text: str) -> list[str]:
    """Give the blocks of code of a text."""
    return re.findall(r"```python\n(.*?)```", text, re.DOTALL)


@pytest.mark.parametrize("story", STORIES)
def test_the_grid_of_a_lesson_gives_the_exact_means(root, story, lecture):
    (block,) = code(texts(root, f"config/lessons/{story}")[0])
    assert len([line for line in block.splitlines() if line]) <= 13
    found: dict = {}
    exec(compile(block, story, "exec"), found)  # the project's own text
    own = lecture["analyses"][story]
    assert list(np.atleast_1d(found["y"])) == own["successes"]
    assert list(np.atleast_1d(found["N"])) == own["trials"]
    assert found["kappa"] == own["kappa"]
    prior = own["models"]["partial_pooling"]["priors"]["omega"]["beta"]
    assert [found["A"], found["B"]] == prior
    means = found.get("means") or [found["mean_pi"], found["mean_omega"]]
    exact = grid(own["successes"], own["trials"], own["kappa"], prior)
    assert means == pytest.approx(exact, abs=2e-3)


def grid(y, trials, kappa, prior) -> list[float]:
    """Integrate the thetas out in closed form, and omega by the trapezoid rule."""
    omega = np.linspace(1e-6, 1 - 1e-6, 20_001)
    a, b = omega * (kappa - 2) + 1, (1 - omega) * (kappa - 2) + 1
    weight = stats.beta.pdf(omega, *prior)
    for hits, flips in zip(y, trials, strict=True):
        weight = weight * stats.betabinom.pmf(hits, flips, a, b)
    weight /= weight.sum()
    means = [
        float((weight * (a + hits) / (kappa + flips)).sum())
        for hits, flips in zip(y, trials, strict=True)
    ]
    return [*means, float((weight * omega).sum())]


def said(root, lecture, analysis: str) -> list[str]:
    """All that is said of an analysis in each language."""
    own = lecture["analyses"][analysis]
    return [
        " ".join([*(note[language] for note in own.get("notes", [])), text])
        for language, text in zip(("en", "es"), texts(root, own["lesson"]), strict=True)
    ]


def test_what_is_said_of_the_tanks_is_so(root, lecture):
    table = pd.read_csv(root / "data/reed_frogs.csv")
    shares = (table["surv"] / table["density"]).groupby(table["pred"])
    assert list(shares.size()) == [24, 24]
    for text in said(root, lecture, "frogs"):
        for share in shares.mean():
            assert text.replace(",", ".").count(f"{share:.2f}") == 2  # note and lesson


def test_what_is_said_of_the_races_is_so(root, lecture):
    table = pd.read_csv(root / "data/cherry_blossom.csv")
    held = table.groupby("year")["net"].agg(["size", "count"])
    missing = held[held["count"] < held["size"]]
    assert (missing["count"] == 0).all()  # whole races
    assert set(missing.index) == {1999, 2007, 2008}
    assert table["gun"].notna().all()
    times = table[table["runner"] == 17]["net"].dropna().round().astype(int).tolist()
    for text, joined in zip(said(root, lecture, "marathon"), ("and", "y"), strict=True):
        for year, size in missing["size"].items():
            assert re.search(rf"{size} (of|de) {year}", text)
        *first, last = map(str, times)
        assert f"{', '.join(first)} {joined} {last}" in text


def within(table: pd.DataFrame, x: str, y: str, group: str) -> float:
    """Slope of y on x within groups, by least squares."""
    moved = table[[x, y]] - table.groupby(group)[[x, y]].transform("mean")
    return float((moved[x] * moved[y]).sum() / (moved[x] ** 2).sum())


def test_what_is_said_of_one_line_for_all_runners_is_so(root, lecture):
    table = pd.read_csv(root / "data/cherry_blossom.csv")
    used = table.dropna(subset=["net"])
    each = used.groupby("runner")[["age", "net"]]
    assert (each.max() - each.min())["age"].mean() < 5
    between = stats.linregress(*each.mean()[["age", "net"]].to_numpy().T)
    slopes = [
        within(rows, "age", time, "runner")
        for rows, time in ((used, "net"), (used, "gun"), (table, "gun"))
    ]
    for text in said(root, lecture, "marathon"):
        plain = text.replace(",", ".")
        # Older ones are faster, perhaps by chance.
        assert f"({-between.slope:.1f} min" in plain
        assert re.search(rf"(error of|error estándar de) {between.stderr:.1f}\)", plain)
        assert all(f"{slope:.2f}" in plain for slope in slopes)
        assert f" {len(used)} " in plain


def test_the_text_settles_the_slopes_where_the_claim_does(root, lecture):
    from pooling.claims.lines import MASS, TELLING

    for text in said(root, lecture, "marathon"):
        plain = text.replace(",", ".")
        assert f"{MASS:.2f}" in plain
        assert re.search(rf"{TELLING:.1f} (of the|del) residual", plain)


def test_what_is_said_of_floors_and_soil_is_so(root, lecture):
    table = pd.read_csv(root / "data/radon_minnesota.csv")
    floors = table.groupby("floor")["log_radon"].agg(["size", "mean"])
    halved = np.exp(within(table, "floor", "log_radon", "county"))
    assert halved == pytest.approx(0.5, abs=0.05)
    assert (table.groupby("county")["log_uranium"].nunique() == 1).all()
    for text in said(root, lecture, "radon"):
        plain = text.replace(",", ".")
        assert all(f"{mean:.2f}" in plain for mean in floors["mean"])
        assert all(f"{size} " in plain for size in floors["size"])


def test_what_is_said_of_the_weight_of_a_county_is_so(root, lecture):
    table = pd.read_csv(root / "data/radon_minnesota.csv")
    largest = table["county"].value_counts().max()
    known = pd.read_csv(root / "data/published.csv").query("analysis == 'radon'")
    sd = known.set_index("parameter")["published"]
    one, most = (
        1 / (sd["sigma_alpha"] ** 2 + sd["sigma"] ** 2 / n) for n in (1, largest)
    )
    assert most / one == pytest.approx(7, abs=0.5)
    phrases = (f"with {largest} homes weighs seven times", f"uno de {largest} casas pesa")
    for text, phrase in zip(said(root, lecture, "radon"), phrases, strict=True):
        assert phrase in text


def test_means_without_pooling_make_tables_that_differ_more(root):
    homes = pd.read_csv(root / "data/radon_minnesota.csv").groupby("county")["log_radon"]
    size, mean = homes.size(), homes.mean()
    noise = np.sqrt((homes.var() * (size - 1)).sum() / (size - 1).sum() / size)
    rng = np.random.default_rng(5)
    again = [
        (mean + noise * rng.normal(size=(2, len(mean))).sum(0)).std() for _ in range(99)
    ]
    assert mean.std() < min(again)


def test_what_is_said_of_two_changes_of_the_factory_is_so(lecture):
    def moves(kappa: float, top: float) -> np.ndarray:
        return 0.5 - np.array(grid([3], [9], kappa, [top, top]))

    neither, kappa, prior, both = (
        moves(*each) for each in ((5, 2), (10, 2), (5, 20), (10, 20))
    )
    assert kappa[1] > neither[1]  # omega moves further with kappa alone
    held = neither[0] - np.array([kappa[0], prior[0], both[0]])
    assert (held > 0).all()
    assert held[2] > 2 * (held[0] + held[1])  # neither does much alone


def test_what_is_said_of_leaving_out_subjects_is_so(lecture):
    own = lecture["analyses"]["memory_kappa100"]
    y, n = np.array(own["successes"]), np.array(own["trials"])
    prior = own["models"]["partial_pooling"]["priors"]["omega"]["beta"]

    def omega(y, n) -> float:
        return grid(y, n, own["kappa"], prior)[-1]

    assert y[1] / n[1] == prior[0] / sum(prior)
    assert omega(y[1:], n[1:]) > omega(y, n) > omega(y[:1], n[:1])
    exchanged = y[::-1] * n // n[::-1]
    assert list(zip(exchanged, n, strict=True)) == [(10, 20), (2, 8)]
    first, second = (
        abs(omega(exchanged[kept], n[kept]) - omega(exchanged, n))
        for kept in (slice(1, None), slice(1))
    )
    gap = abs(omega(y[1:], n[1:]) - omega(y, n)) - abs(omega(y[:1], n[:1]) - omega(y, n))
    assert 0 < first - second < gap


def test_what_is_said_of_the_higher_likelihood_is_so(lecture):
    from pooling.model import likelihood

    own = lecture["analyses"]["shrinkage"]
    options = own["models"]["maximum_likelihood"]
    counts = np.array(own["successes"]), np.array(own["trials"]), options["omega"]
    top = likelihood.interior_maximum(*counts)
    flat, same = (
        likelihood.at_proportions(*counts, kappa)
        for kappa in (options["flat_kappa"], top.kappa)
    )
    whole = top.log_likelihood - flat.log_likelihood
    assert 0 < top.log_likelihood - same.log_likelihood < 0.2 * whole


def test_what_is_said_of_the_zeros_is_so(root, lecture):
    table = pd.read_csv(root / "data/radon_minnesota.csv")
    zeros = table[np.isclose(table["log_radon"], np.log(0.1), atol=1e-6)]
    assert len(zeros) == 4
    assert table["log_radon"].min() == zeros["log_radon"].min()
    for text in said(root, lecture, "radon"):
        assert all(county in text for county in zeros["county"])
        assert f"{np.log(4):.2f}" in text.replace(",", ".")


def test_what_is_said_of_the_highest_means_is_so(root, lecture):
    homes = pd.read_csv(root / "data/radon_minnesota.csv").groupby("county")["log_radon"]
    highest = homes.count()[homes.mean().nlargest(4).index]
    assert (highest.min(), highest.max()) == (1, 3)
    phrases = ("of counties with one to three homes", "de condados con una a tres casas")
    for text, phrase in zip(said(root, lecture, "radon"), phrases, strict=True):
        assert phrase in text


def test_the_threshold_of_radon_is_the_one_in_its_name(lecture):
    settings = lecture["analyses"]["radon"]
    for text in settings["threshold"]["label"].values():
        value, unit = text.split()[-2:]
        assert np.exp(settings["threshold"]["value"]) == pytest.approx(float(value))
        assert unit == settings["outcome"]["log_of"]["unit"]


def test_spanish_lessons_have_decimal_commas(root, lecture):
    for written in every_lesson(lecture):
        spanish = texts(root, written)[1]
        told = re.sub(r"```.*?```", "", spanish, flags=re.DOTALL)
        # What asks for a number is no text: {... predicted new at 55.5 sd}.
        parts = lesson_files.KEPT.split(told)
        parts[::2] = [lesson_files.NUMBER.sub("", part) for part in parts[::2]]
        told = "".join(parts)
        assert not re.findall(r"\d\.\d", told), written
        assert "no pooling" not in told, written  # sin pooling
