"""Words in the names of columns, and what they say of a column: one table.

English and Spanish; a guess, and the configuration says so.
"""

from __future__ import annotations

import re

# What rows are grouped by: who or what was asked or measured, and where.
PERSONS = (
    "id subject person individual patient participant pupil student animal rat pig dog "
    "rabbit mouse horse mare cow sheep monkey chick player worker respondent child kid mom "
    "mother woman man panelist voter employee customer subj pid nr prof professor teacher "
    "sujeto persona individuo paciente alumno estudiante niño madre profesor jugador"
)
PLACES = (
    "school class district county state country region city site center centre clinic "
    "hospital village nation department dept lab store firm company farm herd "
    "escuela clase distrito condado estado país región ciudad clínica centro aldea "
    "station borough province municipality provincia municipio estación "
    "empresa"
)
GROUPS = (
    f"{PERSONS} {PLACES} group plot field litter batch lot plant tree team runner family "
    "species unit tank coin item operator machine spray household place brood nest block "
    "rater judge box bottle plate location cask replicate cluster twin pen cage lea "
    "study primary secondary second gen genotype wafer series season "
    "grupo lote parcela hogar nido familia especie equipo estudio bloque juez serie"
)
# Parts of a place, whose numbers begin again in each: block 1 of every site is another one.
PARTS = (
    "block plot parcel plant tree pen cage nest quadrat transect rep replicate "
    "bloque parcela árbol jaula nido cuadrante transecto"
)
LANDS = f"{PLACES} field location loc environment env plantation lugar campo ambiente"
# Of groups that stand behind others: persons answer items.
SECOND = "item items question word stimulus pregunta"
OUTCOMES = (
    "y outcome response score value result yield weight height length mass reaction "
    "log math maths mathematics reading vocabulary vocab achievement ach attain attainment "
    "grade mark marks points gain rating diameter strength rt latency tip lang language test "
    "angle inv invest investment gdp gsp output sales consumption cost lwage life rate "
    "mean share emp employment rna cd4 longevity lifespan "
    "percent proportion producción ventas costo "
    "resultado respuesta puntaje valor peso altura rendimiento nota notas puntos"
)
# That explain as often.
WEAK_OUTCOMES = "income price wage wages salary ingreso precio salario sueldo"
PLAIN_OUTCOMES = "y outcome response result resultado respuesta"  # of any kind
# Ways to count time: one of them in a formula, the finest. No outcome where there is another.
TIMES = (
    "time day days week weeks month hour hours minute visit session year years period "
    "occasion wave date fup followup episode año día tiempo semana mes hora visita sesión "
    "periodo período fecha start stop end"
)
AGES = "age edad"
# What was measured beforehand explains what was afterwards.
BEFORE = "pre pret pretest before baseline base initial antes previo inicial"
SCHOOLING = "education educ schooling educación"
PREDICTORS = (
    f"{TIMES} {AGES} {SCHOOLING} x dose temp temperature conc "
    "concentration distance mileage depth ses "
    "dosis temperatura concentración distancia"
)
# What explains an outcome and is no sample of groups, however often its labels come again.
EXPLAIN = (
    "sex gender male female treatment treat trt treated drug arm condition control floor "
    "urban rural race ethnicity ethnic type kind method diet smoker category "
    "sexo género tratamiento condición tipo método dieta categoría"
)
# Behind another word they name rows, if they hardly come again: "bib_num".
NUMBERS = "num number no nr code id número código"
# What is counted, and what happens or does not.
COUNTED = (
    "count counts number num freq frequency ticks seizure seizures insects events accidents "
    "crimes falls eggs visits calls goals bites deaths fatal fatalities cases offspring "
    "births breaks defects faults errors strikes complaints incidents injuries claims "
    "fruits follicles germinated hatched absences los stay conteo cantidad "
    "número accidentes muertes casos llamadas visitas nacimientos"
)
EVENTS = (
    "use uses used using died dead death alive survived success passed pass failed fail "
    "correct wrong win won lost disease ill sick infected positive cured recovered "
    "relapse event case released accepted admitted vote voted hired default churn click bought "
    "present presence occurrence status chosen choice headache pain fever symptom "
    "disorder obese immunized immun usa murió vive aprobó correcto enfermo presente dolor "
    "fiebre síntoma"
)
# The one of two labels that is a success, where it says so itself.
POSITIVE = (
    "yes y true t success alive present positive correct good passed pass won case "
    "event sí si s verdadero vivo presente positivo correcto bueno aprobado"
)
# What people cut short.
SHORT = {
    "vis": "visits", "cnt": "count", "dth": "deaths", "inj": "injuries", "acc": "accidents",
    "inc": "income", "wt": "weight", "ht": "height", "len": "length", "yld": "yield",
    "pct": "percent", "perc": "percent", "prop": "proportion", "succ": "successes",
    "indiv": "individual", "hosp": "hospital", "stud": "student", "sch": "school",
    "tch": "teacher", "dist": "distance", "hrs": "hours", "wk": "week", "yr": "year",
    "yrs": "years", "eth": "ethnicity",
}  # fmt: skip
# Those that no word ends in: of "docvis" the visits are read.
ENDS = ("vis", "inc", "cnt", "dth", "inj", "pct", "wt")
LONG = 6  # letters of an outcome at the end of another word: "birthweight"
# What counts are made over.
EXPOSURES = (
    "exposure population pop effort person_years pyears person_months person_time "
    "expected expected_deaths holders insured "
    "exposición población esfuerzo esperados"
)
WEAK_EXPOSURES = "service mileage servicio"  # of counts alone
TRIALS = (
    "n trials trial total games matches tries attempts shots ab bats applicants applied "
    "density size tested flips exposed sample at_risk animals intentos ensayos solicitudes "
    "animales"
)
SUCCESSES = (
    "successes success hits h admitted surv survived survivors deaths dead cases passed "
    "heads wins events positive incidence infected sick ill made correct yes y k éxitos "
    "aciertos casos enfermos muertes"
)
# What counts the others: cases and controls.
FAILURES = (
    "controls failures fails failed misses missed disagree survivors fracasos controles"
)
DENIALS = "no not non un dis in sin"  # before the name of what they are not
# What a model gave or left, which no model is to take.
LEFT_OVER = "residual residuals resid fitted predicted residuo residuos ajustado predicho"
# Standard errors, variances, and what has them.
ERRORS = "se sei stderr std_err std_error standard_error s_e ee error_estándar"
VARIANCES = "vi variance sampling_variance varianza"
PARTS_OF_ERRORS = "se sei std err error standard s e vi v variance estándar"
WEAK_ERRORS = "error"  # that is another thing beside what is no estimate
ESTIMATES = (
    "yi y est estimate effect es smd logor lor lnor log_or rr log_rr logrr lnrr "
    "log_risk_ratio log_odds_ratio beta coef coefficient theta rate mean difference "
    "estimación efecto coeficiente tasa media diferencia"
)
# Of a column that only numbers the rows; R writes its row names under no name.
ROWS = "rownames row index x id obs observation fila observación"
# Words that are two answers to one question.
ANSWERS = (
    {"yes", "no"}, {"y", "n"}, {"true", "false"}, {"t", "f"}, {"0", "1"}, {"sí", "no"},
    {"si", "no"}, {"s", "n"}, {"success", "failure"}, {"alive", "dead"},
    {"present", "absent"}, {"presente", "ausente"}, {"positive", "negative"},
)  # fmt: skip


