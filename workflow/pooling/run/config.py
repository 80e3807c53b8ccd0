"""The configuration of a run, checked key by key before anything starts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, ValidationError

from pooling.basics.errors import PoolingError, cut, nearest, typed
from pooling.basics.files import FOLDER
from pooling.model import families, priors
from pooling.model.families.base import Model
from pooling.model.families.settings import (
    APART,
    AnalysisSettings,
    Chains,
    Iterations,
    Seed,
    Strict,
    Texts,
    Thinning,
)
from pooling.model.names import EXACT, LEARNED_KAPPA, PARTIAL
from pooling.report import lesson_files
from pooling.run import samplers
from pooling.run.config_messages import sentence_of, validate
from pooling.table import cells, columnar

# Folders of the results that belong to no analysis.
RESERVED = frozenset({"logs", "sbc", "collection"})
# Files that a run keeps beside its analyses end so; no folder may be called like one.
FILES = (".json", ".csv", ".html", ".md", ".tex", ".pdf")
# Names beside the runs that are no run.
NO_RUNS = frozenset({"comparisons", "latest"})
# Without the group effects a draw costs little: small steps.
Name = Annotated[str, StringConstraints(pattern=rf"^{FOLDER}$", max_length=80)]


class Sampling(Strict):
    """Settings of the sampler, for every fit of the run.

    Each chain takes ``thin`` times ``draws`` draws, and keeps one in ``thin``.
    ``chains_apart`` decides where the chains run, and nothing of the draws.
    """

    chains: Chains = 4
    warmup: Iterations = 1000
    draws: Iterations = 1000
    thin: Thinning = 1
    adapt_delta: float = Field(default=0.9, gt=0, lt=1)
    chains_apart: bool = False


class Thresholds(Strict):
    """When a fit counts as failed, and what happens then."""

    r_hat: float = Field(default=1.01, gt=1)
    ess: float = Field(default=400, ge=0)
    divergences: int = Field(default=0, ge=0)
    e_bfmi: float = Field(default=0.3, ge=0)
    on_failure: Literal["stop", "flag"] = "stop"


class Toolchain(Strict):
    """Where CmdStan is, where compiled programs are kept, and for which processors."""

    cmdstan: str | None = None
    executables: str = "build/executables"
    # A closed list: it becomes a flag of the compiler.
    cpu: Literal["x86-64-v2", "x86-64-v3", "x86-64-v4"] | None = None


class Calibration(Strict):
    """Size of the simulation-based calibration of the programs."""

    simulations: int = Field(default=200, ge=20, le=10_000)
    groups: int = Field(default=8, ge=2, le=100)
    per_group: int = Field(default=5, ge=2, le=1_000)


class Chapter(Strict):
    """Analyses that the report tells together."""

    title: Texts
    analyses: list[Name] = Field(min_length=1)


class Configuration(Strict):
    """Everything a run is asked to do.

    Attributes
    ----------
    run : str
        Name of the results folder.
    seed : int
        Every fit derives its own seed from it.
    lesson : str or None
        Text of the report beside the chapters, without ``.en.md`` or ``.es.md``.
    chapters : list of Chapter
        Analyses that are told together; the others have a chapter each.
    analyses : dict
        Name -> settings, of the class that the analysis' family declares.
    """

    run: Name
    seed: Seed = 1
    lesson: str | None = Field(default=None, min_length=1)
    languages: list[Literal["en", "es"]] = Field(default=["en", "es"], min_length=1)
    sampling: Sampling = Sampling()
    diagnostics: Thresholds = Thresholds()
    toolchain: Toolchain = Toolchain()
    sbc: Calibration = Calibration()
    chapters: list[Chapter] = Field(default=[])
    analyses: dict[Name, Any] = Field(min_length=1)

    def told_together(self) -> list[tuple[dict[str, str] | None, list[str]]]:
        """Give the chapters of the report, in the order of their first analyses.

        Title, None where a chapter is one analysis that no key names, and names.
        """
        known = {name: chapter for chapter in self.chapters for name in chapter.analyses}
        chapters: list[tuple[dict[str, str] | None, list[str]]] = []
        for name in self.analyses:
            chapter = known.get(name)
            told = (chapter.title, chapter.analyses) if chapter else (None, [name])
            if told not in chapters:
                chapters.append(told)
        return chapters

    def models(self, analysis: str, sampled: bool = True) -> dict[str, Any]:
        """Models of an analysis in the family's order, each as declared.

        ``sampled`` leaves out what no Stan program samples.
        """
        settings = self.analyses[analysis]
        declared = families.get(settings.family).MODELS
        return {
            name: model
            for name, model in declared.items()
            if (name in settings.models if settings.models else model.default)
            and (model.sampled or not sampled)
        }

    def program_of(self, analysis: str, model: str) -> str:
        """Name the Stan program that samples a model of an analysis."""
        program = self._declared(analysis, model).program
        return self.collapsed_program(analysis, model) or program or model

    def _declared(self, analysis: str, model: str) -> Model:
        """Give what the family declares of a model of an analysis."""
        return families.get(self.analyses[analysis].family).MODELS[model]

    def collapsed_program(self, analysis: str, model: str) -> str | None:
        """Name it where it is one without group effects; None where it is not."""
        settings = self.analyses[analysis]
        if settings.sampler != "collapsed" or not settings.collapsible:
            return None
        return self._declared(analysis, model).collapsed

    def exact_draws(self, analysis: str) -> bool:
        """Say whether the draws of an analysis are exact: no chain, and no Stan."""
        return self.analyses[analysis].sampler == EXACT

    def other_sampler(self, analysis: str, model: str) -> str | None:
        """Name the sampler that a fit could have instead, where it mixes the better.

        Of exact draws it is Stan's, where the points do not lie as the posterior does. Of
        formulas it is that of exact draws, should the table have them:
        `pooling.table.preparation.no_exact_draws`.
        """
        if self.exact_draws(analysis):
            return "direct"
        if self.analyses[analysis].family in families.RESPONSES:
            return EXACT
        declared = self._declared(analysis, model)
        direct = self.analyses[analysis].sampler == "direct"
        return "collapsed" if direct and declared.collapsed else None

    def sampling_of(self, analysis: str, model: str = PARTIAL) -> dict[str, Any]:
        """Sampler settings of a fit: the run's, with the changes of the analysis.

        What does not decide the draws is not among them; of exact draws there are
        ``chains`` and ``draws`` alone, and that they are.

        Where neither says ``adapt_delta``, programs that learn a population without its
        groups' effects take small steps: they are cheap, and few groups leave a long
        tail to their spread (`samplers.MANY` do not). So do those of formulas with further
        factors, whose spreads are learned under every degree of pooling, and where levels
        and groups explain the same rows, and those of few groups (`samplers.FEW`). Groups
        of few rows that nothing pools have walls and tails: of formulas their steps are
        somewhat smaller. The others mix best without.
        """
        settings = self.analyses[analysis]
        changes = settings.sampling.model_dump(exclude_none=True)
        formula = getattr(settings, "parsed", None)
        pooling = self._declared(analysis, model).pooling
        without = self.collapsed_program(analysis, model) or model == LEARNED_KAPPA
        free, careful = "adapt_delta" not in self.sampling.model_fields_set, {}
        if free and ((pooling == "partial" and without) or (formula and formula.further)):
            careful = {"adapt_delta": samplers.SMALL_STEPS}
        elif free and formula and pooling == "none" and not without:
            careful = {"adapt_delta": samplers.STEPS_ALONE}
        sampling = self.sampling.model_dump() | careful | changes
        if self.exact_draws(analysis):
            kept = {
                name: sampling[name]
                for name in sampling
                if name not in samplers.OF_CHAINS
            }
            return {"sampler": EXACT, **kept}
        return {name: value for name, value in sampling.items() if name != APART}

    def chains_apart(self, analysis: str) -> bool:
        """Say whether each chain of the fits of an analysis is a job of its own."""
        apart = getattr(self.analyses[analysis].sampling, APART)
        return getattr(self.sampling, APART) if apart is None else apart

    def model_options(self, analysis: str, model: str) -> dict[str, Any]:
        """Settings, other than priors, that enter a model's Stan data."""
        settings = self.analyses[analysis]
        options, declared = settings.models.get(model), self._declared(analysis, model)
        chosen = {name: getattr(options, name) for name in declared.options}
        return declared.given(settings.options) | chosen | declared.switches

    def priors_of(self, analysis: str, model: str) -> dict[str, dict[str, float]]:
        """Priors that the configuration gives for a model, checked."""
        written = self.analyses[analysis].written_priors(model)
        place = f"analyses.{analysis}.models.{model}.priors"
        return priors.check(written, self._declared(analysis, model).priors, place)


