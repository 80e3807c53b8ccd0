"""The report: what it says of each model, how it writes numbers, what it lets in."""

import ast
import atexit
import html
import json
import math
import re
import shutil
import tempfile
from dataclasses import asdict, fields, is_dataclass, replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from pooling import claims, figures
from pooling.basics import files, not_computed
from pooling.basics.numerals import decimals_of
from pooling.checks import diagnostics
from pooling.checks.results import Fit, Placed, Results
from pooling.exact import answer
from pooling.figures import sampler_pairs
from pooling.figures.style import COLOURS
from pooling.figures.words import Words
from pooling.model import families, priors
from pooling.model.families.base import LANGUAGES, group_facts
from pooling.model.names import ADDED
from pooling.report import (
    chapters,
    citation,
    claim_table,
    curves,
    evidence,
    formulas,
    names,
    numbers,
    page,
    pictures,
    pooled,
    predictions,
    story,
    strip,
    targets,
    words,
)
from pooling.report.answers import pairs, ranks
from pooling.table import tables

PART = '<details class="part" id="'
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><defs><clipPath id="p">'
    '<rect x="0" y="0" width="9" height="9"/></clipPath></defs>'
    '<path clip-path="url(#p)" d="M 1 1 L 5 5" style="stroke: #000000"/></svg>'
)
HOSTILE = '<script>alert("x")</script>{{ 7 * 7 }}'
MODELS = [
    (family, model) for family in families.NAMES for model in families.get(family).MODELS
]
ARGUMENTS = {"mean": 0.5, "sd": 20, "rate": 0.1, "a": 2, "b": 3, "shape": 2}
SETTINGS = {
    "stop": False,
    "run": "trial",
    "seed": 1,
    "lesson": None,
    "languages": ["en", "es"],
    "chapters": [(None, ["trial"])],
    "sampling": {"chains": 4, "warmup": 1000, "draws": 1000, "adapt_delta": 0.9},
    "configfiles": [],
    "citation": {
        "title": "The software",
        "authors": [
            {"name": "The makers"},
            {"family-names": "Doe", "given-names": "Ana"},
        ],
        "version": "1.2.3",
        "date-released": "2026-01-31",
    },
}
TOOLCHAIN = {
    "version": "2.37.0",
    "source": "the release",
    "compiler": "g++ 12",
    "versions": {"python": "3.11"},
}


ORIGINS = ("given", "default", "scaled")
PER_FIT = ("graph", "posterior_predictive", "trace")
PUBLISHED = {
    "analysis": "trial",
    "parameter": "mu_alpha",
    "published": "1.310",
    "ours_mean": 1.4567,
    "ours_sd": 0.05,
    "difference_in_sds": 2.934,
    "source": "A book, p. 1",
    "remark": "A remark.",
}
AGREES = {
    "verdict": "agrees",
    "largest_z": 2.345,
    "parameter": "alpha[1]",
    "statistic": "sd",
    "threshold": 4.9,
    "density": {"largest_deviation": 1e-12, "threshold": 1e-6, "passed": True},
}
DISAGREES = AGREES | {"verdict": "disagrees", "largest_z": 23.45}
NOT_COMPUTED = {"verdict": "not computed", "density": AGREES["density"]}
PRIOR_CHECK = {
    "quantity": "y",
    "expected": {"q5": -3.5, "q50": 0.5, "q95": 4.5},
    "plausible": [-1.5, 2.5],
    "outside": 0.125,
    "outside_error": 0.0625,
    "observed_outside": 0.0,
    "observations": 200,
    "threshold": {"outside": 0.05, "observed_outside": 0.05},
    "tables": 1000,
    "seed": 1,
    "verdict": "plausible",
}
TESTED = {"replicates": "fitted", "observed": 1.5, "q5": 0.25, "q95": 1.0}
POSTERIOR_CHECK = {
    "statistics": [
        TESTED | {"name": "sd", "p_value": 0.0005},
        TESTED | {"name": "max", "replicates": "new", "p_value": 0.375},
    ],
    "pit": {"n": 3, "p_value": 0.625},
    "groups": {
        "checked": 2,
        "tests": 4,
        "worst": [TESTED | {"group": "1", "size": 2, "what": "mean", "p_value": 0.875}],
        "p_value": 0.75,
    },
    "level": 0.01,
    "tests": 4,
    "flagged_by": ["sd/fitted"],
    "pooling": "partial",
    "verdict": "flagged",
    "because": None,
}
MOMENTS = {"mean": 1.25, "sd": 0.5, "q5": 0.5, "q50": 1.2, "q95": 2.0}
NEW_GROUP = {
    "per": "x",
    "predictions": [
        {
            "at": at,
            "existing": [MOMENTS | {"group": "1", "size": 7}],
            "new": MOMENTS | {"sd": 1.5},
        }
        for at in range(5)
    ],
    "least_ratio": 3.0,
    "largest_ratio": 3.0,
    "verdict": "wider",
}
SENSITIVITY = {
    "threshold": 0.05,
    "parameters": [
        {
            "parameter": "mu_alpha",
            "prior": 0.125,
            "likelihood": 0.0625,
            "bar": 0.05,
            "diagnosis": "conflict",
        }
    ],
    "groups": {"checked": 2, "leaning": 1},
    "pareto_k": 0.1,
    "reliable": True,
    "leaning": ["mu_alpha"],
    "chosen": None,
    "verdict": "leans on the prior",
}
BOTH = dict.fromkeys(LANGUAGES, "a text")
CLAIM = {
    "id": 7,
    "analysis": "trial",
    "kind": "data",
    "sentence": dict.fromkeys(LANGUAGES, "The sentence."),
    "values": {"largest_gain": 0.25},
    "threshold": {"value": 1.5, "why": dict.fromkeys(LANGUAGES, "The reason.")},
    "verdict": "not supported",
}


def models_of(results):
    return chapters.of(results.family).models(results)


