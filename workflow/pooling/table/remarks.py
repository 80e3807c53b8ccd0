"""Remarks on a table that can be read, but may be meant otherwise."""

from __future__ import annotations

SENTENCES = {
    "alike": {
        "en": "the groups {about} differ only by capital letters, spaces, hidden signs or "
        "zeros; if they are one, write them alike in the table",
        "es": "los grupos {about} difieren solo en mayúsculas, espacios, signos ocultos o "
        "ceros; si son uno solo, escríbanse igual en la tabla",
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
    "offset": {
        "en": "the offset {about} is added to the logarithm of the mean as it stands; if it is "
        'what was counted over, write its logarithm, "offset(log(...))"',
        "es": "el offset {about} se suma tal cual al logaritmo de la media; si es aquello "
        "sobre lo que se contó, escríbase su logaritmo, «offset(log(...))»",
    },
    "centre": {
        "en": "the centre of {about} lies far from its values, and the prior of intercepts "
        "there holds slopes near 0, too; name a centre among the values, or other priors",
        "es": "el centro de {about} está lejos de sus valores, y el prior de las ordenadas al "
        "origen allí también mantiene las pendientes cerca de 0; indíquese un centro entre "
        "los valores, u otros priors",
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