def load(written: dict, folder: Path) -> Configuration:
    """Check a configuration as it was read from YAML, whose tables are relative to ``folder``.

    Raises
    ------
    PoolingError
        Anything that is unknown, missing, of the wrong kind, or a table or a
        column that does not exist; the sentence names the key.
    """
    _require_text(written)
    settings = validate(Configuration, written, "")
    if settings.run.lower() in NO_RUNS:
        raise PoolingError(
            f'run: "{settings.run}" has another use among the results; '
            "give the run another name."
        )
    store = Path(settings.toolchain.executables)
    if store.is_absolute() or ".." in store.parts:
        raise PoolingError(
            f'toolchain.executables: "{store}" is outside the project, where nothing is '
            "written; name a folder in it, which may be a link to another place."
        )
    if len(set(settings.languages)) < len(settings.languages):
        raise PoolingError("languages: name each language once.")
    _check_names(list(settings.analyses))
    _check_chapters(settings)
    checked = {
        name: _analysis(name, analysis, folder)
        for name, analysis in settings.analyses.items()
    }
    settings = settings.model_copy(update={"analyses": checked})
    for name, analysis in checked.items():
        _check_models(name, analysis)
        for model in settings.models(name):
            settings.priors_of(name, model)
        checked[name] = samplers.chosen(name, analysis, settings, folder)
    for name, analysis in checked.items():
        _check_beside(name, analysis, checked)
    settings = settings.model_copy(update={"analyses": checked})
    models = {name: settings.models(name) for name in checked}
    for written in lesson_files.files_of(settings.lesson, settings.languages):
        lesson_files.check(folder / written, f"lesson: {written}", None, models)
    for name, analysis in checked.items():
        for written in lesson_files.files_of(analysis.lesson, settings.languages):
            place = f"analyses.{name}.lesson: {written}"
            lesson_files.check(folder / written, place, models[name], models)
    return settings


