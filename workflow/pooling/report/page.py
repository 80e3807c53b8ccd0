"""The page: what each analysis has on disk, arranged for the template."""

from __future__ import annotations

import base64
import shlex
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pooling import families, files
from pooling.figures.style import POOLING_COLOURS
from pooling.figures.words import Words
from pooling.report import (
    chapters,
    evidence,
    formulas,
    numbers,
    predictions,
    programs,
    words,
)
from pooling.results import Fit, Results
from pooling.tables import read_summary

TEMPLATES = Path(__file__).parent / "templates"
LONG = 12  # rows of a table that is shown unfolded
# Columns of the posterior tables, each exact value beside that of the draws.
LOCATIONS = ("mean", "exact_mean", "sd", "exact_sd", "q5", "q50", "q95")
STATISTICS = (*LOCATIONS, "mcse_mean", "ess_bulk", "ess_tail", "r_hat")
# Where a figure of a fit stands; those that are not named here, by the posterior.
PLACES = {
    "graph": "formula",
    "prior_predictive": "before",
    "trace": "checks",
    "rank": "checks",
    "energy": "checks",
    "pairs": "checks",
    "posterior_predictive": "after",
    "predictive_checks": "after",
    "group_checks": "after",
    "predictive_new_group": "new_group",
    "sensitivity": "sensitivity",
}
# Figures that stand beside their table.
BESIDE = ("agreement", "comparison", "new_groups")
OF_FIT = (
    "stan_data",
    "summary",
    "diagnostics",
    "program",
    "exact",
    "exact_facts",
    "agreement",
    *predictions.FILES,
)
# Check -> which side of its threshold is good, and how its value is written.
SIDES = {
    "r_hat": ("≤", lambda value, language: numbers.number(value, language, 4)),
    "ess_bulk": ("≥", numbers.count),
    "ess_tail": ("≥", numbers.count),
    "divergences": ("≤", numbers.count),
    "e_bfmi": ("≥", lambda value, language: numbers.number(value, language, 2)),
}


@dataclass(frozen=True)
class Section:
    """One analysis of the report.

    Attributes
    ----------
    results : Results
        Its files, with ``comparison`` and ``sharing`` where it has them;
        ``settings`` has ``family``, ``title``, ``question``, ``labels`` (role ->
        column, label, unit), ``columns`` and ``options`` (model -> known
        numbers); the fits' files include ``program``, ``exact``,
        ``exact_facts`` and ``agreement``.
    figures : list of dict
        ``file``, ``name``, ``title``, ``caption`` and the ``models`` it shows.
    fit_figures : dict of list of dict
        Model -> the same for the figures of its fit.
    """

    results: Results
    figures: list[dict[str, Any]] = field(default_factory=list)
    fit_figures: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


