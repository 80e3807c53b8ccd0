"""The lecture's lesson: its pairs of texts, its facts about the data, its code."""

import re

import numpy as np
import pandas as pd
import pytest
import yaml
from pooling import lessons

STORIES = ("coin_kappa5", "memory_kappa5")  # their lessons hold a grid in numpy


@pytest.fixture(scope="module")
def lecture(root):
    return yaml.safe_load((root / "config/lecture.yaml").read_text("utf-8"))


def texts(root, written: str) -> list[str]:
    return [
        (root / path).read_text("utf-8")
        for path in lessons.files_of(written, ("en", "es"))
    ]


def every_lesson(lecture) -> list[str]:
    return [lecture["lesson"], *(own["lesson"] for own in lecture["analyses"].values())]


def test_every_chapter_has_a_lesson(lecture):
    assert len(set(every_lesson(lecture))) == 1 + len(lecture["analyses"])


def test_both_languages_say_the_same_in_the_same_places(root, lecture):
    for written in every_lesson(lecture):
        english, spanish = (
            lessons.read(root / path) for path in lessons.files_of(written, ("en", "es"))
        )
        own = written != lecture["lesson"]  # the titles of the run's are translated
        shape = [
            [(p.part if own else None, p.question is None) for p in passages]
            for passages in (english, spanish)
        ]
        assert shape[0] == shape[1], written
        for one, other in zip(english, spanish, strict=True):
            asked = [
                sorted(lessons.NUMBER.findall("".join(lessons.KEPT.split(p.text)[::2])))
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
    from scipy import stats

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
        assert not re.findall(r"\d\.\d", told), written
