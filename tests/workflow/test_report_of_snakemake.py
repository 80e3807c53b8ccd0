"""Snakemake's own report of a finished run, and the texts of its figures."""

import json
import re
import zipfile

import pytest


@pytest.fixture(scope="module")
def page(small, asked, tmp_path_factory):
    """Make the report, and give its page and the names of the files in it."""
    path = tmp_path_factory.mktemp("report") / "made.zip"
    config = small.folder / "config" / "small.yaml"
    done = asked(
        small.folder,
        *("--configfile", config, "--cores", 1, "--report", path),
        environment=small.environment,
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
    with zipfile.ZipFile(path) as held:
        html = held.read("made/report.html").decode()
        return html, [name for name in held.namelist() if "/data/raw/" in name]


@pytest.fixture(scope="module")
def listed(page) -> dict:
    """Results of the page: path -> what it shows of each."""
    html, _ = page
    start = re.search(r"var results = (?=\{)", html).end()
    return json.JSONDecoder().raw_decode(html, start)[0]


def _paths(listed, pattern: str) -> set[str]:
    return {path for path in listed if re.search(pattern, path)}


def test_every_figure_of_the_run_is_in_the_report(small, listed):
    drawn = {
        str(path.relative_to(small.folder))
        for path in small.results.rglob("figures/*.svg")
        if "es" in small.configuration["languages"] or ".es." not in path.name
    }
    assert drawn
    assert _paths(listed, r"\.svg$") == drawn


def test_every_figure_has_its_title_and_its_caption(listed):
    for path in _paths(listed, r"\.svg$"):
        shown = listed[path]
        assert shown["labels"]["figure"]
        assert shown["labels"]["language"] == ("es" if ".es." in path else "en")
        assert len(shown["caption"]) > 100
        assert "snakemake --cores 1" in re.sub("<[^>]*>", "", shown["caption"])


@pytest.mark.parametrize(
    "name",
    [
        "summary.csv",
        "diagnostics.json",
        "agreement.csv",
        "comparison.csv",
        "sensitivity.json",
        "posterior_predictive.json",
        "claims.json",
        "published.csv",
    ],
)
def test_tables_and_verdicts_are_in_the_report(small, page, listed, name):
    found = _paths(listed, rf"/{name}$")
    made = {
        str(path.relative_to(small.folder))
        for path in small.results.rglob(name)
        # The one of a whole analysis is made of those of its fits.
        if "figures" not in path.parts
        and (name != "agreement.csv" or _of_fit(small, path))
    }
    assert found == made
    assert all(listed[path]["caption"] for path in found)
    assert sum(held.endswith(f"/{name}") for held in page[1]) == len(found)


def _of_fit(small, path) -> bool:
    return len(path.relative_to(small.results).parts) == 3


def test_the_report_describes_the_run(small, page):
    for analysis in small.configuration["analyses"]:
        assert analysis in page[0]
    assert "Pooling: hierarchical Bayesian models" in page[0]


def test_the_text_of_every_figure_is_there_in_both_languages(small):
    pictures = [
        path for path in small.results.rglob("figures/*.svg") if ".es." not in path.name
    ]
    assert pictures
    for path in pictures:
        told = json.loads(path.with_suffix(".json").read_text("utf-8"))["alt"]
        assert set(told) == {"en", "es"}
        for language, text in told.items():
            assert re.search(r"\d", text), (path, text)
            assert text.endswith("."), (path, text)
            assert not re.search(r"\bnan\b|\binf\b|e[+-]\d\d|\\|\$", text), (path, text)
            suffix = ".es.svg" if language == "es" else ".svg"
            assert text[:40] in path.with_suffix(suffix).read_text("utf-8")
        assert told["en"] != told["es"]
        assert not re.search(r"\d\.\d", told["es"]), (path, told["es"])