def write_fit(folder, family, model, groups, r_hat, agreement, thin):
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
    found = diagnostics.diagnose(summary, statistics, thresholds, 200 // thin)
    chosen = {
        parameter: {a: ARGUMENTS[a] for a in priors.ARGUMENTS[name]}
        for parameter, name in declared.priors.items()
    }
    paths = {
        "stan_data": folder / "stan_data.json",
        "summary": folder / "summary.csv",
        "diagnostics": folder / "diagnostics.json",
        "program": folder / "program.stan",
        "exact": folder / "exact.csv",
        "exact_facts": folder / "exact.json",
        "agreement": folder / "agreement.json",
        **{kind: folder / f"{kind}.json" for kind in predictions.FILES},
    }
    for kind, checked in zip(
        predictions.FILES, (PRIOR_CHECK, POSTERIOR_CHECK, NEW_GROUP), strict=True
    ):
        files.write_json(paths[kind], checked)
    if declared.pooling == "complete":
        files.write_json(paths["predictive_new_group"], {"verdict": "no groups"})
    if declared.pooling == "partial":
        paths["sensitivity"] = folder / "sensitivity.json"
        files.write_json(paths["sensitivity"], SENSITIVITY)
    exact = pd.DataFrame({"parameter": labels, "mean": 0.75, "sd": 0.25})
    facts = {"computed": True, "error": 1e-5, "edge_mass": 1e-9}
    if agreement["verdict"] == "not computed":
        exact, facts = exact[:0], {"computed": False, "because": "too many groups."}
    files.write_csv(paths["exact"], exact)
    files.write_json(paths["exact_facts"], facts)
    files.write_json(paths["agreement"], agreement)
    files.write_json(paths["stan_data"], priors.stan_data(chosen))
    files.write_csv(paths["summary"], summary)
    files.write_json(paths["diagnostics"], found)
    files.write_text(paths["program"], "parameters {\n  real<lower=0> sigma;\n}\n")
    return Fit({kind: str(path) for kind, path in paths.items()})


def section(
    folder,
    family,
    groups=("1", "2"),
    title="A title",
    r_hat=1.001,
    agreement=AGREES,
    thin=1,
):
    """Write one analysis with all models of its family, and figures.

    The same one is written once for all tests, each of which gets a copy of its own.
    """
    agreement = json.dumps(agreement)
    kept, found = written_once(family, tuple(groups), title, r_hat, agreement, thin)
    shutil.copytree(kept, folder, dirs_exist_ok=True)
    return moved(found, str(kept), str(folder))


def moved(value, old, new):
    """Give the same, with its files in another folder."""
    if isinstance(value, str):
        return value.replace(old, new)
    if isinstance(value, list):
        return [moved(each, old, new) for each in value]
    if isinstance(value, dict):
        return {key: moved(each, old, new) for key, each in value.items()}
    if is_dataclass(value):
        given = [f.name for f in fields(value) if f.init]
        parts = {name: moved(getattr(value, name), old, new) for name in given}
        return replace(value, **parts)
    return value


@cache
def written_once(family, groups, title, r_hat, agreement, thin):
    """Write an analysis where it stays; give the folder, and what `section` gives."""
    folder = Path(tempfile.mkdtemp(prefix="section-"))
    atexit.register(shutil.rmtree, folder)
    facts = {"source": "data/a.csv", "rows_read": 3, "rows_dropped": 1, "rows_used": 2}
    facts |= {"groups_dropped": [], "centre": 55.5}
    prepared = pd.DataFrame({"row": 2, "group": list(groups), "y": 0.25, "x": 55.5})
    if families.get(family).LEVEL.share:
        prepared["N"] = 1
    tables.write_prepared(folder / "prepared.parquet", prepared)
    files.write_json(folder / "prepared.json", group_facts(prepared) | facts)
    files.write_text(folder / "figures/one.svg", DRAWING)
    alternative = {language: f"{title} ({language})" for language in LANGUAGES}
    files.write_json(folder / "figures/one.json", {"alt": alternative})
    files.write_json(folder / "explore.json", {})
    said = {"en": "Five of nine.", "es": "Cinco de nueve."}
    answered = [
        {"about": about, "values": {}, "text": said} for about in ("typical", "open")
    ]
    files.write_json(folder / "answers.json", answered)
    factor = {"factor": 0.25, "q5": 0.125, "q95": 1.0}
    sizes = [factor | {"size": size, "groups": 2} for size in (3, 40)]
    partial = families.get(family).MODELS.get("partial_pooling")
    coefficients = [
        factor | {"parameter": parameter.name, "by_size": sizes}
        for parameter in (partial.parameters if partial else ())
        if parameter.per_group and parameter.name != "p"
    ]
    factor = {"coefficients": coefficients, "definition": BOTH}
    files.write_json(folder / "pooling_factor.json", factor)
    against = {"against": "residuals", "coefficient": None, "p_value": 1e-9, "rows": 9}
    against |= {"effect": -0.725, "kinds": ["A", "B"]}
    tested = [
        against | {"column": "machine", "share": 0.66, "named": True},
        against | {"column": "weekday", "share": 0.02, "named": False},
    ]
    files.write_json(folder / "unused_columns.json", {"columns": tested})
    own = np.random.default_rng(2).normal(range(len(groups)), 1.0, (400, len(groups)))
    compared = pairs.summarise(own, own.mean(axis=1))
    error = {"pairs": 1, "above": 0.0123, "ends": 0.04}
    files.write_json(folder / "pairs.json", asdict(compared) | {"error": error})
    ranked = ranks.table(own, own.mean(axis=0))
    ranked = {"group": list(groups), "mean": own.mean(axis=0)} | ranked
    files.write_csv(folder / "ranks.csv", ranked)
    fitted = [m for m, d in families.get(family).MODELS.items() if d.sampled]
    difference = -10.0 * np.arange(len(fitted))
    comparison = pd.DataFrame({"model": fitted, "elpd_diff": difference})
    comparison[["elpd", "p_loo"]], comparison["se_diff"] = 0.5, 1.0
    comparison[["se", "k_bad"]], comparison["method"] = 1, "psis"
    files.write_csv(folder / "comparison.csv", comparison)
    files.write_csv(folder / "group_comparison.csv", comparison.drop(columns="p_loo"))
    apart = {"best": fitted[0], "close": fitted[:1], "worse": fitted[1:]}
    apart |= {"taken": 2000, "of": 2000, "no_contestants": [], "thinned": {}}
    apart["carried"] = []
    remark = {"model": fitted[-1], "observations": 3, "groups": 2, "share": 0.25}
    verdict = {"observations": apart | {"remarks": [remark]}, "groups": apart}
    verdict["single_row"] = family == "rates"
    files.write_json(folder / "comparison.json", verdict)
    column = {"column": "a column", "label": None, "unit": None}
    settings = {
        "family": family,
        "title": dict.fromkeys(LANGUAGES, title),
        "question": None,
        "lesson": None,
        "notes": [dict.fromkeys(LANGUAGES, "A note on the data.")],
        "labels": dict.fromkeys(("x", "N", "group", "y"), column),
        "columns": ["y", "group"],
        "given_priors": {model: ["sigma"] for model in families.get(family).MODELS},
        "options": {
            model: {"kappa": 5, "omega": 0.5} for model in families.get(family).MODELS
        },
    }
    figure = {
        "file": str(folder / "figures/one.svg"),
        "text": str(folder / "figures/one.json"),
        "name": "one",
        "title": dict.fromkeys(LANGUAGES, title),
        "caption": dict.fromkeys(LANGUAGES, title),
        "models": ["partial_pooling"],
    }
    agreement = json.loads(agreement)
    fits = {
        model: write_fit(folder / model, family, model, groups, r_hat, agreement, thin)
        for model in fitted
    }
    paths = {
        "prepared": str(folder / "prepared.parquet"),
        "facts": str(folder / "prepared.json"),
        "explore": str(folder / "explore.json"),
        "answers": str(folder / "answers.json"),
        "comparison": str(folder / "comparison.csv"),
        "group_comparison": str(folder / "group_comparison.csv"),
        "comparison_verdict": str(folder / "comparison.json"),
        "pooling_factor": str(folder / "pooling_factor.json"),
        "unused": str(folder / "unused_columns.json"),
        "ranks": str(folder / "ranks.csv"),
        "pairs": str(folder / "pairs.json"),
    }
    fit_figures = {m: [figure | {"name": name} for name in PER_FIT] for m in fitted}
    return folder, page.Section(
        Results("trial", paths, fits, settings),
        [figure, figure | {"name": "agreement"}, figure | {"name": "comparison"}],
        fit_figures,
    )


@pytest.fixture
def render(tmp_path):
    """Render sections with the files of a whole run."""

    def call(
        sections, language="en", claims=(CLAIM,), published=(PUBLISHED,), together=None
    ):
        paths = {
            "claims": tmp_path / "claims.json",
            "published": tmp_path / "published.csv",
        }
        files.write_json(paths["claims"], list(claims))
        table = pd.DataFrame(published, columns=list(PUBLISHED))
        files.write_csv(paths["published"], table)
        paths = {kind: str(path) for kind, path in paths.items()}
        names = dict.fromkeys(each.results.analysis for each in sections)
        alone = [(None, [name]) for name in names]
        settings = SETTINGS | {"chapters": together or alone}
        return page.render(
            settings, sections, run_wide=paths, toolchain=TOOLCHAIN, language=language
        )

    return call


class Page(HTMLParser):
    """The references, the scripts, the alternatives of images and the text of a page."""

    def __init__(self, text):
        super().__init__()
        self.references, self.scripts, self.alternatives, self.text = [], [], [], ""
        self.within = None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        """Keep what an element refers to."""
        self.within = tag
        given = dict(attributes)
        self.references += [
            value for name, value in attributes if name in ("src", "href", "srcset")
        ]
        if given.get("role") == "img":
            self.alternatives.append(given["aria-label"])
        if tag == "script" and given.get("type") != "application/json":
            self.scripts.append("")
        elif tag == "script":
            self.within = "data"

    def handle_endtag(self, tag):
        """Leave a script or a style."""
        self.within = None

    def handle_data(self, data):
        """Keep the text, and the scripts apart."""
        if self.within == "script":
            self.scripts[-1] += data
        elif self.within not in ("style", "data"):
            self.text += data


def own_scripts():
    """The scripts that the page may have."""
    return [(page.TEMPLATES / name).read_text("utf-8") for name in page.SCRIPTS]


@pytest.mark.parametrize(("family", "model"), MODELS)
def test_every_model_has_a_formula_a_reading_and_a_meaning_for_each_parameter(
    family, model
):
    chapter = models_of(SimpleNamespace(family=family))[model]
    declared = families.get(family).MODELS[model]
    assert chapter.formula
    for line in chapter.formula:
        assert "<merror" not in formulas.mathml(line)
        assert "\\" not in formulas.mathml(line)
    assert set(chapter.meanings) == {p.name for p in declared.parameters}
    assert set(words.MODELS[model]) == set(LANGUAGES)  # some names are the field's own
    for texts in (chapter.reading, *chapter.meanings.values()):
        assert set(texts) == set(LANGUAGES)
        assert texts["en"] != texts["es"]


@pytest.mark.parametrize(
    ("family", "fields"),
    [
        ("coins", ("success", "trial", "population", "probability")),
        ("rates", ("population", "probability")),  # whose columns have names
    ],
)
def test_every_word_of_an_analysis_is_said_in_its_chapter(
    tmp_path, render, family, fields
):
    made = section(tmp_path, family)
    own = {field: f"{field} of my own" for field in fields}
    settings = made.results.settings
    settings["words"] = {k: dict.fromkeys(LANGUAGES, word) for k, word in own.items()}
    if family == "coins":  # counts in the configuration have no columns with names
        for role in ("y", "N"):
            settings["labels"].pop(role)
        prepared = pd.DataFrame({"row": 2, "group": ["1", "2"], "N": 9, "y": 3, "x": 1.0})
        tables.write_prepared(tmp_path / "prepared.parquet", prepared)
    text = render([made])
    for word in own.values():
        assert word in text


def test_chapters_say_nothing_of_models_that_there_are_not():
    for family in families.NAMES:
        told = models_of(SimpleNamespace(family=family))
        assert set(told) == set(families.get(family).MODELS)


def test_every_piece_of_prose_is_in_both_languages():
    tables = (words.MODELS, words.DEGREES, words.CHECKS, diagnostics.REMEDIES, words.TEXT)
    tables += (words.VERDICTS, words.KINDS, words.METHODS, words.COMPARISON)
    tables += (words.OF_SEVERAL,)
    tables += (words.PARTS, words.READINGS)
    tables += (names.VALUES, names.QUANTITIES)
    tables += tuple(words.FLAGS.values())
    for table in tables:
        for pair in table.values():
            assert set(pair) == set(LANGUAGES)
            placeholders = [set(re.findall(r"\{\w+\}", text)) for text in pair.values()]
            assert placeholders[0] == placeholders[1]
    assert set(words.DEGREES) == set(COLOURS)
    assert (
        set(words.VERDICTS) == set(words.TONES) == set(sum(words.OUTCOMES.values(), ()))
    )


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
        (float("nan"), 2, "\N{EN DASH}", "\N{EN DASH}"),
        (-float("inf"), 2, "\N{MINUS SIGN}\N{INFINITY}", "\N{MINUS SIGN}\N{INFINITY}"),
        (1e9 + 0.25, 2, "1\u202f000\u202f000\u202f000.25",
         "1\u202f000\u202f000\u202f000,25"),
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
    for undefined in (None, float("nan")):
        assert numbers.count(undefined, "en") == "\N{EN DASH}"
        assert numbers.percentage(undefined, "en") == "\N{EN DASH}"
        assert numbers.measured(undefined, "en", 3) == "\N{EN DASH}"
        assert numbers.cell(undefined, "x").value == ""
    assert numbers.count(float("inf"), "es") == "\N{INFINITY}"


@pytest.mark.parametrize(
    ("spread", "decimals"), [(13.2, 0), (2.26, 1), (0.35, 2), (0.08, 3), (0.0, 2)]
)
def test_decimals_show_two_digits_of_the_spread(spread, decimals):
    assert decimals_of(spread) == decimals


def test_a_prior_is_read_back_from_the_stan_data_and_written_in_the_language():
    given = {"mu_alpha": {"mean": 90.0, "sd": 0.5}}
    read = formulas.read_priors({"mu_alpha": "normal"}, priors.stan_data(given))
    assert read == given
    spanish = formulas.prior(r"\mu_{\alpha}", read["mu_alpha"], "es")
    assert spanish == r"\mu_{\alpha} \sim \text{Normal}(\text{90};\;\text{0,5})"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("family", families.NAMES)
def test_the_page_refers_to_nothing_outside_itself(tmp_path, render, family, language):
    text = render([section(tmp_path, family)], language)
    seen = Page(text)
    targets = set(re.findall(r'\bid="([^"]+)"', text))
    assert len(targets) == len(re.findall(r'\bid="', text))
    # Other pages of the run are links: what is shown is all here.
    other = next(each for each in LANGUAGES if each != language)
    for link in (f"costs.{language}.html", f"report.{other}.html"):
        seen.references.remove(link)
    # So are the numbers of a figure, which lie beside its file.
    numbers_of = [each for each in seen.references if each.endswith("/figures/one.csv")]
    assert numbers_of
    assert all(not re.match(r"/|\w+:|\.\.", each) for each in numbers_of)
    for reference in set(seen.references) - set(numbers_of):
        assert reference[1:] in targets
    found = set(re.findall(r"url\(([^;)]*)", text))
    assert found - {"data:font/woff2"} == {"#_c0"}
    assert "_c0" in targets
    assert "@import" not in text
    assert seen.scripts == own_scripts()
    assert "<built-in" not in seen.text
    assert f'lang="{language}"' in text
    for model in families.get(family).MODELS:
        assert words.MODELS[model][language] in seen.text


def test_hostile_texts_stay_text(tmp_path, render):
    groups = (HOSTILE, '"><img src=x onerror=alert(1)>')
    analysis = section(tmp_path, "means", groups, title=HOSTILE)
    text = render([analysis])
    seen = Page(text)
    assert seen.scripts == own_scripts()
    assert "x" not in seen.references
    assert f"{HOSTILE} (en)" in seen.alternatives
    assert HOSTILE in seen.text
    assert groups[1] in seen.text


def test_a_failed_fit_is_announced_at_the_top_and_at_what_depends_on_it(tmp_path, render):
    failed = section(tmp_path / "failed", "means", r_hat=1.5)
    text = render([failed])
    answers = text.index('<section id="_found"')
    assert text.index('id="_failed"') < answers
    assert "Failed fits: 4 of 4." in text
    assert "1.5000" in text[text.index('id="_failed"') : answers]
    # In the chapter, which of a single analysis is the first page, and where its groups
    # are compared.
    assert text.count(words.TEXT["unreliable_answer"]["en"]) == 2
    assert re.search(rf'{PART}trial-checks" open>', text)
    published = text[text.index('id="_published"') : text.index('id="_glossary"')]
    assert words.VERDICTS["failed"]["en"] in published
    assert words.TEXT["unreliable_claims"]["en"] in part(text, "claims")
    for name in ("checks", "posterior", "after", "new_group", "prior"):
        assert words.TEXT["unreliable"]["en"] in part(text, name), name
    assert words.TEXT["unreliable_figure"]["en"] in part(text, "models")
    assert diagnostics.REMEDIES["r_hat"]["en"] in part(text, "checks")

    passed = render([section(tmp_path, "means")])
    assert 'id="_failed"' not in passed
    assert words.TEXT["unreliable"]["en"] not in passed
    assert words.TEXT["unreliable_figure"]["en"] not in passed


def test_each_analysis_has_its_files_its_settings_and_its_figures(tmp_path):
    made = section(tmp_path, "coins")
    fits = {model: dict(fit.files) for model, fit in made.results.fits.items()}
    settings = made.results.settings | {
        "figures": made.figures,
        "fit_figures": made.fit_figures,
        "programs": {model: paths.pop("program") for model, paths in fits.items()},
    }
    place = Placed(made.results.paths, fits)
    (found,) = page.collect({"trial": settings}, {"trial": place, "other": Placed()})
    assert found.results.paths == made.results.paths
    assert found.results.fits == made.results.fits
    assert "maximum_likelihood" not in found.results.fits
    assert found.figures == made.figures
    assert found.fit_figures == made.fit_figures


def test_what_marks_units_and_what_a_figure_found_is_told(render, tmp_path):
    made = section(tmp_path / "trial", "rates")
    prepared = made.results.paths["prepared"]
    marked = tables.read_prepared(prepared).assign(colour=["pred", "no"])
    tables.write_prepared(prepared, marked)
    made.results.settings["labels"]["colour"] = {
        "column": "pred",
        "label": {"en": "predators", "es": "predadores"},
        "values": {"pred": {"en": "with some", "es": "con algunos"}},
    }
    alternative = dict.fromkeys(LANGUAGES, "A text.")
    found = {"en": "Five of 9 moved.", "es": "Se movieron 5 de 9."}
    drawn = {"alt": alternative, "found": found}
    files.write_json(tmp_path / "trial/figures/one.json", drawn)
    text = render([made], "es")
    assert "predadores, columna pred" in text
    assert "con algunos" in text
    assert 'Se movieron 5 de 9. <a class="how" href="#_figure-' in text


def overview(text):
    """The table of all fits."""
    return text[text.index('id="_overview"') : text.index('id="_claims"')]


def part(text, name):
    """One part of the story of the analysis."""
    start = text.index(f'{PART}trial-{name}"')
    following = text.find(PART, start + 1)
    return text[start : min(following, text.index("</section>", start))]


def checked(text):
    """How the run was checked."""
    return text[text.index('<section id="_summary"') : text.index('id="_glossary"')]


def test_exact_values_stand_beside_those_of_the_draws(tmp_path, render):
    posterior = part(render([section(tmp_path, "means")]), "posterior")
    heads = re.findall(r'<th scope="col"[^>]*>([^<]+)</th>', posterior)
    assert heads[:5] == ["parameter", "mean", "exact mean", "sd", "exact sd"]
    row = re.findall(r'data-value="([^"]*)">([^<]+)</td>', posterior)
    assert row[:4] == [
        ("0.5", "0.50"),
        ("0.75", "0.75"),
        ("0.5", "0.50"),
        ("0.25", "0.25"),
    ]


def test_of_a_logarithm_the_tables_say_what_it_was_taken_of(tmp_path, render):
    made = section(tmp_path, "means")
    rows = tables.read_prepared(tmp_path / "prepared.parquet")
    tables.write_prepared(tmp_path / "prepared.parquet", pd.concat([rows, rows]))
    plain = render([made])
    assert "geometric mean" not in plain
    assert "chance to be above" not in plain
    column = {"column": "y", "label": None, "unit": None}
    radon = {"label": dict.fromkeys(LANGUAGES, "radon"), "unit": None}
    labels = made.results.settings["labels"] | {"y": column | {"log_of": radon}}
    made.results.settings["labels"] = labels
    limit = {"value": 1.0, "label": dict.fromkeys(LANGUAGES, "the limit")}
    made.results.settings["threshold"] = limit
    known = {"group": "2", "size": 7, "chance": 0.625}
    rows = [row | {"existing": [], "at": None} for row in NEW_GROUP["predictions"][:1]]
    rows[0]["new"] = MOMENTS | {
        "q50": math.log(3),
        "q5": math.log(0.5),
        "q95": math.log(20),
    }
    found = NEW_GROUP | {"predictions": rows, "threshold": 1.0, "per": None}
    found["above"] = [{"at": None, "new": 0.25, "highest": [known]}]
    fit = made.results.fits["partial_pooling"]
    files.write_json(fit.files["predictive_new_group"], found)
    text = render([made])
    data = part(text, "data")
    assert "; natural logarithm of radon</dd>" in data
    assert "<dt>Threshold</dt><dd>the limit: 1</dd>" in data
    posterior = part(text, "posterior")
    # Observations, the geometric mean and the mean of each group, in every model with groups.
    own = re.findall(
        r'data-value="2">2</td><td[^>]*data-value="([^"]*)">([^<]+)</td>'
        r'<td[^>]*data-value="0.5">',
        posterior,
    )
    # By the exact mean, 0.75, where the draws have 0.5.
    assert set(own) == {(f"{math.exp(0.75):.8g}", "2.1")}
    assert len(own) == 2 * 3
    # And of the population's: of its centre, and of no spread.
    assert posterior.count("geometric mean, radon</th>") == 3 + 1
    assert posterior.count('data-value="">\N{EN DASH}</td>') == 5
    new = part(text, "new_group")
    cells = re.findall(r'<td class="number">([^<]+)</td>', new)
    assert cells.count("3.0") == 1
    assert "0.50 to 20" in cells
    assert "chance to be above: the limit" in new
    known, unknown = cells.index("62%"), cells.index("25%")
    assert known < unknown


@pytest.mark.parametrize(("thin", "said"), [(1, False), (4, True)])
def test_draws_that_are_not_kept_are_told(tmp_path, render, thin, said):
    written = section(tmp_path, "means", thin=thin)
    checks = part(render([written]), "checks")
    sentence = "took 200 draws, of which one in 4 is kept, 50 in all"
    assert (sentence in checks) == said


def test_a_limit_of_r_hat_that_chance_moves_stands_in_its_cell(
    tmp_path, render, monkeypatch
):
    moved = part(render([section(tmp_path, "means")]), "checks")
    limits = {diagnostics.r_hat_by_chance(2, 200, count) for count in (2, 3, 5)}
    for limit in limits:
        assert f"{limit:.4g}" in moved
    monkeypatch.setattr(diagnostics, "r_hat_by_chance", lambda *size: 1.0)
    # Under a title that no other test has: what is written once has the limit of then.
    same = part(render([section(tmp_path, "means", title="Unmoved")]), "checks")
    told = "by chance alone"
    assert told in moved
    assert told not in same


def test_what_was_not_computed_is_a_dash_with_its_reason(tmp_path, render):
    text = render([section(tmp_path, "means", agreement=NOT_COMPUTED)])
    row = re.findall(r'data-value="([^"]*)">([^<]+)</td>', part(text, "posterior"))
    undefined = ("", "\N{EN DASH}")
    assert row[:4] == [("0.5", "0.50"), undefined, ("0.5", "0.50"), undefined]
    assert "too many groups." in part(text, "exact")
    assert "not computed: 4" in text
    assert overview(text).count("not computed") == 4


@pytest.mark.parametrize(
    ("agreement", "counted"),
    [(AGREES, ("✓ agrees: 4",)), (DISAGREES, ("✗ disagrees: 4",))],
)
def test_agreement_is_counted_and_shown_at_each_fit(tmp_path, render, agreement, counted):
    text = render([section(tmp_path, "means", agreement=agreement)])
    summary = checked(text)
    for words_ in counted:
        assert words_ in summary
    linked = 'href="#trial-partial_pooling-exact"' in summary
    assert linked == (agreement is DISAGREES)
    signs = re.findall(r'class="verdict (\w+)"', overview(text))
    assert signs == ["good", "good" if agreement is AGREES else "bad"] * 4
    assert numbers.number(agreement["largest_z"], "en", 2) in part(text, "exact")


@pytest.mark.parametrize("language", LANGUAGES)
def test_flagged_fits_that_are_shown_for_contrast_are_counted(tmp_path, render, language):
    """Every fit is flagged here; partial pooling alone is told in full."""
    text = render([section(tmp_path, "means")], language)
    marks, others = re.findall(r'<p class="checked">(.*?)</p>', text, re.DOTALL)
    assert f"(3 {words.TEXT['for_contrast'][language]})" in others
    assert (
        f"✗ 4 {words.OF_SEVERAL.get('flagged', words.VERDICTS['flagged'])[language]}"
        in (others)
    )
    assert others.count('href="#trial-partial_pooling-after"') == 1
    assert "✗ 4" in marks


def test_what_is_fine_takes_one_line_of_marks_that_link_to_the_glossary(tmp_path, render):
    text = render([section(tmp_path, "means")])
    marks, *_ = re.findall(r'<p class="checked">(.*?)</p>', text, re.DOTALL)
    said = re.sub(r"<[^>]*>", "", marks)
    assert said.startswith("Checked: fits ✓ 4 · ")
    assert len(said) < 150
    for place in re.findall(r'href="#([^"]+)"', marks):
        assert text.count(f'id="{place}"') == 1, place


def test_the_first_use_of_a_word_in_a_chapter_links_to_the_glossary(tmp_path, render):
    means, coins = (section(tmp_path / name, name) for name in ("means", "coins"))
    coins.results.analysis = "another"
    text = render([means, coins])
    chapters = re.split('<section id="(?:trial|another)" class="analysis">', text)[1:]
    assert len(chapters) == 2
    for chapter in chapters:
        own = chapter.partition("</section>")[0]
        terms = re.findall(r'class="term" href="#(_word-[\w-]+)"', own)
        assert len(terms) == len(set(terms)) > 2
        for link in re.findall(r'href="#(_word-[\w-]+)"', own):
            assert f'<dt id="{link}">' in text
    assert 'href="#_word-known_mode">Known mode</a>' in chapters[1]


def test_every_figure_stands_where_the_story_needs_it(tmp_path, render):
    text = render([section(tmp_path, "means")])
    for model in families.get("means").MODELS:
        for name in PER_FIT:
            own = f'id="trial-{model}-figure-{name}"'
            assert own in part(text, pictures.PLACES[name])
            assert text.count(own) == 1
    for name, place in (("one", "further"), ("agreement", "exact")):
        assert f'id="trial-figure-{name}"' in part(text, place)


def test_the_story_has_its_parts_in_order_and_no_empty_ones(tmp_path, render):
    text = render([section(tmp_path, "means")])
    found = re.findall(rf'{PART}trial-(\w+)"', text)
    told = {"opening", "closing"}  # where there is a lesson
    assert found == [name for name in story.PARTS if name not in told]
    bare = section(tmp_path, "coins")
    own = bare.results.settings
    bare.results.settings = own | {"options": {"maximum_likelihood": {"omega": 0.5}}}
    bare.results.fits.clear()
    for table in ("comparison", "pooling_factor", "pairs"):
        del bare.results.paths[table]
    text = render([page.Section(bare.results)], claims=())
    assert re.findall(rf'{PART}trial-(\w+)"', text) == ["data", "models"]


def test_each_part_is_explained_once_and_linked_from_all(tmp_path, render):
    first, second = (section(tmp_path / name, "means") for name in "ab")
    second.results.analysis = "another"
    text = render([first, second])
    for reading, said in words.READINGS.items():
        assert text.count(f'id="_reading-{reading}"') == 1
        assert html.unescape(text).count(said["en"]) == 1
        # Of pooling it is also linked from the line that says how much there is.
        links = 4 if reading == "shrinkage" else 2
        # And from the mark that says what was found of all of them.
        links += reading in evidence.SHOWN_IN.values()
        assert text.count(f'href="#_reading-{reading}"') == links


def test_a_caption_that_figures_share_stands_once(tmp_path, render):
    alone, other = section(tmp_path / "a", "means"), section(tmp_path / "b", "means")
    caption = alone.figures[0]["caption"] = {"en": "All its own.", "es": "Muy suyo."}
    text = render([alone])
    place = text.index(caption["en"])
    assert text.rindex("<figure", 0, place) > text.rindex("</figure>", 0, place)
    assert text.count(caption["en"]) == 1
    shared = text[text.index('id="_glossary-figures"') :]
    assert '<dt id="_figure-graph-0">A title</dt><dd>A title</dd>' in shared
    assert text.count('href="#_figure-graph-0"') == text.count("<figure ") - 1
    assert other.figures[0]["caption"] != caption


@pytest.mark.parametrize("language", LANGUAGES)
def test_claims_have_numbers_and_authors_only_where_something_is_taught(
    tmp_path, render, language
):
    mark = ADDED[language]
    sentence = {each: f"The sentence.{ADDED[each]}" for each in LANGUAGES}
    made = section(tmp_path, "means")
    own = render([made], language, claims=[CLAIM | {"sentence": sentence}])
    assert "The sentence." in own
    assert mark.strip() not in own
    assert "7. The sentence." not in own
    assert words.TEXT["claim"][language].format(number=7) not in own
    lesson = tmp_path / "lesson"
    for each in LANGUAGES:
        files.write_text(f"{lesson}.{each}.md", "## opening\n\nWords.\n")
    made.results.settings["lesson"] = str(lesson)
    taught = render([made], language, claims=[CLAIM | {"sentence": sentence}])
    assert f"7. The sentence.{mark}" in taught
    assert words.TEXT["claims_taught"][language] in taught


def test_the_answer_of_a_single_analysis_is_not_told_twice(tmp_path, render):
    made, other = section(tmp_path / "a", "means"), section(tmp_path / "b", "means")
    other.results.analysis = "other"
    made.results.settings["question"] = dict.fromkeys(LANGUAGES, "How much?")
    for sections, times in (([made], 1), ([made, other], 2)):
        text = render(sections, together=[(None, ["trial"]), (None, ["other"])])
        assert text.count("How much?") == times
        assert text.count("Five of nine.") == 2 * times * len(sections)


def test_the_figure_that_carries_the_answer_leads_the_chapter(tmp_path, render):
    made = section(tmp_path, "means")
    first = made.figures[0]
    pooling, shrinkage = (first | {"name": name} for name in ("pooling", "shrinkage"))
    made.figures.extend([pooling, shrinkage])
    text = render([made])
    lead = text.index('id="trial-figure-shrinkage"')
    assert text.count('id="trial-figure-shrinkage"') == 1
    assert text.index('class="answer"') < lead < text.index(PART)
    assert 'id="trial-figure-pooling"' in part(text, "shrinkage")


def test_analyses_of_a_chapter_share_its_heading_and_the_axis_of_their_strips(tmp_path):
    def told(name, *values):
        own = strip.Strip(*np.array(values), np.full((2, 2), np.nan), (0, max(values[0])))
        spoken = Words("en", {"labels": {"y": {"column": "y"}}, "family": "means"})
        return {
            "id": name,
            "title": name,
            "family": "means",
            "strip": own,
            "words": spoken,
            "play": None,
            "lead": None,
            "models": [
                {"name": "partial", "slide": True},
                {"name": "no", "slide": False},
            ],
            "figures": {"data": [{"name": "data"}], "shrinkage": [{"name": "estimates"}]},
        }

    given = [
        told("a", [1, 2], [1, 1]),
        told("b", [2, 4], [2, 3]),
        told("c", [1, 2], [1, 2]),
    ]
    first, second = story.in_chapters(
        given, [({"en": "Both"}, ["a", "c"]), (None, ["b"])]
    )
    assert (first["title"], first["alone"], second["id"]) == ("Both", False, "b")
    assert [each["id"] for each in first["sections"]] == ["a", "c"]
    # A figure of the slides stands once in a chapter, and so does a formula.
    slides = [each["figures"]["data"][0]["slide"] for each in given]
    assert slides == [True, True, False]
    models = [[model["slide"] for model in each["models"]] for each in given]
    assert models == [[True, False], [True, False], [False, False]]
    assert not given[0]["figures"]["shrinkage"][0]["slide"]
    widths = [
        re.search(r'class="own" d="M([\d.]+) .*M([\d.]+) ', each["strip"]).groups()
        for each in (*first["sections"], *second["sections"])
    ]
    assert widths[0] == widths[1] == widths[2]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_laboratory_stands_once_in_a_chapter(tmp_path, render, language):
    lab = {"labels": ["1"], "y": [3], "N": [9], "kappa": 5, "a": 2, "b": 2}
    told = []
    for name, kappa in (("trial", 5), ("second", 10)):
        told.append(section(tmp_path / name, "coins"))
        told[-1].results.analysis = name
        path = told[-1].results.paths["explore"]
        files.write_json(path, {"lab": lab | {"kappa": kappa}})
    apart = render(told, language)
    both = [({"en": "Both", "es": "Ambos"}, ["trial", "second"])]
    together = render(told, language, together=both)
    for text, blocks, links in ((apart, 2, 0), (together, 1, 1)):
        assert text.count('<div class="play"') == blocks
        assert text.count('href="#trial-play-lab"') == links
        assert text.count(words.TEXT["played"][language]) == links
    assert 'id="second-play-lab"' not in together


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_flag_leads_to_its_explanation(tmp_path, render, language):
    flagged = {verdict for verdict, tone in words.TONES.items() if tone != "good"}
    assert flagged == {each for each, row in words.FLAGS.items() if "title" not in row}
    analysis = section(tmp_path, "means", r_hat=1.5, agreement=DISAGREES)
    text = render([analysis], language)
    known = evidence.verdicts(language)
    for verdict in ("failed", "disagrees", "flagged", "leans on the prior"):
        assert text.count(f'href="#{known[verdict]["flag"]}"') > 1
    explained = text[text.index('id="_flags"') :]
    for row in words.FLAGS.values():
        assert row["means"][language] in explained
        assert row["do"][language] in explained


def test_every_number_can_be_traced_to_its_file(tmp_path, render):
    made = section(tmp_path, "means")
    text = render([made])
    fit = made.results.fits["partial_pooling"].files
    for name, path in (
        ("data", made.results.paths["prepared"]),
        ("checks", fit["diagnostics"]),
        ("posterior", fit["summary"]),
        ("posterior", fit["exact"]),
        ("exact", fit["agreement"]),
        ("after", fit["posterior_predictive"]),
        ("new_group", fit["predictive_new_group"]),
        ("comparison", made.results.paths["group_comparison"]),
        ("prior", fit["sensitivity"]),
    ):
        assert f"<code>{path}</code>" in part(text, name)
        assert re.search(rf"snakemake --cores 4 [^<]*{re.escape(path)}", part(text, name))


def test_the_policy_lets_the_pages_own_scripts_run_and_no_other(tmp_path, render):
    text = render([section(tmp_path, "means")])
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1]
    allowed = html.unescape(policy)
    assert allowed == page.policy(own_scripts())
    assert "default-src 'none'" in allowed
    assert "unsafe-inline" not in allowed[allowed.index("script-src") :]
    # The digest of "alert(1)", as `openssl dgst -sha256 -binary | base64` gives it.
    assert "'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='" in page.policy(
        ["alert(1)"]
    )


