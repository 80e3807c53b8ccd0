"""What the columns of a table may mean: look at names and values."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from pooling.basics.errors import PoolingError, cut
from pooling.table import numbers, tables

FEW_GROUPS = 5  # that may as well be something else: sexes, treatments
MOST_MISSING = 0.1  # of a predictor's cells: rows without one are left out
LEAST_VALUES = 3  # of a predictor
# Ways to write numbers, the likeliest first.
READINGS = (
    {}, {"decimal": "comma"}, {"thousands": "point"}, {"thousands": "comma"},
    {"thousands": "space"}, {"decimal": "comma", "thousands": "space"},
    {"thousands": "apostrophe"},
)  # fmt: skip

# Names that say what a column is for; a guess, and the configuration says so.
GROUPS = (
    "group id subject person patient participant pupil student class school district county "
    "state country region city site plot field farm herd litter batch lot plant tree animal "
    "rat chick player team runner firm company store family species unit tank coin item "
    "department hospital lab operator machine spray village household place brood nest clinic "
    "centre center block worker rater box plate location subj pid respondent cask replicate "
    "child kid mom mother cluster twin pen cage dog pig lea nation "
    "grupo sujeto paciente escuela condado clase lote parcela aldea hogar nido"
)
# Of groups that stand behind others: persons answer items.
SECOND = "item items question word stimulus"
OUTCOMES = (
    "y outcome response score value result yield weight height length mass reaction income "
    "price log math maths mathematics reading achievement ach grade mark marks points gain "
    "rating diameter strength rt latency tip lang language test angle "
    "resultado respuesta puntaje valor peso altura rendimiento nota notas puntos"
)
PREDICTORS = (
    "x age year years day days time week weeks month hour hours minute dose visit session "
    "temp temperature conc concentration distance date ses edad año día tiempo semana dosis "
    "period occasion wave"
)
# Ways to count time: one of them in a formula, the finest.
TIMES = (
    "time day days week weeks month hour hours minute visit session year years period occasion "
    "wave date año día tiempo semana"
)
# What explains an outcome and is no sample of groups, however often its labels come again.
EXPLAIN = (
    "sex gender male female treatment treat trt treated drug arm condition control floor urban "
    "rural race ethnicity ethnic type kind method diet smoker category sexo género "
    "tratamiento condición tipo"
)
# What is counted, and what happens or does not.
COUNTED = (
    "count counts number num freq frequency ticks seizures insects events accidents crimes "
    "falls eggs visits calls goals bites deaths cases offspring births breaks defects faults "
    "errors strikes complaints incidents injuries claims fruits follicles absences "
    "conteo cantidad número"
)
EVENTS = (
    "use uses used using died dead death alive survived success passed pass failed fail "
    "correct wrong win won lost disease ill sick infected positive cured recovered relapse "
    "event case accepted admitted vote voted hired default churn click bought present presence "
    "occurrence status usa murió vive aprobó correcto enfermo presente"
)
# What counts are made over.
EXPOSURES = "exposure population pop effort person_years exposición población esfuerzo"
PLAIN_OUTCOMES = "y outcome response result resultado respuesta"  # of any kind
TRIALS = (
    "n trials trial total tries attempts shots ab bats applicants applied density size tested "
    "flips exposed sample at_risk animals intentos total ensayos solicitudes animales"
)
SUCCESSES = (
    "successes success hits h admitted surv survived survivors deaths dead cases passed heads "
    "wins events positive incidence infected sick ill made yes y k éxitos aciertos casos "
    "enfermos"
)
# Of a column that only numbers the rows; R writes its row names under no name.
ROWS = "rownames row index x id obs observation fila"
# Words that are two answers to one question.
ANSWERS = (
    {"yes", "no"}, {"y", "n"}, {"true", "false"}, {"t", "f"}, {"0", "1"}, {"sí", "no"},
    {"si", "no"}, {"s", "n"}, {"success", "failure"}, {"alive", "dead"},
)  # fmt: skip
NEAR_NOTHING = 3  # counts go down to it


def speaks(name: str, words: str) -> bool:
    """Tell whether a column's name has one of some words in it, "MathAch" two words."""
    apart = re.sub(r"(?<=[^\W\d_])(?=[A-Z][a-z])|(?<=[a-z]{2})(?=[A-Z])", " ", name)
    parts = {name.lower(), *re.split(r"[\W_\d]+", apart.lower())}
    parts |= {part.removesuffix("id") for part in parts if len(part) > 4}  # "schoolid"
    return bool(parts & set(words.split()))