def _require_text(written: Any, place: str = "") -> None:
    """Refuse a character that no page can show, wherever it is written."""
    if isinstance(written, dict):
        for key, value in written.items():
            _require_text(key, place or "configuration")
            _require_text(value, f"{place}.{key}" if place else str(key))
    elif isinstance(written, list):
        for value in written:
            _require_text(value, place)
    elif isinstance(written, str) and (sign := cells.no_text(written)):
        raise PoolingError(f"{place}: the character {sign} cannot be shown; delete it.")


def _check_names(names: list[str]) -> None:
    """Refuse analyses whose folder would be another's, or a file of the results."""
    for place, name in enumerate(names):
        alike = [other for other in names[:place] if other.lower() == name.lower()]
        if alike:
            raise PoolingError(
                f'analyses.{name}: some systems take its folder for that of "{alike[0]}"; '
                "give it a name that differs by more than small and capital letters."
            )
        if name.lower() in RESERVED:
            raise PoolingError(
                f'analyses.{name}: the results keep a folder "{name.lower()}" of their '
                "own; give the analysis another name."
            )
        if name.lower().endswith(FILES):
            raise PoolingError(
                f"analyses.{name}: the results keep files whose names end so; leave "
                f'"{Path(name).suffix}" out of the name.'
            )


def _check_chapters(settings: Configuration) -> None:
    """Refuse a chapter of an analysis that there is not, or that stands elsewhere."""
    told: set[str] = set()
    for place, chapter in enumerate(settings.chapters):
        for name in chapter.analyses:
            if name not in settings.analyses:
                raise PoolingError(
                    f'chapters.{place}.analyses: there is no analysis "{name}"; '
                    f"{nearest(name, settings.analyses)}"
                )
            if name in told:
                raise PoolingError(
                    f'chapters.{place}.analyses: "{name}" has its place already; name it '
                    "once."
                )
            told.add(name)