def test_chapters_name_figures_that_there_are():
    for family in families.NAMES:
        declared = figures.of(family)
        assert set(chapters.of(family).lead) <= set(chapters.of(family).places)
        own = chapters.of(family).places
        assert set(declared) == (set(own) | set(pictures.PLACES)) & set(declared)
        assert set(own) <= set(declared)
        assert not set(own) & set(pictures.PLACES)
        assert set(own.values()) <= set(pictures.PARTS)
    assert set(figures.of("fits")) <= set(pictures.PLACES)
    assert set(pictures.PLACES.values()) <= set(pictures.PARTS)


def test_the_software_is_cited_as_its_file_says(tmp_path, render):
    found = citation.cite(SETTINGS["citation"], "trial", 1)
    assert found["authors"] == "The makers; Doe, Ana"
    assert "author = {{The makers} and Doe, Ana}" in found["bibtex"]
    assert "year = {2026}" in found["bibtex"]
    assert "note = {Run trial, seed 1}" in found["bibtex"]
    seen = Page(render([section(tmp_path, "means")])).text
    assert "The makers; Doe, Ana (2026). The software. Version 1.2.3." in seen
    assert found["bibtex"] in seen


@pytest.mark.parametrize(
    ("arguments", "ends"),
    [
        # By hand: mean and sd times 1.6449, and logarithms of 0.95 and 0.05.
        ({"mean": 1.0, "sd": 2.0}, (-2.2897, 4.2897)),
        ({"rate": 0.5}, (0.10259, 5.9915)),
        ({"a": 1.0, "b": 1.0}, (0.05, 0.95)),
        ({"a": 2.0, "b": 1.0}, (0.05**0.5, 0.95**0.5)),
        # Of LKJ(1) the correlation is uniform.
        ({"shape": 1.0}, (-0.9, 0.9)),
    ],
)
def test_the_drawn_prior_has_the_right_quantiles(arguments, ends):
    assert curves.density(arguments)[2] == pytest.approx(ends, rel=0.005)


