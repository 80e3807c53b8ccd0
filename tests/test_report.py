"""The report: what it says of each model, how it writes numbers, what it lets in."""

import re
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from pooling import diagnostics, families, files, manifest, priors
from pooling.families.base import LANGUAGES
from pooling.figures.style import POOLING_COLOURS
from pooling.report import chapters, formulas, numbers, page, words
from pooling.results import Fit, Results

HOSTILE = '<script>alert("x")</script>{{ 7 * 7 }}'
MODELS = [
    (family, model) for family in families.NAMES for model in families.get(family).MODELS
]
ARGUMENTS = {"mean": 0.5, "sd": 20, "rate": 0.1, "a": 2, "b": 3, "shape": 2}
SETTINGS = {
    "run": "trial",
    "seed": 1,
    "sampling": {"chains": 4, "warmup": 1000, "draws": 1000, "adapt_delta": 0.9},
    "configfiles": [],
}
TOOLCHAIN = {
    "version": "2.37.0",
    "source": "the release",
    "compiler": "g++ 12",
    "versions": {"python": "3.11"},
}


def write_fit(folder, family, model, groups, r_hat):
    """Write what the rules before the report write for one fit."""
    declared = families.get(family).MODELS[model]
    labels = [
        f"{parameter.name}[{group}]" if group else parameter.name
        for parameter in declared.parameters
        for group in (groups if parameter.per_group else [None])
    ]
    summary = pd.DataFrame({"parameter": labels})
    for column in ("mean", "sd", "q5", "q50", "q95", "mcse_mean"):
        summary[column] = 0.5
    summary[["ess_bulk", "ess_tail", "r_hat"]] = 1234.5, 1234.5, r_hat
    energy = np.random.default_rng(1).normal(size=(2, 200))
    statistics = xr.Dataset(
        {
            "diverging": (("chain", "draw"), np.zeros((2, 200), bool)),
            "energy": (("chain", "draw"), energy),
            "tree_depth": (("chain", "draw"), np.full((2, 200), 3)),
        }
    )
    thresholds = {"r_hat": 1.01, "ess": 400, "divergences": 0, "e_bfmi": 0.3}
    found = diagnostics.diagnose(summary, statistics, thresholds)
    chosen = {
        parameter: {a: ARGUMENTS[a] for a in priors.ARGUMENTS[name]}
        for parameter, name in declared.priors.items()
    }
    paths = {
        "stan_data": folder / "stan_data.json",
        "summary": folder / "summary.csv",
        "diagnostics": folder / "diagnostics.json",
        "program": folder / "program.stan",
    }
    files.write_json(paths["stan_data"], priors.stan_data(chosen))
    files.write_csv(paths["summary"], summary)
    files.write_json(paths["diagnostics"], found)
    files.write_text(paths["program"], "parameters {\n  real<lower=0> sigma;\n}\n")
    return Fit({kind: str(path) for kind, path in paths.items()})


def section(folder, family, groups=("1", "2"), title="A title", r_hat=1.001):
    """Write one analysis with all models of its family, and a figure."""
    facts = {"source": "data/a.csv", "rows_read": 3, "rows_dropped": 1, "rows_used": 2}
    facts |= {"groups": len(groups), "groups_dropped": [], "centre": 55.5}
    prepared = pd.DataFrame({"row": 2, "group": list(groups), "y": 0.25})
    files.write_csv(folder / "prepared.csv", prepared)
    files.write_json(folder / "prepared.json", facts)
    files.write_text(folder / "figures/one.svg", "<svg/>")
    column = {"column": "a column", "label": None, "unit": None}
    settings = {
        "family": family,
        "title": dict.fromkeys(LANGUAGES, title),
        "question": None,
        "labels": {"x": column, "group": column},
        "columns": ["y", "group"],
        "models": {
            model: {"kappa": 5, "omega": 0.5} for model in families.get(family).MODELS
        },
    }
    figure = {
        "file": str(folder / "figures/one.svg"),
        "name": "one",
        "title": dict.fromkeys(LANGUAGES, title),
        "caption": dict.fromkeys(LANGUAGES, title),
        "models": ["partial_pooling"],
    }
    fits = {
        model: write_fit(folder / model, family, model, groups, r_hat)
        for model, declared in families.get(family).MODELS.items()
        if declared.sampled
    }
    paths = {
        "prepared": str(folder / "prepared.csv"),
        "facts": str(folder / "prepared.json"),
    }
    return page.Section(Results("trial", paths, fits, settings), [figure])