def _analysis(name: str, written: Any, folder: Path) -> AnalysisSettings:
    place = f"analyses.{name}"
    if not isinstance(written, dict) or "family" not in written:
        raise PoolingError(
            f'{place}: say which family of models it is, "family: means" for one; '
            f"{nearest('', families.ALL)}"
        )
    if written["family"] is None:
        raise PoolingError(f"{place}.family: the key has no value; write one.")
    try:
        family = families.get(written["family"])
    except PoolingError as error:
        raise PoolingError(f"{place}.family: {error}") from None
    if "data" not in written or family.FromTable is None:
        settings = validate(family.Settings, written, place)
        for source in settings.sources:
            _check_source(name, settings, folder / source, source)
        for table in settings.asked_in:
            _check_table(f"{place}.predict", settings, folder / table, table)
        return settings
    # The counts of coins are read now: there are figures for one coin and for two.
    from pooling.table import tables

    stated = validate(family.FromTable, written, place)
    _check_source(name, stated, folder / stated.data, stated.data)
    table = tables.read(folder / stated.data, stated.data, **stated.reading)
    try:
        return family.Settings.of_table(stated, table)
    except ValidationError as error:
        raise sentence_of(family.FromTable, error, place) from None


def _check_beside(name: str, analysis, analyses: dict) -> None:
    """Refuse to set an analysis beside one that it cannot share its axes with."""
    other = getattr(analysis, "beside", None)
    if other is None:
        return
    alike = [
        each
        for each, known in analyses.items()
        if each != name
        and known.family == analysis.family
        and len(known.trials) == len(analysis.trials)
    ]
    if other not in alike:
        raise PoolingError(
            f'analyses.{name}.beside: "{other}" is no other analysis of as many coins; '
            f"{nearest(other, alike)}"
        )


def _check_models(name: str, analysis: AnalysisSettings) -> None:
    known = families.get(analysis.family).MODELS
    for model in analysis.models:
        if model not in known:
            raise PoolingError(
                f"analyses.{name}.models.{model}: family {analysis.family} has no such "
                f"model; {nearest(model, known)}"
            )


def _check_source(
    name: str, analysis: AnalysisSettings, path: Path, written: str
) -> None:
    header = _check_table(f"analyses.{name}.data", analysis, path, written)
    for column in analysis.columns:
        if cells.name(column) not in header:
            alone = "" if typed(written) else cells.one_column(header)
            remedy = alone or nearest(column, header)
            raise PoolingError(
                f'analyses.{name}: {written} has no column "{column}"; {remedy}'
            )
    roles: dict[str, str] = {}
    for role in type(analysis).model_fields:
        column = getattr(getattr(analysis, role), "column", None)
        if column is None:
            continue
        first = roles.setdefault(cells.name(column), role)
        if first != role:
            raise PoolingError(
                f'analyses.{name}: column "{column}" of {written} is named as {first} and '
                f"as {role}; a column has one role, so name another one for either."
            )


def _check_table(
    place: str, analysis: AnalysisSettings, path: Path, written: str
) -> list[str]:
    """Refuse a file that is not there, or is no table; give the names of its columns."""
    if set(written) & set("{}"):
        raise PoolingError(
            f'{place}: Snakemake takes braces in "{written}" for wildcards; rename the file.'
        )
    if not _is_file(path):
        raise PoolingError(
            f'{place}: there is no file "{cut(written)}"; {_siblings(path, written)}'
        )
    try:
        return columnar.header(path, written, analysis.separator)
    except PoolingError as error:
        raise PoolingError(f"{place}: {error}") from None


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # no file system has such a name
        return False


def _siblings(path: Path, written: str) -> str:
    """Name the nearest file in the folder of one that is not there."""
    try:
        folder = path.parent
        names = [each.name for each in folder.glob("*") if each.is_file()]
    except OSError:
        names = []
    if not names:
        return "correct the path, which begins where snakemake is called."
    return nearest(written, [str(Path(written).parent / name) for name in names])