def collect(analyses: dict[str, dict], inputs: dict[str, list[str]]) -> list[Section]:
    """Put the inputs of the rule in their places.

    Parameters
    ----------
    analyses : dict
        Analysis -> settings as in `Section`, with ``figures`` and ``fit_figures``
        without their ``file``, and ``tables``, which of ``comparison`` and
        ``sharing`` the analysis has.
    inputs : dict of list
        Kind -> files in the order of the analyses (``prepared``, ``facts``,
        ``comparison``, ``sharing``), of their sampled models (`OF_FIT`) or of
        their figures (``figure``, ``fit_figure``).

    Returns
    -------
    list of Section
    """
    waiting = {kind: iter(paths) for kind, paths in inputs.items()}

    def take(*kinds: str) -> dict[str, str]:
        return {kind: next(waiting[kind]) for kind in kinds}

    def found(kind: str, figures: list[dict]) -> list[dict]:
        return [{"file": next(waiting[kind]), **figure} for figure in figures]

    sections = []
    for analysis, settings in analyses.items():
        declared = families.get(settings["family"]).MODELS
        fits = {
            model: Fit(
                take(*OF_FIT, *(["sensitivity"] if d.pooling == "partial" else []))
            )
            for model, d in declared.items()
            if model in settings["options"] and d.sampled
        }
        paths = take("prepared", "facts", *settings["tables"])
        figures = found("figure", settings["figures"])
        fit_figures = {
            model: found("fit_figure", own)
            for model, own in settings["fit_figures"].items()
        }
        results = Results(analysis, paths, fits, settings)
        sections.append(Section(results, figures, fit_figures))
    return sections


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(
    settings: dict[str, Any],
    analyses: list[Section],
    run_wide: dict[str, str],
    toolchain: dict[str, Any],
    language: str,
) -> str:
    """Render the report of a run.

    Parameters
    ----------
    settings : dict
        ``run``, ``seed``, ``sampling`` and ``configfiles``, the files of
        configuration that a command to redraw a figure must name.
    analyses : list of Section
        In the order of the report.
    run_wide : dict of str
        Files of the whole run: ``claims`` and ``published``.
    toolchain : dict
        ``version``, ``source`` and ``compiler`` of CmdStan, and ``versions`` of
        the packages.
    language : {"en", "es"}
        Language of the page.

    Returns
    -------
    str
        One HTML page that refers to nothing outside itself.
    """
    sections = [_section(section, settings, language) for section in analyses]
    fits = [model for section in sections for model in section["models"]]
    fits = [model for model in fits if model["sampled"]]
    t = words.in_language(words.TEXT, language)
    claims = evidence.claims(run_wide["claims"], sections, language)
    return (
        _environment()
        .get_template("report.html")
        .render(
            t=t,
            language=language,
            run=settings["run"],
            seed=settings["seed"],
            sampling=t["sampling_text"].format(
                adapt_delta=numbers.number(settings["sampling"]["adapt_delta"], language),
                **{
                    key: numbers.count(settings["sampling"][key], language)
                    for key in ("chains", "warmup", "draws")
                },
            ),
            toolchain=toolchain,
            checks=words.in_language(words.CHECKS, language),
            sections=sections,
            fits=fits,
            failed=[fit for fit in fits if fit["verdict"] == "failed"],
            # Where several analyses share a definition, it is given once.
            definitions=list(
                dict.fromkeys(
                    s["sharing"]["definition"] for s in sections if s["sharing"]
                )
            ),
            counts=evidence.counts(fits, claims, language),
            verdicts=evidence.verdicts(language),
            claims=claims,
            published=evidence.literature(run_wide["published"], sections, language),
            statistics=STATISTICS,
            compared=evidence.COMPARED,
            compared_groups=evidence.COMPARED_GROUPS,
        )
    )


def _section(section: Section, settings: dict, language: str) -> dict[str, Any]:
    """Arrange one analysis for the template."""
    results = section.results
    own = results.settings
    title = (own["title"] or {}).get(language) or results.analysis
    models = [_model(results, title, name, language) for name in own["options"]]

    def arranged(figure: dict) -> dict[str, Any]:
        return {
            "name": figure["name"],
            "title": figure["title"][language],
            "caption": figure["caption"][language],
            "uri": data_uri(figure["file"]),
            "command": redraw(figure["file"], settings["configfiles"]),
            "failed": [
                model
                for model in models
                if model["name"] in figure["models"] and model["verdict"] == "failed"
            ],
        }

    for model in models:
        model["figures"] = {place: [] for place in (*PLACES.values(), "posterior")}
        for figure in section.fit_figures.get(model["name"], ()):
            place = PLACES.get(figure["name"], "posterior")
            model["figures"][place].append(arranged(figure))

    def standing(place: str | None) -> list[dict]:
        """List the figures beside a table, or those that stand by themselves."""
        return [
            arranged(figure)
            for figure in section.figures
            if (figure["name"] if figure["name"] in BESIDE else None) == place
        ]

    return {
        "id": results.analysis,
        "title": title,
        "group": Words(language, own).label("group"),
        "question": (own["question"] or {}).get(language),
        "data": _data(results, language),
        "table": _small_table(results, language),
        "models": models,
        "exact": evidence.exact_answers(results, models, language),
        **{
            name: arrange(results.paths, models, language)
            if name in results.paths
            else None
            for name, arrange in evidence.TABLES.items()
        },
        "beside": {name: standing(name) for name in BESIDE},
        "figures": standing(None),
    }


