"""Remarks on a table that can be read, but may be meant otherwise."""

from __future__ import annotations

SENTENCES = {
    "alike": {
        "en": "the groups {about} differ only by capital letters, spaces or zeros; if they "
        "are one, write them alike in the table",
        "es": "los grupos {about} difieren solo en mayúsculas, espacios o ceros; si son uno "
        "solo, escríbanse igual en la tabla",
    },
    "code": {
        "en": "the label {about} may stand for a missing value; if so, list it in "
        '"missing_codes"',
        "es": "la etiqueta {about} puede indicar un valor faltante; si es así, agréguese a "
        "«missing_codes»",
    },
    "thousands": {
        "en": "every decimal mark of column {about} has three digits behind it; if it sets "
        'thousands apart, say so with "thousands"',
        "es": "toda marca decimal de la columna {about} precede a tres cifras; si separa "
        "miles, indíquese con «thousands»",
    },
    "far": {
        "en": "the coefficient of {about} varies by group, and its values lie so far from 0 "
        "that each group's intercept and slope all but fix each other, which takes Stan many "
        "steps a draw; count it from its mean in the formula, with center() or scale()",
        "es": "el coeficiente de {about} varía por grupo, y sus valores están tan lejos de 0 "
        "que la ordenada al origen y la pendiente de cada grupo casi se fijan una a la otra, "
        "lo que a Stan le cuesta muchos pasos por muestra; cuéntese desde su media en la "
        "fórmula, con center() o scale()",
    },
    "since": {
        "en": "days are counted from {about}",
        "es": "los días se cuentan desde {about}",
    },
}


def sentence(remark: dict, language: str = "en") -> str:
    """Write a remark out.

    Parameters
    ----------
    remark : dict
        ``kind``, and ``about``, the texts that it is about.
    language : {"en", "es"}
        Of the reader.

    Returns
    -------
    str
        Without a full stop.
    """
    around = {"en": '"{}"', "es": "«{}»"}[language]
    about = ", ".join(around.format(each) for each in remark["about"])
    return SENTENCES[remark["kind"]][language].format(about=about)
