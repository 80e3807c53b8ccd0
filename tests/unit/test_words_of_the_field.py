"""The report says what a statistician says, in both languages."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# What is not said -> what is.
SPANISH = {
    r"agrupamiento": "pooling",
    r"sin agrupar": "sin pooling",
    r"\b(del?|desde|sobre|modelo|gris|completo|tiende a),? no pooling": "sin pooling",
    r"distribuci[oó]n(es)? a priori(?! conjunta)": "prior",
    r"distribuci[oó]n(es)? a posteriori(?! conjunta)": "posterior",
    r"\bla posterior\b": "el posterior",
    r"(grupo|primero) es más (alto|bajo)": "tiene el valor más alto, es mayor",
    r"(estándar|medias?) posteriores?\b": "a posteriori",
    r"extracci[oó]n(es)?\b": "muestra, muestras",
    r"desviaci[oó]n(es)? típicas?": "desvío estándar",
    r"\bd\.\s?t\.": "DE",
    r"contracci[oó]n": "shrinkage",
    r"señalado": "con alerta",
    r"inventad[oa]s?\b": "replicado",
    r"lanzamientos?\b": "tirada",
    r"\bsupervivientes?\b": "sobreviviente",
    r"\bordenadas?\b(?! al origen)": "ordenada al origen",
    r"\brejillas?\b": "grilla",
    r"\blecci[oó]n\b": "clase",
    r"\b(poco |no )?fiables?\b": "confiable",
    r"\bcostes?\b": "costo",
    r"\b(infra|sub|sobre)ajusta": "underfitting, overfitting",
    r"medias simples": "medias muestrales",
    r"el modelo inventa": "datos replicados",
    r"\bac[áa]\b": "aquí",
}
ENGLISH = {
    r"\banew\b": "again",
    r"(?<!`)(?<!not )\bborne out": "supported",
    r"\bNUTS less\b": "NUTS minus",
    r"\bdearest\b": "most expensive",
    r"\bmend(s|ed|ing)?\b": "fix, correct",
    r"nine tenths": "90 %",
    r"(table|tables|data|they|model) (that )?(.{0,20})makes? up\b": "replicated data",
    r"tables made up|made-up table": "replicated data",
    r"\bless (its|uniform|that of)\b": "minus",
    r"theirs less ours": "theirs minus ours",
    r"as chance does": "by chance",
}


def one_line(text: str) -> str:
    """Join the pieces of a text that is written over several lines."""
    text = re.sub(r"\\u00a0|\\N\{NO-BREAK SPACE\}", " ", text)
    return re.sub(r'\s*"\s*\n\s*f?"|\s+', " ", text)


def texts() -> list[Path]:
    """All files with words for readers."""
    found = [
        *(ROOT / "workflow").rglob("*.py"),
        *(ROOT / "workflow").rglob("*.smk"),
        *(ROOT / "workflow" / "pooling" / "report" / "templates").rglob("*.*"),
        *(ROOT / "workflow" / "pooling").rglob("texts/*.md"),
        *(ROOT / "workflow" / "report").glob("*.rst"),
        *(ROOT / "config").rglob("*.md"),
        *(ROOT / "config").rglob("*.yaml"),
        *(ROOT / "docs").glob("*.md"),
        ROOT / "README.md",
    ]
    return [path for path in found if "__pycache__" not in path.parts]


def test_texts_use_the_words_of_the_field():
    others = []
    for path in texts():
        said = one_line(path.read_text("utf-8"))
        for term, instead in (SPANISH | ENGLISH).items():
            if found := re.search(term, said, re.IGNORECASE):
                around = said[max(0, found.start() - 40) : found.end() + 20]
                others.append(f'{path.relative_to(ROOT)}: say "{instead}" in: {around}')
    assert not others


@pytest.mark.parametrize(
    "written",
    [
        '"es": "la distribución a "\n        "priori de la moda"',
        '"es": "sin agrupamiento"',
        '"es": "un grupo de no "\n        "pooling a otro"',
        '"es": "0,3 d.\\u00a0t."',
        '"en": "the tables that the fitted model makes up"',
        '"en": "energy less its mean"',
    ],
)
def test_a_term_is_found_however_it_is_written(written):
    said = one_line(written)
    assert any(re.search(term, said) for term in SPANISH | ENGLISH)