class Page(HTMLParser):
    """The references, the elements and the text of a page."""

    def __init__(self, text):
        super().__init__()
        self.references, self.elements, self.text = [], [], ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        """Keep what an element is and what it refers to."""
        self.elements.append(tag)
        self.references += [
            value for name, value in attributes if name in ("src", "href", "srcset")
        ]

    def handle_data(self, data):
        """Keep the text."""
        self.text += data


@pytest.mark.parametrize(("family", "model"), MODELS)
def test_every_model_has_a_formula_a_reading_and_a_meaning_for_each_parameter(
    family, model
):
    chapter = chapters.of(family)[model]
    declared = families.get(family).MODELS[model]
    assert chapter.formula
    for line in chapter.formula:
        assert "<merror" not in formulas.mathml(line)
        assert "\\" not in formulas.mathml(line)
    assert set(chapter.meanings) == {p.name for p in declared.parameters}
    for pairs in (chapter.reading, *chapter.meanings.values(), words.MODELS[model]):
        assert set(pairs) == set(LANGUAGES)
        assert pairs["en"] != pairs["es"]


def test_chapters_say_nothing_of_models_that_there_are_not():
    for family in families.NAMES:
        assert set(chapters.of(family)) == set(families.get(family).MODELS)


def test_every_piece_of_prose_is_in_both_languages():
    tables = (words.MODELS, words.DEGREES, words.CHECKS, words.ADVICE, words.TEXT)
    for table in tables:
        for pair in table.values():
            assert set(pair) == set(LANGUAGES)
            placeholders = [set(re.findall(r"\{\w+\}", text)) for text in pair.values()]
            assert placeholders[0] == placeholders[1]
    assert set(words.DEGREES) == set(POOLING_COLOURS)


@pytest.mark.parametrize(
    ("value", "decimals", "en", "es"),
    [
        (0.1, None, "0.1", "0,1"),
        (3.1622776601683795, None, "3.162", "3,162"),
        (100.0, None, "100", "100"),
        (-1.5, 2, "\N{MINUS SIGN}1.50", "\N{MINUS SIGN}1,50"),
        (-0.001, 1, "0.0", "0,0"),
        (1234.0, 0, "1234", "1234"),
        (-1234567.8, 1, "\N{MINUS SIGN}1\u202f234\u202f567.8",
         "\N{MINUS SIGN}1\u202f234\u202f567,8"),
        (5.37e-141, None, "5.37 \N{MULTIPLICATION SIGN} 10⁻¹⁴¹",
         "5,37 \N{MULTIPLICATION SIGN} 10⁻¹⁴¹"),
        (None, 2, "\N{EN DASH}", "\N{EN DASH}"),
        (float("nan"), None, "\N{EN DASH}", "\N{EN DASH}"),
    ],
)  # fmt: skip
def test_numbers_in_both_languages(value, decimals, en, es):
    assert numbers.number(value, "en", decimals) == en
    assert numbers.number(value, "es", decimals) == es


def test_counts_are_rounded_down_and_percentages_spaced():
    assert numbers.count(399.9, "en") == "399"
    assert numbers.count(12000, "es") == "12\u202f000"
    assert numbers.percentage(0.266, "en") == "27%"
    assert numbers.percentage(0.266, "es") == "27\u202f%"


@pytest.mark.parametrize(
    ("spread", "decimals"), [(13.2, 0), (2.26, 1), (0.35, 2), (0.08, 3), (0.0, 2)]
)
def test_decimals_show_two_digits_of_the_spread(spread, decimals):
    assert numbers.decimals_of(spread) == decimals


