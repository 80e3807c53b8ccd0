"""The glossary: what is linked to it, and how often."""

import re

import pytest
from markupsafe import Markup
from pooling.model.families.base import LANGUAGES
from pooling.report import glossary, words

LOG = {
    "labels": {
        "y": {
            "column": "y",
            "unit": dict.fromkeys(LANGUAGES, "log <pCi>/L"),
            "log_of": {"label": {"en": "radon"}, "unit": {"en": "pCi/L"}},
        }
    }
}


@pytest.fixture
def linked():
    links = glossary.Links(glossary.entries("en", [LOG, LOG]))
    links.begin()
    return links


def targets(html) -> list[str]:
    return re.findall(r'<a class="term" href="#_word-([\w-]+)">', html)


def test_the_first_use_of_a_word_links_and_no_other(linked):
    first = linked("No pooling, then partial pooling: its elpd & <b>.")
    assert targets(first) == ["pooling", "elpd"]
    assert first.endswith("</a> &amp; &lt;b&gt;.")
    assert targets(linked("elpd, known mode")) == ["known_mode"]
    linked.begin()
    assert targets(linked("Known mode: elpd")) == ["known_mode", "elpd"]


def test_the_longer_of_two_words_is_linked(linked):
    assert targets(linked("maximum likelihood")) == ["likelihood"]
    assert targets(linked("the likelihood")) == ["posterior"]


def test_a_word_within_another_is_none(linked):
    assert targets(linked("A model of shrinkages and priory, 190%: no 90% either.")) == []
    assert targets(linked("(90%: 1 to 2)")) == ["interval"]


def test_of_html_only_text_is_linked(linked):
    html = Markup(
        '<p title="elpd">a <code>elpd</code> <math><mi>κ</mi></math> '
        '<a href="#x">the elpd</a>, <em>elpd</em>&nbsp;κ</p>'
    )
    found = linked(html)
    assert targets(found) == ["elpd", "coins"]
    assert '<em><a class="term" href="#_word-elpd">elpd</a></em>' in found
    plain = re.sub(r'<a class="term"[^>]*>(.*?)</a>', r"\1", found)
    assert plain == html


def test_a_logarithm_is_explained_by_its_unit(linked):
    (own,) = (each for each in glossary.entries("en", [LOG, LOG]) if "log-" in each.id)
    assert own.word == "log <pCi>/L"
    assert "logarithm of radon (pCi/L)" in own.meaning
    assert targets(linked("1.31 log <pCi>/L (90%: 1 to 2)")) == ["log-0", "interval"]


def test_every_word_is_there_in_both_languages():
    for key, known in words.GLOSSARY.items():
        for language in LANGUAGES:
            assert known["word"][language], key
            assert known["meaning"][language], key
        assert set(known.get("terms", LANGUAGES)) == set(LANGUAGES), key
    ids = [[each.id for each in glossary.entries(one, [LOG])] for one in LANGUAGES]
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == len(ids[0])