def test_a_prior_is_drawn_with_its_range_in_words():
    found = curves.drawn({"mean": 0.0, "sd": 5.0}, "es")
    assert found["range"] == "\N{MINUS SIGN}8,2 a 8,2"
    assert 'role="img" aria-label="Densidad a priori' in found["picture"]
    infinite = curves.drawn({"a": 0.5, "b": 0.5}, "en")["picture"]
    assert not re.search("nan|inf", infinite)


def written_values():
    """Names of the numbers that the claims write, read from their source."""
    package = Path(claims.__file__).parent
    for path in sorted(package.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "values":
                written = node.value
            elif isinstance(node, ast.Call) and "judge_distances" in ast.unparse(
                node.func
            ):
                written = node
            else:
                continue
            for inner in ast.walk(written):
                if isinstance(inner, ast.Dict):
                    yield from (key.value for key in inner.keys)


def test_every_number_of_a_claim_has_a_name_in_both_languages():
    found = set(written_values())
    assert len(found) > 40
    for name in found:
        assert claim_table.value_name(name, "es") != name.replace("_", " "), name
    assert (
        claim_table.value_name("beta_median_ratio", "en") == "median ratio of the sds (β)"
    )
    assert claim_table.value_name("something_else", "en") == "something else"


@pytest.mark.parametrize(
    ("name", "value", "en", "es"),
    [
        ("best_is_partial_pooling", 1.0, "yes", "sí"),
        ("best_is_partial_pooling", 0.0, "no", "no"),
        ("largest_distance", 0.20149, "0.201", "0,201"),
        ("ratio", 1.3996, "1.40", "1,40"),
        ("spread_left", 2.07e-6, "2.07 × 10⁻⁶", "2,07 × 10⁻⁶"),
        ("draws", 8000.0, "8000", "8000"),
    ],
)
def test_a_number_of_a_claim_is_written_as_what_it_is(name, value, en, es):
    assert claim_table.value_of(name, value, "en") == en
    assert claim_table.value_of(name, value, "es") == es


@pytest.mark.parametrize(
    ("column", "known"), [("remark", names.REMARKS), ("source", names.SOURCES)]
)
def test_the_table_of_published_values_is_in_both_languages(root, column, known):
    assert set(pd.read_csv(root / "data/published.csv")[column]) == set(known)


REFUSAL = "not computed, because "


def refusals():
    """Reasons for not computing, read from the source: {} stands for a number."""
    own = Path(answer.__file__).parent
    folders = (own, own.parent / "model/effects/regression")
    paths = [each for folder in folders for each in folder.glob("*.py")]
    for path in sorted([*paths, own.parent / "checks/predictive/mixtures.py"]):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call)):
                continue
            (text,) = node.exc.args
            parts = text.values if isinstance(text, ast.JoinedStr) else [text]
            said = "".join(
                getattr(part, "value", "{}") if isinstance(part, ast.Constant) else "{}"
                for part in parts
            )
            if said.startswith(REFUSAL):
                yield evidence.NUMBER.sub("{}", said.removeprefix(REFUSAL))