def test_a_prior_is_read_back_from_the_stan_data_and_written_in_the_language():
    given = {"mu_alpha": {"mean": 90.0, "sd": 0.5}}
    read = formulas.read_priors({"mu_alpha": "normal"}, priors.stan_data(given))
    assert read == given
    spanish = formulas.prior("mu_alpha", read["mu_alpha"], "", "es")
    assert spanish == r"\mu_\alpha \sim \text{Normal}(\text{90}; \text{0,5})"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("family", families.NAMES)
def test_the_page_refers_to_nothing_outside_itself(tmp_path, family, language):
    text = page.render(SETTINGS, [section(tmp_path, family)], TOOLCHAIN, language)
    seen = Page(text)
    targets = set(re.findall(r'\bid="([^"]+)"', text))
    assert any(reference.startswith("data:") for reference in seen.references)
    for reference in seen.references:
        assert reference.startswith("data:image/svg+xml;") or reference[1:] in targets
    assert not re.search(r"url\(|@import", text)
    assert "script" not in seen.elements
    assert f'lang="{language}"' in text
    for model in families.get(family).MODELS:
        assert words.MODELS[model][language] in seen.text


def test_hostile_texts_stay_text(tmp_path):
    groups = (HOSTILE, '"><img src=x onerror=alert(1)>')
    analysis = section(tmp_path, "means", groups, title=HOSTILE)
    text = page.render(SETTINGS, [analysis], TOOLCHAIN, "en")
    seen = Page(text)
    assert "script" not in seen.elements
    assert "x" not in seen.references
    assert HOSTILE in seen.text
    assert groups[1] in seen.text


def test_a_failed_fit_is_announced_at_the_top_and_at_what_depends_on_it(tmp_path):
    failed = section(tmp_path / "failed", "means", r_hat=1.5)
    text = page.render(SETTINGS, [failed], TOOLCHAIN, "en")
    assert text.index('id="failed"') < text.index('id="overview"')
    assert "Failed fits: 4 of 4." in text
    assert "1.5000" in text[text.index('id="failed"') : text.index('id="overview"')]
    partial = text[text.index('id="trial-partial_pooling"') :]
    assert words.TEXT["unreliable"]["en"] in partial
    assert words.TEXT["unreliable_figure"]["en"] in partial
    assert words.ADVICE["r_hat"]["en"] in partial

    passed = page.render(SETTINGS, [section(tmp_path, "means")], TOOLCHAIN, "en")
    assert 'id="failed"' not in passed
    assert words.TEXT["unreliable"]["en"] not in passed
    assert words.TEXT["unreliable_figure"]["en"] not in passed


def test_inputs_find_their_places(tmp_path):
    made = section(tmp_path, "coins")
    settings = made.results.settings | {
        "figures": [{k: v for k, v in made.figures[0].items() if k != "file"}]
    }
    listed = {kind: [path] for kind, path in made.results.paths.items()}
    listed["figure"] = [made.figures[0]["file"]]
    for kind in ("stan_data", "summary", "diagnostics", "program"):
        listed[kind] = [fit.files[kind] for fit in made.results.fits.values()]
    (found,) = page.collect({"trial": settings}, listed)
    assert found.results.paths == made.results.paths
    assert found.results.fits == made.results.fits
    assert "maximum_likelihood" not in found.results.fits
    assert found.figures == made.figures


def test_the_redraw_command_names_the_target_before_the_files_of_configuration():
    assert page.redraw("results/a/b.svg", []) == "snakemake --cores 4 results/a/b.svg"
    assert page.redraw("results/a/b.svg", ["my study.yaml"]) == (
        "snakemake --cores 4 results/a/b.svg --configfile 'my study.yaml'"
    )


def test_the_manifest_hashes_its_files_and_repeats(tmp_path):
    table = tmp_path / "table.csv"
    table.write_bytes(b"abc")
    arguments = ({"run": "trial"}, {"a": {"b": 1}}, {}, [str(table)] * 2, [])
    found = manifest.describe(*arguments)
    assert found["tables"] == {
        str(table): "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    }
    assert found["versions"]["numpy"] == np.__version__
    assert found == manifest.describe(*arguments)


def test_a_folder_without_git_has_no_commit(tmp_path):
    assert manifest.git_state(tmp_path) == {"commit": None, "clean": None}