def words_of(name: str) -> list[str]:
    """Give the words in the name of a column; "MathAch" has two, "seen_7day" one."""
    apart = re.sub(r"(?<=[^\W\d_])(?=[A-Z][a-z])|(?<=[a-z]{2})(?=[A-Z])", " ", name)
    whole = [
        word for word in re.split(r"[\W_]+", apart.lower()) if not word[:1].isdigit()
    ]
    parts = [part for word in whole for part in re.split(r"\d+", word) if part]
    return [said for part in parts for said in _in_full(part)]


def _in_full(word: str) -> list[str]:
    """Write in full what is cut short, a word or the end of one; part what is joined."""
    for known in OUTCOMES.split():
        if len(known) >= LONG and word.endswith(known) and word != known:
            return [word.removesuffix(known), known]
    end = next((each for each in ENDS if word.endswith(each)), None)
    if word in SHORT or end is None:
        return [SHORT.get(word, word)]
    return [word.removesuffix(end), SHORT[end]]


def names_labels(name: str) -> bool:
    """Tell whether a name is that of labels even if they are numbers: no "city_miles"."""
    words = words_of(name)
    if words[-1:] == ["id"]:
        return True
    parts = [word.removesuffix("id") if len(word) > 4 else word for word in words]
    return bool(set(parts) & set(GROUPS.split())) and set(parts) <= {
        *GROUPS.split(),
        *NUMBERS.split(),
    }


def speaks(name: str, words: str) -> bool:
    """Tell whether a column's name has one of some words in it, or is one."""
    written = {name.lower(), re.sub(r"[\W_]+", "_", name.lower()), *words_of(name)}
    written |= {
        part.removesuffix("id") for part in written if len(part) > 4
    }  # "schoolid"
    return bool(written & set(words.split()))