def test_every_reason_for_not_computing_is_known_in_both_languages():
    of_figures = {diagnostics.INDEPENDENT, sampler_pairs.ALONE}
    assert {*refusals()} | of_figures == set(names.REASONS)
    because = "its grid would take 1.3e+09 numbers; the limit is 3e+08."
    said = evidence.told(because, names.REASONS, "es")
    assert said["language"] == "es"
    assert "1,3 × 10⁹ números; el límite es 3 × 10⁸." in said["text"]
    said = evidence.told(because, names.REASONS, "en")
    assert said["text"].endswith("1.3 × 10⁹ numbers; the limit is 3 × 10⁸.")
    other = {"text": "too many groups.", "language": "en"}
    assert evidence.told("too many groups.", names.REASONS, "es") == other


@pytest.mark.parametrize(("language", "of"), [("en", "of"), ("es", "de")])
def test_a_comparison_of_a_sample_says_so(language, of):
    every = {"taken": 2000, "of": 2000, "thinned": {}}
    assert pooled._sampled(every, language) == ""
    found = pooled._sampled(every | {"of": 1_000_000}, language)
    assert f"2000 {of} 1\u202f000\u202f000" in found


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Partial pooling: the table is large, so each observation was left out at "
         "1000 of the 32\u202f767 nodes of the exact posterior, which"),
        ("es", "Partial pooling: la tabla es grande, así que cada observación se dejó fuera "
         "en 1000 de los 32\u202f767 nodos del posterior exacto, que"),
    ],
)  # fmt: skip
def test_a_comparison_at_some_of_the_nodes_says_so(language, said):
    thinned = {"partial_pooling": {"nodes": 1000, "of": 32_767}}
    every = {"taken": 2000, "of": 2000, "thinned": thinned}
    assert pooled._sampled(every, language).startswith(said)