def data_uri(path: str) -> Markup:
    """Put an SVG file into a URI that an ``<img>`` can show."""
    content = base64.b64encode(Path(path).read_bytes()).decode("ascii")
    return Markup(f"data:image/svg+xml;base64,{content}")


def redraw(target: str, configfiles: list[str]) -> str:
    """Compose the command that redraws a figure.

    The target comes first: ``--configfile`` takes every word after it.
    """
    words_ = ["snakemake", "--cores", "4", target]
    return shlex.join(words_ + (["--configfile", *configfiles] if configfiles else []))


def _data(results: Results, language: str) -> list[tuple[str, str]]:
    """List what there is to know about the data, as terms and descriptions."""
    t = words.in_language(words.TEXT, language)
    facts, settings = results.facts, results.settings
    named = Words(language, settings)

    def count(key: str) -> str:
        return numbers.count(facts[key], language)

    if facts["source"]:
        source = facts["source"]
    else:
        source = t["source_simulated" if "simulated" in facts else "source_configuration"]
    rows = t["rows_text"].format(used=count("rows_used"), read=count("rows_read"))
    if facts["rows_dropped"]:
        share = facts["rows_dropped"] / facts["rows_read"]
        *first, last = settings["columns"]
        rows += "; " + t["rows_dropped"].format(
            dropped=count("rows_dropped"),
            share=numbers.percentage(share, language),
            columns=f"{', '.join(first)} {t['or']} {last}",
        )
    found = [(t["source"], source), (t["rows"], rows)]
    for role, label in settings["labels"].items():
        text = named.axis(role)
        if facts["source"] and named.label(role) != label["column"]:
            text += f", {t['column']} {label['column']}"
        if role == "group":
            text = t["groups_text"].format(groups=count("groups"), group=text)
            if facts.get("groups_dropped"):
                text += f"; {t['groups_dropped']}: {', '.join(facts['groups_dropped'])}"
        found.append((t[role], text))
    if "centre" in facts:
        centre = f"{numbers.number(facts['centre'], language)} {named.unit('x') or ''}"
        found.append((t["centre"].format(x=named.label("x")), centre.strip()))
    return found


def _small_table(results: Results, language: str) -> dict[str, list] | None:
    """Give the prepared table itself where it is short."""
    if results.facts["rows_used"] > LONG:
        return None
    table = results.prepared.drop(columns="row")
    group = Words(language, results.settings).label("group")
    return {
        "columns": [group if name == "group" else name for name in table.columns],
        "rows": [
            [
                value if isinstance(value, str) else numbers.number(value, language)
                for value in row
            ]
            for row in table.itertuples(index=False)
        ],
    }


def _model(results: Results, title: str, name: str, language: str) -> dict[str, Any]:
    """Arrange one model of an analysis, with its fit where it has one."""
    family = results.settings["family"]
    declared = families.get(family).MODELS[name]
    chapter = chapters.of(family)[name]
    known = results.settings["options"][name]
    arranged = {
        "id": f"{results.analysis}-{name}",
        "analysis": {"id": results.analysis, "title": title},
        "name": name,
        "title": words.MODELS[name][language],
        "degree": words.DEGREES[declared.pooling][language],
        "colour": POOLING_COLOURS[declared.pooling],
        "reading": chapter.reading[language],
        "formula": [formulas.mathml(line) for line in chapter.formula],
        "known": [
            formulas.mathml(formulas.constant(key, known[key], language))
            for key in chapter.known
        ],
        "sampled": declared.sampled,
        "verdict": None,
    }
    if name in results.fits:
        arranged |= _fit(results, results.fits[name], declared, chapter, language)
    return arranged


