"""Long texts beside the code: what is read of them."""

from pathlib import Path

from pooling.basics import prose
from pooling.checks import diagnostics, pooling_factor
from pooling.claims import base, statements
from pooling.report import words
from pooling.run import dependencies
from pooling.table import remarks

TEXT = """# A title, and what the file is for

## one row

- en: A sentence that goes
  on, in 90 % of cases.
- es: Una oración, en el 90 % de los casos.

## another

- means, en: It has a name.
- means, es: Tiene nombre.
- do, en: Nothing.
- do, es: Nada.

## short

| | en | es |
| -- | -- | -- |
| of a table | n&nbsp;=&nbsp;5 % | n&nbsp;=&nbsp;5 % |

## translations

| en | es |
| -- | -- |
| a group | un grupo |
"""


def test_texts_are_read_by_key_name_and_language(tmp_path):
    path = tmp_path / "texts.md"
    path.write_text(TEXT, "utf-8")
    rows = prose.read(path)
    assert rows["one row"] == {
        "": {
            "en": "A sentence that goes on, in 90% of cases.",
            "es": "Una oración, en el 90\u202f% de los casos.",
        }
    }
    assert list(rows["another"]) == ["means", "do"]
    assert rows["another"]["do"] == {"en": "Nothing.", "es": "Nada."}
    short = {"en": "n\u00a0=\u00a05%", "es": "n\u00a0=\u00a05\u202f%"}
    assert rows["short"] == {"of a table": short}
    assert rows["translations"] == {"a group": {"en": "a group", "es": "un grupo"}}


def test_a_change_of_a_text_is_a_change_of_what_reads_it():
    for module, text in (
        (words, "flags.md"),
        (statements, "claims.md"),
        (base, "reasons.md"),
        (diagnostics, "checks.md"),
        (pooling_factor, "checks.md"),
        (remarks, "remarks.md"),
    ):
        read = map(Path, dependencies.modules_of(Path(module.__file__)))
        assert Path(module.__file__).parent / "texts" / text in read