@pytest.mark.parametrize(
    ("close", "worse", "said"),
    [
        (["partial", "complete"], [], words.COMPARISON["not_apart"]["en"]),
        (["partial"], ["complete", "no"], "Best at predicting: Partial pooling."),
        (["partial", "complete"], ["no"], "or more: No pooling."),
        (["partial", "complete"], ["no"], "apart: Partial pooling, Complete pooling."),
    ],
)
def test_a_comparison_is_put_into_words(close, worse, said):
    found = {"close": close, "worse": worse}
    found = {key: [f"{name}_pooling" for name in own] for key, own in found.items()}
    found["no_contestants"] = []
    assert said in pooled.verdict_on(found, "en")
    found["no_contestants"] = ["no_pooling"]
    outside = words.COMPARISON["outside"]["es"].format(
        outside=words.MODELS["no_pooling"]["es"]
    )
    assert pooled.verdict_on(found, "es").endswith(outside)


def prose(text):
    """Text of a page without its code, its data and the versions of programs."""
    for block in ("pre", "code", "style", "script", "head"):
        text = re.sub(rf"<{block}\b.*?</{block}>", "", text, flags=re.DOTALL)
    text = re.sub(r"<[^>]*>", " ", text[: text.index('id="_colophon"')])
    return html.unescape(text)