@dataclass
class Column:
    """One column, as it looks.

    Attributes
    ----------
    name : str
    labels : Series of str
        Its cells, without the missing ones; the index is the line.
    numbers : Series of float or None
        The same as numbers, where all of them are.
    missing : int
        Cells without a value.
    """

    name: str
    labels: pd.Series
    numbers: pd.Series | None
    missing: int

    @property
    def distinct(self) -> int:
        """How many different values there are."""
        return (self.labels if self.numbers is None else self.numbers).nunique()

    @property
    def whole(self) -> bool:
        """Whether all values are whole numbers from 0 on."""
        own = self.numbers
        return own is not None and bool(((own >= 0) & (own % 1 == 0)).all())

    @property
    def repeats(self) -> bool:
        """Whether some value comes again."""
        return 2 <= self.distinct < len(self.labels)

    @property
    def counts_rows(self) -> bool:
        """Whether it numbers the rows: 1, 2, 3 ..., or 0, 1, 2 ..."""
        if not self.whole or len(self.numbers) < 2:
            return False
        return bool(
            (self.numbers.diff().iloc[1:] == 1).all() and self.numbers.iloc[0] < 2
        )

    @property
    def numbers_rows(self) -> bool:
        """Whether it is no more than the number or the name of each row."""
        named = not self.name or self.name.lower() in ROWS.split()
        return self.counts_rows or (named and self.whole and self.numbers.is_unique)

    @property
    def answers(self) -> bool:
        """Whether it holds two answers to one question: yes and no, 0 and 1."""
        own = self.labels if self.numbers is None else self.numbers.map("{:g}".format)
        return set(own.str.casefold().unique()) in ANSWERS

    @property
    def counts(self) -> bool:
        """Whether it looks like counts: whole numbers that go down to next to nothing."""
        return (
            self.whole
            and self.distinct > 2
            and self.numbers.min() <= NEAR_NOTHING
            and not self.numbers_rows
            and not speaks(self.name, f"{GROUPS} {PREDICTORS}")
        )

    @property
    def two_words(self) -> bool:
        """Whether it holds two words."""
        return self.numbers is None and self.distinct == 2

    @property
    def in_blocks(self) -> bool:
        """Whether the rows of each label stand together, several of them."""
        blocks = (self.labels != self.labels.shift()).sum()
        return blocks == self.distinct and 2 * self.distinct <= len(self.labels)

    @property
    def marks_groups(self) -> bool:
        """Whether its whole numbers are labels, for rows of each stand together."""
        known = f"{PREDICTORS} {OUTCOMES} {EXPLAIN} {COUNTED} {EXPOSURES}"
        known += f" {SUCCESSES} {TRIALS} {EVENTS}"
        several = self.whole and self.distinct > FEW_GROUPS and self.in_blocks
        return several and not speaks(self.name, known)

    @property
    def names_rows(self) -> bool:
        """Whether it tells rows apart and says no more of them."""
        alone = len(self.labels) > 1 and self.labels.is_unique
        named = self.numbers is None or (self.whole and speaks(self.name, GROUPS))
        return (alone and named) or self.name.lower() == "rownames"

    @property
    def dates(self) -> bool:
        """Whether all its cells are dates that can be read."""
        return len(self.labels) > 0 and bool(
            self.labels.str.fullmatch(numbers.DATE).all()
        )

    def description(self) -> str:
        """Say in a few words what the column holds."""
        if self.labels.empty:
            said = "empty"
        elif self.numbers is None:
            said = f"text, {self.distinct} different: {_some(self.labels.unique())}"
        else:
            kind = "whole numbers" if self.whole else "numbers"
            low, high = self.numbers.min(), self.numbers.max()
            said = f"{kind} from {low:g} to {high:g}, {self.distinct} different"
        return f"{said}; {self.missing} missing" if self.missing else said


def _some(labels) -> str:
    shown = ", ".join(cut(label, 20) for label in labels[:3])
    return shown + (", ..." if len(labels) > 3 else "")


def look(raw: tables.RawTable) -> list[Column]:
    """Look at every column of a table.

    Parameters
    ----------
    raw : pooling.table.tables.RawTable

    Returns
    -------
    list of Column
    """
    found = []
    for name in raw.text:
        text, missing = raw.column(name), raw.missing(name)
        try:
            numbers = raw.numbers(name)[~missing]
        except PoolingError:
            numbers = None
        if missing.all():
            numbers = None
        found.append(Column(name, text[~missing], numbers, int(missing.sum())))
    return found


def counted_rows(sizes: pd.Series) -> str:
    """Say how many rows groups have."""
    low, high = sizes.min(), sizes.max()
    if low == high:
        return "a row" if low == 1 else f"{low} rows"
    return f"{low} to {high} rows"
