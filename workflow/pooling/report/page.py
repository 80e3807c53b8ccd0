"""The page: the parts of a run put together, as one file that asks for no other."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import Any

from markupsafe import Markup

from pooling.basics import files, not_computed
from pooling.checks.results import Fit, Placed, Results
from pooling.report import (
    absent,
    citation,
    claim_table,
    evidence,
    glossary,
    lessons,
    names,
    numbers,
    pictures,
    play,
    pooled,
    posterior,
    story,
    words,
)
from pooling.report.frame import TEMPLATES, environment, font, policy, styles
from pooling.report.inline import Shared
from pooling.report.lesson_files import files_of
from pooling.report.targets import Targets

STYLES = ("report.css", "play.css", "pairs.css", "figures.css")
SCRIPTS = (
    "page.js",
    "tables.js",
    *play.SCRIPTS,
    "pairs.js",
    "figures.js",
    "slides.js",
)


@dataclass(frozen=True)
class Section:
    """One analysis of the report.

    Attributes
    ----------
    results : Results
        Its files, with ``comparison`` and ``pooling_factor`` where it has them;
        ``settings`` has ``family``, ``title``, ``question``, ``lesson``, ``notes``,
        ``labels`` (role -> column, label, unit), ``columns`` and ``options`` (model -> known
        numbers); the fits' files include ``program``, ``exact``,
        ``exact_facts`` and ``agreement``.
    figures : list of dict
        ``file``, ``text``, ``name``, ``title``, ``caption`` and the ``models`` it
        shows.
    fit_figures : dict of list of dict
        Model -> the same for the figures of its fit.
    """

    results: Results
    figures: list[dict[str, Any]] = field(default_factory=list)
    fit_figures: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


def collect(analyses: dict[str, dict], files: dict[str, Placed]) -> list[Section]:
    """Give each analysis its files, its settings and its figures.

    Parameters
    ----------
    analyses : dict
        Analysis -> settings as in `Section`, with ``figures`` and ``fit_figures``, and
        with ``programs``, model -> its Stan program.
    files : dict of Placed
        Analysis -> its files and those of its fits.
    """
    sections = []
    for analysis, settings in analyses.items():
        placed = files[analysis]
        fits = {
            model: Fit(placed.fits[model] | {"program": program})
            for model, program in settings["programs"].items()
        }
        results = Results(analysis, placed.paths, fits, settings)
        sections.append(Section(results, settings["figures"], settings["fit_figures"]))
    return sections


def _sampling(
    sampling: dict, sections: list[dict], t: dict[str, str], language: str
) -> str:
    """Say in short how the draws of a run were taken."""
    independent = [s for s in sections if any(fit["independent"] for fit in s["fits"])]
    of_chains = t["sampling_text"].format(
        adapt_delta=numbers.number(sampling["adapt_delta"], language),
        **{
            key: numbers.count(sampling[key], language)
            for key in ("chains", "warmup", "draws")
        },
    )
    exact = [
        t["sampling_exact"].format(count=s["fits"][0]["draws"], analyses=s["title"])
        for s in independent
    ]
    # Of an analysis without a fit nothing is said.
    chained = any(s["fits"] and s not in independent for s in sections)
    return "; ".join([of_chains] * (chained or not exact) + exact)


def render(
    settings: dict[str, Any],
    analyses: list[Section],
    *,
    run_wide: dict[str, str],
    toolchain: dict[str, Any],
    language: str,
) -> str:
    """Render the report of a run.

    Parameters
    ----------
    settings : dict
        ``run``, ``seed``, ``lesson``, ``languages``, ``chapters`` (title and names of
        analyses), ``sampling``, ``stop`` (whether what rests on a
        failed fit is not judged), ``citation`` (of the software, as in
        `pooling.report.citation.cite`) and ``configfiles``, the files of
        configuration that a command to make a file must name.
    analyses : list of Section
        In the order of the report.
    run_wide : dict of str
        Files of the whole run: ``claims`` and ``published``.
    toolchain : dict
        ``version``, ``source`` and ``compiler`` of CmdStan, but where all draws are
        exact, and ``versions`` of the packages.

    Returns
    -------
    str
        One HTML page that refers to nothing outside itself.
    """
    make = Targets(settings["configfiles"])
    shared = Shared()
    known = lessons.Numbers(
        {each.results.analysis: each.results for each in analyses},
        files.read_json(run_wide["claims"]),
        language,
    )

    def lesson(written: str | None, analysis: str | None) -> dict[str, list[dict]]:
        return {
            part: passages
            for path in files_of(written, [language])
            for part, passages in lessons.tell(path, known, analysis).items()
        }

    told = [
        story.tell(
            each.results,
            each.figures,
            fit_figures=each.fit_figures,
            language=language,
            make=make,
            shared=shared,
            stop=settings["stop"],
        )
        | {"lesson": lesson(each.results.settings["lesson"], each.results.analysis)}
        for each in analyses
    ]
    fits = [fit for section in told for fit in section["fits"]]
    t = words.in_language(words.TEXT, language)
    taught = any([settings["lesson"], *(section["lesson"] for section in told)])
    claims = claim_table.claims(run_wide["claims"], told, language, taught)
    sections = [story.with_claims(section, claims) for section in told]
    captions = pictures.explained_once(sections)
    explained = glossary.entries(language, [each.results.settings for each in analyses])
    # As markup: what is between the tags must be the very text that was hashed.
    scripts = [Markup((TEMPLATES / name).read_text("utf-8")) for name in SCRIPTS]
    return (
        environment()
        .get_template("report.html")
        .render(
            t=t,
            parts=words.in_language(words.PARTS, language),
            readings=words.in_language(words.READINGS, language),
            language=language,
            policy=policy(scripts),
            styles=styles(*STYLES),
            font=font(),
            shared=shared.definitions(),
            scripts=scripts,
            run=settings["run"],
            seed=settings["seed"],
            sampling=_sampling(settings["sampling"], told, t, language),
            count=partial(numbers.count, language=language),
            toolchain=toolchain
            | {
                "source": evidence.told(toolchain["source"], names.TOOLCHAINS, language)
                if "source" in toolchain
                else None
            },
            citation=citation.cite(
                settings["citation"], settings["run"], settings["seed"]
            ),
            checks=words.in_language(words.CHECKS, language),
            sections=sections,
            lesson=lesson(settings["lesson"], None),
            fits=fits,
            faults=len(
                {
                    (each["log"], each["because"]["text"])
                    for s in sections
                    for each in s["missing"]
                    if each["fault"]
                }
                | {
                    why.log
                    for path in run_wide.values()
                    for why in not_computed.inside(path)
                }
            ),
            unpublished=absent.note(
                run_wide["published"], words.MISSING["published"][language], language
            ),
            failed=[fit for fit in fits if fit["verdict"] == "failed"],
            # Where several analyses share a definition, it is given once.
            definitions=list(
                dict.fromkeys(
                    s["pooling_factor"]["definition"]
                    for s in sections
                    if s["pooling_factor"]
                )
            ),
            chapters=story.in_chapters(sections, settings["chapters"]),
            captions=captions,
            glossary=explained,
            linked=glossary.Links(explained),
            languages=[
                (each, words.LANGUAGES[each])
                for each in settings["languages"]
                if each != language
            ],
            counts=evidence.counts(fits, claims, language),
            verdicts=evidence.verdicts(language),
            flags=evidence.flags(language),
            claims=claims,
            claims_text=t["claims_taught" if taught else "claims_own"]
            + " "
            + t["claims_text"],
            published=claim_table.literature(run_wide["published"], sections, language),
            traced={kind: make.traced(path) for kind, path in run_wide.items()},
            long=posterior.LONG,
            statistics=posterior.STATISTICS,
            compared=pooled.COMPARED,
            compared_groups=pooled.COMPARED_GROUPS,
        )
    )