@pytest.mark.parametrize("family", families.NAMES)
def test_decimal_marks_are_those_of_the_language(tmp_path, render, family):
    told = section(tmp_path, family, agreement=NOT_COMPUTED)
    english, spanish = (prose(render([told], language)) for language in LANGUAGES)
    versions = (TOOLCHAIN["version"], "1.2.3", *TOOLCHAIN["versions"].values())
    for version in versions:
        english, spanish = (each.replace(version, "") for each in (english, spanish))
    assert re.search(r"\d\.\d", english)
    assert not re.findall(r"\S*\d\.\d\S*", spanish)
    assert not re.findall(r"(?<!\w)-\d", english + spanish)
    assert " %" not in english


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_a_claim_on_the_code_can_be_red(tmp_path, render, language):
    good = CLAIM | {"id": 8, "verdict": "supported"}
    reason = {"en": "There is one group.", "es": "Hay un solo grupo."}
    unjudged = CLAIM | {"id": 9, "verdict": "not judgeable here", "reason": reason}
    unjudged["threshold"] = CLAIM["threshold"] | {"value": None}
    fault = CLAIM | {"id": 10, "kind": "code"}
    model = CLAIM | {"id": 11, "kind": "model", "verdict": "not settled"}
    of_all = (CLAIM, good, unjudged, fault, model)
    text = render([section(tmp_path, "means")], language, claims=of_all)
    summary = checked(text)
    for term in ("claims_code", "claims_model", "claims_data"):
        assert words.TEXT[term][language] in summary
    lights = re.findall(r'class="count (\w*)"[^>]*>. ([^<:]*): (\d)', summary)
    assert ("neutral", words.VERDICTS["not supported"][language], "1") in lights
    assert ("bad", words.VERDICTS["at fault"][language], "1") in lights
    assert ("neutral", words.VERDICTS["not settled"][language], "1") in lights
    assert 'href="#_claim-7-data-trial"' in summary
    assert 'href="#_claim-8-data-trial"' not in summary

    def row(anchor):
        start = text.index(f'id="_claim-{anchor}-trial"')
        return text[start : text.index("</tr>", start)]

    for said in ("The sentence.", "largest gain", "The reason."):
        assert said in text[text.index('id="_claims"') :]
    assert 'class="verdict neutral"' in row("7-data")
    assert 'class="verdict bad"' in row("10-code")
    assert reason[language] in row("9-data")
    assert numbers.number(0.25, language) in row("7-data")
    assert numbers.number(1.5, language) in row("7-data")


def test_the_pooling_factor_is_in_the_summary_with_its_interval(tmp_path, render):
    text = render([section(tmp_path, "means")])
    summary = checked(text)
    assert "--low: 12.5%; --at: 25.0%; --high: 100.0%" in summary
    assert "0.12 to 1.00" in summary
    assert summary.count("a text") == 1
    assert 'class="given"' not in text
    for size in (3, 40):
        assert f'<th scope="row">{size} <span class="aside">(groups: 2)' in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_pooling_factor_stands_for_two_coefficients(tmp_path, render, language):
    text = render([section(tmp_path, "lines")], language=language)
    summary, pooled = checked(text), text[text.index('class="pooled"') : text.index(PART)]
    told = {"en": ("outcome of each", "slope of each")}
    told |= {"es": ("respuesta de cada", "pendiente de cada")}
    for where in (summary, pooled, part(text, "shrinkage")):
        for name in told[language]:
            assert name in where
    assert summary.count("--at: 25.0%") == 2
    factor = words.TEXT["factor"][language].capitalize()
    assert re.sub("<[^>]*>", "", pooled).count(f"{factor} (") == 2
    assert f"{factor}:" not in text


def shared(folder, *groups_of_a_size, learned=True):
    """Write an analysis of coins whose factor falls with the size."""
    made = section(folder, "coins")
    spread = 0.1 if learned else 0
    sizes = [
        {"size": 10 * place, "groups": groups, "factor": 0.8 / place}
        | {"q5": 0.8 / place - spread, "q95": 0.8 / place + spread}
        for place, groups in enumerate(groups_of_a_size, 1)
    ]
    whole = sizes[0] | {"parameter": "theta", "by_size": sizes}
    factor = {"coefficients": [whole], "definition": BOTH}
    files.write_json(made.results.paths["pooling_factor"], factor)
    return made


@pytest.mark.parametrize("learned", [True, False])
def test_what_a_fixed_kappa_decides_is_grey_and_not_a_finding(tmp_path, render, learned):
    text = render([shared(tmp_path, 3, 2, learned=learned)])
    summary = checked(text)
    assert "0.80 (n\u202f=\u202f10) to 0.40 (n\u202f=\u202f20)" in summary
    pooled = text[text.index('class="pooled"') : text.index(PART)]
    assert "0.80 (n\u202f=\u202f10) to 0.40 (n\u202f=\u202f20)" in pooled
    assert ('class="given"' in summary) is not learned
    assert ("fixed, with κ" in summary) is not learned


def test_one_group_shares_with_nobody(tmp_path, render):
    text = render([shared(tmp_path, 1)])
    summary = checked(text)
    said = words.TEXT["pooling_factor_alone"]["en"]
    assert said in summary
    assert said in text[text.index('class="pooled"') : text.index(PART)]
    assert 'class="sharing"' not in text


def test_what_a_chosen_number_decides_is_not_called_a_decision_of_the_data(
    tmp_path, render
):
    made = section(tmp_path, "coins")
    row = {"parameter": "theta[2]", "means": [0.379, 0.3631, 0.354], "moves": 0.17}
    chosen = {"name": "kappa", "values": [50, 100, 200], "parameters": [row]}
    chosen |= {"groups": {"checked": 2, "moving": 1}, "largest": 0.17}
    chosen |= {"most": {"number": 0.17, "prior": 0.12}}
    found = SENSITIVITY | {"leaning": [], "chosen": chosen}
    path = made.results.fits["partial_pooling"].files["sensitivity"]
    files.write_json(path, found | {"verdict": "chosen kappa counts"})
    for language, said in (
        ("en", ("the chosen κ counts", "given κ\u202f=\u202f100", "0.379", "0.12")),
        ("es", ("pesa el κ elegido", "dado κ\u202f=\u202f100", "0,379", "0,12")),
    ):
        text = render([made], language)
        summary = checked(text)
        weight = part(text, "prior")
        assert said[0] in summary
        assert all(each in weight for each in said)
        assert {"en": "the data decide", "es": "deciden los datos"}[
            language
        ] not in weight
    refused = {"name": "kappa", "value": 5, "because": "its grid would take 9 numbers"}
    files.write_json(path, found | {"chosen": refused, "verdict": "not sensitive"})
    assert "its grid would take 9 numbers" in part(render([made]), "prior")


def test_published_values_stand_beside_ours(tmp_path, render):
    text = render([section(tmp_path, "means")])
    found = text[text.index('id="_published"') :]
    row = re.findall(r'<td class="number">([^<]+)</td>', found)
    assert row == ["1.310", "1.457", "0.050", "2.9"]
    assert "A book, p. 1" in found


@pytest.mark.parametrize(
    ("per", "interval"), [("trials", "0 to 3"), ("x", "0.49 to 2.51")]
)
def test_an_interval_of_counts_has_whole_ends(tmp_path, per, interval):
    found = NEW_GROUP | {"per": per}
    moments = {"mean": 1.25, "sd": 0.5, "q5": 0.49, "q95": 2.51}
    found["predictions"] = [{"at": 1, "existing": [], "new": moments}]
    results = section(tmp_path, "lines").results
    (block,) = predictions.new_group(results, found, "en")["blocks"]
    assert block["rows"][0]["cells"][2] == interval


def test_a_run_without_claims_and_published_values_has_no_such_sections(tmp_path, render):
    text = render([section(tmp_path, "means")], claims=(), published=())
    for name in ("_claims", "_published"):
        assert f'"#{name}"' not in text
        assert f'id="{name}"' not in text