def _fit(results: Results, fit: Fit, declared, chapter, language: str) -> dict[str, Any]:
    """Arrange what a fit has to show: priors, program, checks, posterior."""
    t = words.in_language(words.TEXT, language)
    found = fit.diagnostics
    index = {
        parameter.name: chapter.index
        for parameter in declared.parameters
        if parameter.per_group
    }
    chosen = formulas.read_priors(declared.priors, fit.stan_data)
    return {
        "verdict": found["verdict"],
        "agreement": files.read_json(fit.files["agreement"]),
        "priors": [
            formulas.mathml(
                formulas.prior(parameter, arguments, index.get(parameter, ""), language)
            )
            for parameter, arguments in chosen.items()
        ],
        "program": programs.highlight(
            Path(fit.files["program"]).read_text(encoding="utf-8")
        ),
        "program_file": "/".join(Path(fit.files["program"]).parts[-3:]),
        "checks": [_check(name, found[name], language) for name in SIDES],
        "predicts": predictions.of_fit(results, fit, language),
        "draws": t["draws_text"].format(
            chains=numbers.count(found["chains"], language),
            draws=numbers.count(found["draws"], language),
        ),
        "tree_depth": t["tree_depth"].format(
            value=numbers.count(found["tree_depth"]["value"], language),
            largest=found["tree_depth"]["largest"],
        ),
        **_posterior(results, fit, declared, chapter, language),
    }


def _check(name: str, found: dict[str, Any], language: str) -> dict[str, Any]:
    """Arrange one check of a fit."""
    side, write = SIDES[name]
    return {
        "name": name,
        "title": words.CHECKS[name][language],
        "value": write(found["value"], language),
        "parameter": formulas.label(found["parameter"]) if "parameter" in found else "",
        "threshold": f"{side} {numbers.number(found['threshold'], language)}",
        "verdict": "passed" if found["passed"] else "failed",
        "advice": words.ADVICE[name][language],
    }


def _posterior(results, fit: Fit, declared, chapter, language: str) -> dict[str, Any]:
    """Arrange the posterior: one table of the population, one per group parameter."""
    named = Words(language, results.settings)
    fill = {"group": named.label("group")}
    if "centre" in results.facts:
        fill["x"] = named.label("x")
        fill["centre"] = numbers.number(results.facts["centre"], language)
    exact = read_summary(fit.files["exact"]).add_prefix("exact_").astype(float)
    both = fit.summary.join(exact)
    population, by_group = [], []
    for parameter in declared.parameters:
        meaning = chapter.meanings[parameter.name][language].format(**fill)
        rows = (
            [f"{parameter.name}[{group}]" for group in results.groups]
            if parameter.per_group
            else [parameter.name]
        )
        cells = _cells(both.loc[rows], language)
        if parameter.per_group:
            by_group.append(
                {
                    "symbol": formulas.mathml(
                        formulas.symbol(parameter.name, chapter.index), "inline"
                    ),
                    "meaning": meaning,
                    "rows": list(zip(results.groups, cells, strict=True)),
                    "folded": len(rows) > LONG,
                }
            )
        else:
            symbol = formulas.mathml(formulas.symbol(parameter.name), "inline")
            population.append((symbol, meaning, cells[0]))
    return {"population": population, "by_group": by_group}


def _cells(table, language: str) -> list[list[str]]:
    """Write the numbers of a table, with as many decimals as its sd deserves."""
    decimals = dict.fromkeys(LOCATIONS, numbers.decimals_of(table["sd"].median()))
    decimals["mcse_mean"] = numbers.decimals_of(table["mcse_mean"].median())

    def write(statistic: str, value: float) -> str:
        if statistic.startswith("ess"):
            return numbers.count(value, language)
        return numbers.number(value, language, decimals.get(statistic, 3))

    return [
        [write(name, value) for name, value in zip(STATISTICS, row, strict=True)]
        for row in table[list(STATISTICS)].itertuples(index=False)
    ]