def test_the_redraw_command_names_the_target_before_the_files_of_configuration():
    assert (
        targets.Targets([]).command("results/a/b.svg")
        == "snakemake --cores 4 results/a/b.svg"
    )
    assert targets.Targets(["my study.yaml"]).command("results/a/b.svg") == (
        "snakemake --cores 4 results/a/b.svg --configfile 'my study.yaml'"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_model_predicts_stands_at_its_fit(tmp_path, render, language):
    text = render([section(tmp_path, "lines")], language)
    after = part(text, "after")
    row = after[after.index('id="trial-partial_pooling-after"') :]
    assert words.VERDICTS["flagged"][language] in row[: row.index("</tr>")]
    tests = after[after.index('id="trial-partial_pooling-tests"') :]
    tests = tests[: tests.index("</details>\n<figure")]
    # Of all tests the flagged one alone is marked, by a sign and by its class.
    assert tests.count('class="number bad"') == tests.count("✗</td>") == 1
    assert f"< {numbers.number(0.001, language)}" in Page(tests).text
    weight = Page(part(text, "prior")).text
    assert words.TEXT["leans"][language] in weight
    assert '<span class="spoken">μ_α</span>' in part(text, "prior")
    for share in (0.125, 0.0625):
        assert numbers.number(share, language, 3) in weight
    # First, middle and last of five design points, at their own place on the axis.
    new = part(text, "new_group")
    for at in (55.5, 57.5, 59.5):
        assert f"a column {numbers.number(at, language)}" in Page(new).text
    assert f"a column {numbers.number(56.5, language)}" not in Page(new).text
    assert 'id="trial-partial_pooling-new_group"' in new
    assert "trial-complete_pooling" not in new + part(text, "prior")


def test_a_group_as_the_model_expects_it_does_not_stand_out():
    check = json.loads(json.dumps(POSTERIOR_CHECK))
    check["groups"]["worst"] += [check["groups"]["worst"][0] | {"p_value": 1.0}]
    (shown,) = predictions.posterior(check, "en")["worst"]
    assert shown["p"] == "0.875"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("family", ["means", "rates"])
def test_a_prior_is_told_with_its_unit_and_with_who_chose_it(
    tmp_path, render, family, language
):
    made = section(tmp_path, family)
    unit = {"unit": dict.fromkeys(LANGUAGES, "mg")}
    made.results.settings["labels"]["y"] = made.results.settings["labels"]["y"] | unit
    text = render([made], language)
    said = {name: words.TEXT[f"prior_{name}"][language] for name in ORIGINS}
    scaled = words.TEXT["before_scaled"][language]
    if family == "rates":
        assert said["default"] in text
        assert said["scaled"] not in text
        assert scaled not in text
        return
    # Of sigma the prior was given, for all models; of all else it has been scaled.
    program = text[text.index('id="trial-partial_pooling"') :]
    model = program[: program.index("</article>")]
    told = re.findall(r'<span class="aside">90[^<]*</span>', model)
    assert [said["given"] in each for each in told] == [False, False, True]
    assert [said["scaled"] in each for each in told] == [True, True, False]
    assert all(" mg; " in each for each in told)
    before = text[text.index('id="trial-before"') : text.index('id="trial-checks"')]
    assert scaled in before
    # Where a parameter leans on its prior, that prior stands there.
    leaning = text[text.index('id="trial-partial_pooling-prior"') :]
    leaning = leaning[: leaning.index("<table")]
    assert leaning.count('class="prior"') == 1
    assert " mg; " in leaning
    made.results.settings["given_priors"] = {
        model: list(declared.priors)
        for model, declared in families.get("means").MODELS.items()
    }
    assert scaled not in render([made], language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_remark_says_where_the_prior_decides(tmp_path, render, language):
    seen = Page(render([section(tmp_path, "means")], language)).text
    remark = words.TEXT["remark"][language].format(
        model=words.MODELS["partial_pooling"][language],
        share=numbers.percentage(0.25, language),
        observations=3,
        groups=2,
    )
    assert remark in seen
    assert words.TEXT["group_comparison"][language] in seen


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_group_that_carries_a_difference_is_named_with_its_share(
    tmp_path, render, language
):
    made = section(tmp_path, "lines")
    path = made.results.paths["comparison_verdict"]
    verdict = files.read_json(path)
    one = {"model": "complete_pooling", "group": "17", "difference": 19.6}
    one |= {"of": -119.9, "share": -0.163, "without": -139.5}
    with_it = one | {"difference": -12.7, "of": -30.3, "share": 0.42, "without": -17.6}
    verdict["groups"] = verdict["groups"] | {"carried": [one]}
    verdict["observations"] = verdict["observations"] | {"carried": [with_it]}
    files.write_json(path, verdict)
    title = words.TEXT["group_comparison"][language]
    above, _, below = part(render([made], language), "comparison").partition(title)
    said = {"en": ("a column 17", "16%", "42%"), "es": ("a column 17", "16\u202f%", "42")}
    name, against, share = said[language]
    for text, numbers_of_it in ((below, (against, "139")), (above, (share, "17"))):
        assert name in text
        for each in numbers_of_it:
            assert each in text
    better = {"en": "better than the best", "es": "mejor que el mejor modelo"}[language]
    assert better in below
    assert better not in above


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("fault", [False, True])
def test_what_is_missing_stands_with_its_reason(render, tmp_path, language, fault):
    analysis = section(tmp_path, "means")
    why = not_computed.Missing("no <grid> for x_1.", fault, "logs/lost.log")
    for path in (analysis.results.paths["explore"], analysis.figures[0]["text"]):
        not_computed.write(path, why)
    text = render([analysis], language)
    assert text.count("no &lt;grid&gt; for x_1.") >= 3  # two in the list, one in place
    assert ('id="_faults"' in text) is fault
    assert ("<code>logs/lost.log</code>" in text) is fault
    assert (words.TEXT["faults"][language].format(count=1) in text) is fault


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("lost", range(3))
def test_a_predictive_check_that_is_lost_takes_no_other_with_it(
    render, tmp_path, language, lost
):
    analysis = section(tmp_path, "means")
    kinds = predictions.FILES
    fit = analysis.results.fits["partial_pooling"]
    path, why = fit.files[kinds[lost]], "a check is lost."
    not_computed.write(path, not_computed.Missing(why, True, "logs/lost.log"))
    text = render([analysis], language)
    said = f"{words.TEXT['not_computed'][language]}: {why}"
    found = [said in part(text, name) for name in ("before", "after", "new_group")]
    assert found == [place == lost for place in range(3)]
    title = words.MISSING[kinds[lost]][language]
    assert f"{title} ({words.MODELS['partial_pooling'][language]})" in text


def test_what_rests_on_a_failed_fit_is_not_judged(tmp_path, render, monkeypatch):
    failed = section(tmp_path, "means", r_hat=1.5)
    assert "_flag-not-judged" not in part(render([failed]), "after")
    monkeypatch.setitem(SETTINGS, "stop", True)
    text = render([failed])
    assert part(text, "after").count('href="#_flag-not-judged"') == 4
    assert words.TEXT["rests_on_failed"]["en"] in part(text, "comparison")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("family", families.NAMES)
def test_every_parameter_with_a_unit_shows_it(tmp_path, render, family, language):
    told = section(tmp_path, family)
    labels = told.results.settings["labels"]
    for role, unit in (("y", "ms"), ("x", {"en": "days", "es": "días"})):
        if role in labels:
            both = unit if isinstance(unit, dict) else dict.fromkeys(LANGUAGES, unit)
            labels[role] = labels[role] | {"unit": both}
    text = html.unescape(render([told], language))
    found = set(re.findall(r'class="meaning">[^<]*\[([^\]]*)\]', text))
    expected = {
        "means": {"ms"},
        "lines": {"ms", {"en": "ms/day", "es": "ms/día"}[language]},
        "rates": {{"en": "log odds", "es": "logit"}[language]},
        "coins": {{"en": "probability", "es": "probabilidad"}[language]},
    }
    meanings = " ".join(re.findall(r'class="meaning">([^<]*)', text))
    assert all(unit in found or unit in meanings for unit in expected[family])
    if family in ("means", "lines"):
        assert expected[family] <= found
    for model in families.get(family).MODELS.values():
        for parameter in model.parameters:
            spoken = Words(language, {"labels": {}})
            known = chapters.of(told.results.family).unit(
                told.results, parameter.name, spoken
            )
            # Of kappa its meaning says what it counts.
            none = parameter.name in ("rho", "kappa")
            assert known or none or family in ("means", "lines")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_column_that_was_not_used_is_remarked_and_not_red(tmp_path, render, language):
    text = render([section(tmp_path, "means")], language)
    summary = checked(text)
    remark = summary[summary.index(words.TEXT["unused"][language]) :]
    remark = remark[: remark.index("</ul>")]
    assert "<code>machine</code>" in remark
    assert numbers.percentage(0.66, language) in remark
    effect = numbers.number(-0.725, language, significant=2)
    ends = {"en": f"{effect} from A to B", "es": f"{effect} al pasar de A a B"}
    assert ends[language] in remark
    assert "bad" not in remark
    assert "weekday" not in text
    assert 'id="trial-unused"' in text
