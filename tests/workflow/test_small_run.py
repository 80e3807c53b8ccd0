"""A small run from end to end, and what is run again after a change."""

import copy
import html
import json
import re
from functools import cache
from html.parser import HTMLParser

import h5py
import numpy as np
import pandas as pd
import pytest
import xarray as xr
import yaml
from figure_numbers import UNLABELLED, unfounded
from pooling.basics.seeds import seed_of
from pooling.checks.predictive.words import new_group_reading
from pooling.figures.axes import rounded
from pooling.model import families
from pooling.report import costs, numbers
from pooling.report.answers import pairs, ranks
from scipy.special import expit

FITS = {
    f"{family}/{model}"
    for family in families.NAMES
    for model, declared in families.get(family).MODELS.items()
    if declared.sampled
}
# What fits lead to but figures and the report, which take three quarters of a plan.
OF_FITS = [
    "--",
    *(
        f"results/small/{fit}/{name}.{suffix}"
        for fit in sorted(FITS)
        for name, suffix in (
            ("agreement", "json"),
            ("posterior_predictive", "json"),
            ("left_out", "csv"),
            ("verdict", "txt"),
        )
    ),
]

# Two families at a time are changed: what follows in the others would be seen.
each_pair = pytest.mark.parametrize("pair", [("coins", "lines"), ("means", "rates")])


def fits_of(*analyses: str) -> set[str]:
    """Select the fits of some analyses."""
    return {fit for fit in FITS if fit.split("/")[0] in analyses}


FILES = (
    "stan_data.json",
    "posterior.nc",
    "summary.csv",
    "diagnostics.json",
    "left_out.csv",
    "left_out_groups.csv",
    "prior_predictive.json",
    "posterior_predictive.json",
    "predictive_new_group.json",
)


def test_the_terminal_tells_the_run_in_few_words(small):
    """Without a terminal: a line for a stage, a tenth, a fit, and then what was found."""
    lines = small.said.splitlines()
    assert len(lines) <= 120, small.said
    for talk in ("rule ", "Job ", "jobid", "Select jobs", "steps (", "Using ", "[Sun"):
        assert not [line for line in lines if line.startswith(talk)], talk
    (begun,) = re.findall(
        r"^(\d+) jobs to do; in detail: (\S+)$", small.said, re.MULTILINE
    )
    detail = (small.folder / begun[1]).read_text("utf-8")
    assert f"{begun[0]} of {begun[0]} steps (100%) done" in detail
    assert any(re.match(rf"\d+ of {begun[0]} jobs, \d\d:\d\d", line) for line in lines)
    assert f"Sampling: {len(FITS)} jobs" in lines
    for fit in FITS:
        found = json.loads((small.results / fit / "diagnostics.json").read_text())
        (log,) = (small.results / "logs" / fit).glob("fit_model.log")
        (line,) = (line for line in lines if line.startswith(f"{fit} "))
        ess = min(found["ess_bulk"]["value"], found["ess_tail"]["value"])
        told = re.fullmatch(
            r"\S+ +(\w+), R-hat (\S+), ESS (\S+), (\d+) divergences?, (\S+) s", line
        )
        assert told, line
        assert told[1] == found["verdict"]
        assert float(told[2]) == pytest.approx(found["r_hat"]["value"], abs=6e-5)
        assert float(told[3].replace(",", "")) == pytest.approx(ess, abs=1)
        assert int(told[4]) == found["divergences"]["value"]
        assert float(told[5]) == pytest.approx(costs.of_log(log)["wall"], abs=0.06)


def test_the_end_counts_what_was_judged_says_what_was_found_and_where_it_is(small):
    *_, end = small.said.partition("\nFits:")
    assert end.split("\n")[0].split() == [f"{len(FITS)}", "of", f"{len(FITS)}", "passed"]
    for words in ("Exact answers:", "Checks:", "Claims:", "What was found:"):
        assert f"\n{words}" in end
    for analysis in small.configuration["analyses"]:
        assert re.search(rf"^  {analysis}  ", end, re.MULTILINE)
    assert end.endswith("\nReport: results/small/report.en.html\n")


def test_every_fit_has_its_files(small):
    for fit in FITS:
        for name in FILES:
            assert (small.results / fit / name).stat().st_size > 0
        weighed = small.results / fit / "sensitivity.json"
        family, model = fit.split("/")
        declared = families.get(family).MODELS[model]
        assert weighed.exists() == (declared.pooling == "partial")
        assert (small.results / fit / "verdict.txt").read_text().startswith(fit)
    for analysis in small.configuration["analyses"]:
        assert (small.results / analysis / "prepared.csv").exists()
    assert "report.en.html" in {path.name for path in small.results.iterdir()}


def test_every_check_ends_in_a_verdict(small):
    verdicts = {
        "prior_predictive": {"plausible", "wide", "no range given", "in conflict"},
        "posterior_predictive": {"passed", "flagged", "not informative"},
        "predictive_new_group": {
            "wider",
            "hardly wider",
            "as wide",
            "hardly narrower",
            "narrower",
            "no groups",
        },
        "sensitivity": {
            "not sensitive",
            "leans on the prior",
            "chosen kappa, then prior",
        },
    }
    for fit in FITS:
        for name, known in verdicts.items():
            path = small.results / fit / f"{name}.json"
            if path.exists():
                assert json.loads(path.read_text())["verdict"] in known
    for analysis in ("means", "lines", "rates"):
        found = json.loads((small.results / analysis / "comparison.json").read_text())
        models = {fit.split("/")[1] for fit in FITS if fit.startswith(f"{analysis}/")}
        for kind in ("observations", "groups"):
            parts = ("close", "worse", "no_contestants")
            assert set().union(*(found[kind][part] for part in parts)) == models


def test_sentences_beside_figures_hold_the_numbers_of_their_files(small):
    analyses = small.configuration["analyses"]
    known = {name: settings["family"] for name, settings in analyses.items()}
    assert unfounded(small.results, known) == {}


def _text(page: str) -> str:
    """Give the words of a page, without its marks."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_number_is_the_same_wherever_it_stands(small, language):
    """In table, title, text beside a figure and claim; digit by digit."""
    page = _text((small.results / f"report.{language}.html").read_text("utf-8"))
    judged = json.loads((small.results / "claims.json").read_text())
    claims = {(claim["id"], claim["analysis"]): claim["values"] for claim in judged}

    def told(*parts):
        path = small.results.joinpath(*parts[:-1], "figures", f"{parts[-1]}.json")
        return json.loads(path.read_text())["alt"][language]

    def one(value):
        return rounded([value], 1, language)[0]

    for analysis in small.configuration["analyses"]:
        fit = small.results / analysis / "partial_pooling"
        found = json.loads((fit / "predictive_new_group.json").read_text())
        reading = new_group_reading(found, language)
        assert reading in page
        assert told(analysis, "partial_pooling", "predictive_new_group").startswith(
            reading
        )
        claim = claims[18, analysis]
        assert claim["least_ratio"] == found["least_ratio"]
        assert claim["largest_ratio_of_groups"] == found["largest_ratio"]
        summary = pd.read_csv(fit / "summary.csv").set_index("parameter")
        least = int(summary.loc[summary.index, "ess_bulk"].min())
        assert numbers.count(least, language) in page
        if not (small.results / analysis / "comparison.csv").exists():
            continue
        for table, figure in (("comparison",) * 2, ("group_comparison", "new_groups")):
            sums = pd.read_csv(small.results / analysis / f"{table}.csv")
            for row in sums.to_dict("records"):
                if row["elpd_diff"]:
                    assert one(row["elpd_diff"]) in told(analysis, figure)
                if table == "comparison" or analysis != "rates":
                    assert one(row["elpd_diff"]) in page
        for model in ("complete_pooling", "no_pooling"):
            lead = claims[14, analysis].get(f"lead_over_{model}")
            sums = pd.read_csv(small.results / analysis / "comparison.csv")
            sums = sums.set_index("model")["elpd"]
            assert lead == pytest.approx(sums["partial_pooling"] - sums[model])


def test_the_missing_row_was_dropped_and_counted(small):
    facts = json.loads((small.results / "means" / "prepared.json").read_text())
    assert (facts["rows_read"], facts["rows_dropped"], facts["groups"]) == (33, 1, 4)
    assert len(pd.read_csv(small.results / "means" / "prepared.csv")) == 32


def test_the_draws_carry_the_groups_own_names(small):
    path = small.results / "means" / "partial_pooling" / "posterior.nc"
    posterior = xr.open_dataset(path, group="posterior", engine="h5netcdf")
    with posterior:
        assert posterior["alpha"].dims == ("chain", "draw", "group_label")
        labels = posterior["group_label"].values.tolist()
    assert labels == ["group a", "group b", "group c", "group d"]
    summary = pd.read_csv(path.with_name("summary.csv"))
    assert "alpha[group b]" in summary["parameter"].tolist()


def test_every_fit_agrees_with_its_exact_posterior(small):
    for fit in FITS:
        found = json.loads((small.results / fit / "agreement.json").read_text())
        assert found["verdict"] == "agrees", (fit, found)
        exact = pd.read_csv(small.results / fit / "exact.csv")
        summary = pd.read_csv(small.results / fit / "summary.csv")
        assert exact["parameter"].tolist() == summary["parameter"].tolist()
        facts = json.loads((small.results / fit / "exact.json").read_text())
        assert facts["computed"]
        # Points over four scales, and grids over fewer.
        assert facts["error"] <= (0.01 if fit == "lines/partial_pooling" else 1e-3)
    for analysis in small.configuration["analyses"]:
        together = pd.read_csv(small.results / analysis / "agreement.csv")
        models = [fit.split("/")[1] for fit in FITS if fit.startswith(f"{analysis}/")]
        assert set(together["model"]) == set(models)


def test_nine_in_ten_jobs_find_their_imports_ready(small):
    """Slower it would be as right, so that nobody would notice."""
    logs = [path.read_text("utf-8") for path in small.results.rglob("logs/**/*.log")]
    costs = [text for text in logs if "cost: " in text]
    assert len(costs) > 200
    ready = [text for text in costs if "its imports were held ready" in text]
    assert len(ready) > 0.9 * len(costs)


def test_nothing_was_left_half_written(small):
    assert not list(small.results.rglob("*.part.*"))


def test_nothing_is_left_to_do(next_plan):
    again = next_plan()
    assert again.nothing, again.text


def test_every_loaded_library_file_is_a_declared_input(small):
    rules = {record["rule"] for record in small.records}
    scripts = {path.stem for path in (small.folder / "workflow/scripts").glob("*.py")}
    assert {"prepare_table", "write_stan_data", "fit_model", "diagnose_fit"} <= rules
    assert rules - {"draw_fit_figure"} <= scripts  # it shares a script
    assert all(record["loaded"] for record in small.records)
    place = cache(lambda path: (small.folder / path).resolve())  # most are loaded by all

    @cache
    def listed(path: str) -> list[str]:
        text = (small.folder / path).read_text("utf-8")
        return [line.split("  ", 1)[1] for line in text.splitlines()]

    for record in small.records:
        (digests,) = (path for path in record["input"] if path.endswith(".sha256"))
        undeclared = {*map(place, record["loaded"])} - {*map(place, listed(digests))}
        assert not undeclared, record["rule"]


def test_another_prior_refits_its_model_and_other_draws_their_analysis_alone(
    small, next_plan
):
    analyses = copy.deepcopy(small.configuration["analyses"])
    analyses["means"]["models"]["partial_pooling"]["priors"]["sigma"] = {"exponential": 9}
    analyses["rates"]["sampling"] = {"draws": 300}
    small.configure("refits", analyses=analyses)
    found = next_plan(config="refits")
    fit = {"means/partial_pooling"}
    assert found.laid_out == found.integrated == fit
    again = fit | fits_of("rates")
    assert found.sampled == found.diagnosed == found.compared == again
    assert not found.prepared
    assert not found.compiled
    assert found.drawn <= {"means", "rates"}


def test_another_threshold_another_label_and_a_touched_toolchain_refit_nothing(
    small, next_plan, edit
):
    edit("build/toolchain.json", None)
    thresholds = small.configuration["diagnostics"] | {"r_hat": 1.4}
    analyses = copy.deepcopy(small.configuration["analyses"])
    analyses["means"]["outcome"]["label"] = "another word"
    small.configure("told", diagnostics=thresholds, analyses=analyses)
    found = next_plan(*OF_FITS, config="told")
    assert found.diagnosed == FITS
    others = ("compiled", "prepared", "laid_out", "sampled")
    assert not any(getattr(found, name) for name in others)


def test_another_row_refits_what_reads_the_table(next_plan, edit):
    edit("small/counts.csv", "15,3,7\n")
    found = next_plan(*OF_FITS)
    assert found.prepared == {"rates"}
    assert found.sampled == fits_of("rates")


def test_an_edited_program_refits_its_analyses_alone(next_plan, edit):
    programs = {"means/partial_pooling", "coins/fixed_mode"}
    for program in programs:
        edit(f"stan/{program}.stan", "// edited\n")
    found = next_plan(*OF_FITS)
    assert found.compiled == found.sampled == found.diagnosed == programs
    assert found.compared == programs
    assert not found.integrated
    assert not found.prepared
    assert not found.laid_out


@each_pair
def test_another_sampler_compiles_and_samples_what_has_one_alone(small, next_plan, pair):
    analyses = copy.deepcopy(small.configuration["analyses"])
    compiled, sampled = set(), set()
    for family in pair:
        direct = analyses[family].get("sampler") == "collapsed"
        analyses[family]["sampler"] = "direct" if direct else "collapsed"
        both = {
            model: declared.collapsed
            for model, declared in families.get(family).MODELS.items()
            if declared.collapsed and f"{family}/{model}" in FITS
        }
        assert both["partial_pooling"] == "partial_pooling_collapsed"
        programs = both if direct else both.values()
        compiled |= {f"{family}/{program}" for program in programs}
        sampled |= {f"{family}/{model}" for model in both}
    small.configure("sampler", analyses=analyses)
    found = next_plan(*OF_FITS, config="sampler")
    assert found.compiled == compiled
    assert found.sampled == sampled
    others = ("prepared", "laid_out", "integrated")
    assert not any(getattr(found, name) for name in others)


@each_pair
def test_an_edited_figure_module_redraws_its_familys_figures_alone(next_plan, edit, pair):
    edited = [f"workflow/pooling/figures/{family}/__init__.py" for family in pair]
    for path in edited:
        edit(path, "\n# edited\n")
    found = next_plan()
    assert found.drawn == set(pair)
    (told,) = re.findall("was finished, these have changed: (.*)\n", found.text)
    assert sorted(told.split(", ")) == sorted(edited)
    others = ("sampled", "diagnosed", "prepared", "laid_out", "compiled")
    assert not any(getattr(found, name) for name in others)


def test_an_edited_exact_module_integrates_again_and_samples_nothing(next_plan, edit):
    edit("workflow/pooling/exact/answer.py", "\n# edited\n")
    found = next_plan(*OF_FITS)
    assert found.integrated == found.compared == FITS
    others = ("sampled", "diagnosed", "prepared", "laid_out")
    assert not any(getattr(found, name) for name in others)


# Means are written as lines without a slope.
@pytest.mark.parametrize("pair", [("coins", "means"), ("lines", "rates")])
def test_an_edited_density_checks_its_family_alone(next_plan, edit, pair):
    for family in pair:
        edit(f"workflow/pooling/model/density/{family}.py", "\n# edited\n")
    found = next_plan(*OF_FITS)
    told = fits_of(*pair, *({"means"} if "lines" in pair else ()))
    # From the densities replicates and left-out rows are computed, too.
    assert found.compared == found.checked == found.left_out == told
    others = ("sampled", "diagnosed", "integrated", "prepared")
    assert not any(getattr(found, name) for name in others)


@each_pair
def test_an_edited_prediction_module_checks_its_family_alone(next_plan, edit, pair):
    for family in pair:
        edit(f"workflow/pooling/checks/predictive/{family}.py", "\n# edited\n")
    found = next_plan(*OF_FITS)
    assert found.checked == fits_of(*pair)
    others = ("sampled", "diagnosed", "compared", "left_out")
    assert not any(getattr(found, name) for name in others)


def test_an_edited_family_prepares_its_own_tables_alone(next_plan, edit):
    for family in ("means", "lines"):
        edit(f"workflow/pooling/model/families/{family}.py", "\n# edited\n")
    found = next_plan(*OF_FITS)
    assert found.prepared == {"means", "lines"}
    assert not found.compiled


def test_a_deleted_result_is_made_again_and_nothing_before_it(small, next_plan):
    path = small.results / "means" / "no_pooling" / "summary.csv"
    kept = path.rename(path.with_suffix(".kept"))
    try:
        found = next_plan("--", f"results/small/means/no_pooling/{path.name}")
    finally:
        kept.rename(path)
    assert found.diagnosed == {"means/no_pooling"}
    assert not found.sampled


@pytest.fixture(scope="module")
def other(small, asked, root, beside):
    """Ask for a result of the same run under another name, with one core."""
    (beside / "small.yaml").write_text(yaml.safe_dump(small.configuration))
    given = ("--snakefile", root / "Snakefile", "--configfile", "small.yaml")
    given += ("--config", "run=other", "--cores", 1, "--")

    def call(target):
        return asked(beside, *given, f"results/other/{target}")

    return call


def test_cores_and_the_name_of_the_run_do_not_change_the_draws(small, other, beside):
    target = "means/partial_pooling/posterior.nc"
    done = other(target)
    assert done.returncode == 0, done.stderr
    ours, theirs = small.results / target, beside / "results" / "other" / target
    for group in ("posterior", "sample_stats", "predictions"):
        xr.testing.assert_identical(
            xr.load_dataset(ours, group=group, engine="h5netcdf"),
            xr.load_dataset(theirs, group=group, engine="h5netcdf"),
        )


def test_draws_of_another_run_are_not_diagnosed(other, beside):
    fit = "means/partial_pooling"
    folder = beside / "results" / "other" / fit
    assert other(f"{fit}/diagnostics.json").returncode == 0
    with h5py.File(folder / "posterior.nc", "a") as stored:
        stored.attrs["seed"] = 1
    (folder / "diagnostics.json").unlink()
    done = other(f"{fit}/diagnostics.json")
    assert done.returncode == 1
    assert done.stderr.endswith(
        f"  {fit}: diagnosing the fit\n"
        f"    results/other/{fit}/posterior.nc holds draws of another run (seed 1, not "
        f"{seed_of(3, *fit.split('/'))}); delete it and type the same command again.\n"
        f"    Log: results/other/logs/{fit}/diagnose_fit.log\n"
    )
    (folder / "posterior.nc").unlink()
    assert other(f"{fit}/diagnostics.json").returncode == 0


def test_a_failed_fit_makes_the_run_fail_in_its_last_line_or_is_flagged(
    small, asked, root, beside
):
    fit = "means/no_pooling"
    folder = beside / "results" / "strict" / fit

    def judge(on_failure):
        strict = {"r_hat": 1.0000001, "ess": 0, "on_failure": on_failure}
        changed = small.configuration | {
            "run": "strict",
            "diagnostics": small.configuration["diagnostics"] | strict,
        }
        config = beside / f"{on_failure}.yaml"
        config.write_text(yaml.safe_dump(changed))
        return asked(
            beside,
            "--snakefile",
            root / "Snakefile",
            f"results/strict/{fit}/verdict.txt",
            "--configfile",
            config,
            "--cores",
            2,
        )

    stopped = judge("stop")
    assert stopped.returncode == 1
    said = [line for line in stopped.stderr.splitlines() if line.startswith("pooling: ")]
    told = re.search(rf"^{fit} +failed, R-hat 1\.", stopped.stderr, re.MULTILINE)
    assert told  # when it happens
    assert stopped.stderr.index(said[0]) > told.end()
    assert said[0].startswith(f"pooling: {fit}: r_hat is 1.")
    assert " for sigma," in said[0] or " for alpha[group " in said[0]
    assert 'write "sampler: collapsed"' in said[0]
    assert len(said) == 2
    assert stopped.stderr.splitlines()[-1] == said[-1]
    assert said[-1].startswith(f"pooling: failed fits: 1 of 1 ({fit})")
    assert "on_failure: flag" in said[-1]
    assert "Traceback" not in stopped.stderr
    assert "r_hat is 1." in (folder / "verdict.txt").read_text()
    kept = json.loads((folder / "diagnostics.json").read_text())
    assert kept["verdict"] == "failed"
    draws = (folder / "posterior.nc").stat().st_mtime_ns

    again = judge("stop")
    assert again.returncode == 1
    assert "Nothing to be done" in again.stderr
    assert again.stderr.splitlines()[-1] == said[-1]

    flagged = judge("flag")
    assert flagged.returncode == 0, flagged.stderr
    assert (folder / "posterior.nc").stat().st_mtime_ns == draws


# What only coins have, in both languages; the programs' folder is called after them.
OF_COINS = re.compile(
    r"\b(coins?|flips?|flipped|heads|factory|bias(es)?|monedas?|tiradas?|caras?|fábrica|"
    r"sesgos?)\b",
    re.IGNORECASE,
)


class Chapter(HTMLParser):
    """Whatever a reader of one chapter may come to read or to hear."""

    def __init__(self, chapter):
        super().__init__()
        self.chapter, self.depth, self.said = chapter, 0, []

    def handle_starttag(self, tag, attributes):
        """Enter the chapter, and keep what is said of pictures."""
        attributes = dict(attributes)
        if tag == "section" and (self.depth or attributes.get("id") == self.chapter):
            self.depth += 1
        if self.depth:
            self.said += [attributes.get(name) or "" for name in ("alt", "aria-label")]

    def handle_endtag(self, tag):
        """Leave it."""
        self.depth -= tag == "section" and self.depth > 0

    def handle_data(self, data):
        """Keep what is to be read."""
        if self.depth:
            self.said.append(data)


@pytest.mark.parametrize("language", families.base.LANGUAGES)
def test_a_figure_weighs_little_on_the_page(small, language):
    page = (small.results / f"report.{language}.html").read_text("utf-8")
    drawings = re.findall(
        r'<svg role="img" [^>]*class="drawing.*?</svg>', page, re.DOTALL
    )
    shared = re.search(r'<svg class="shared".*?</svg>', page, re.DOTALL)[0]
    fonts = sum(map(len, re.findall(r"url\(data:font[^)]*", shared)))
    assert len(drawings) > 60
    assert sum(map(len, drawings)) / len(drawings) < 12e3  # bytes; as files 50 kB
    assert len(shared) - fonts < 120e3
    assert fonts < 40e3


@pytest.mark.parametrize(
    ("language", "own"),
    [("en", "probability of recall"), ("es", "probabilidad de recordar")],
)
def test_a_memory_test_is_not_told_in_coins(small, language, own):
    chapter = Chapter("coins")
    page = small.results / f"report.{language}.html"
    chapter.feed(page.read_text(encoding="utf-8"))
    said = re.sub(r"\S*[/_]\S*", "", " ".join(chapter.said))  # files and commands
    assert said.count(own) >= 3
    assert [found.group() for found in OF_COINS.finditer(said)] == []
    pictures = list((small.results / "coins").rglob("*.svg"))
    assert len(pictures) > 20
    for picture in pictures:
        drawn = " ".join(re.findall(r"<!-- (.*?) -->", picture.read_text("utf-8")))
        assert OF_COINS.search(drawn) is None, picture


def test_every_analysis_has_an_answer_whose_numbers_its_files_hold(small):
    for family in families.NAMES:
        folder = small.results / family
        found = json.loads((folder / "answers.json").read_text("utf-8"))
        assert found, family
        assert all(each["text"]["en"] and each["text"]["es"] for each in found)
        texts = [text for each in found for text in each["text"].values()]
        assert [text for text in texts if UNLABELLED.search(text)] == []
        exact = pd.read_csv(folder / "partial_pooling" / "exact.csv", index_col=0)
        values = {k: v for each in found for k, v in each["values"].items()}
        if family in ("means", "lines"):
            assert values["typical"] == exact.at["mu_alpha", "mean"]
        if family == "rates":
            summary = pd.read_csv(folder / "partial_pooling" / "summary.csv", index_col=0)
            assert values["median_q5"] == pytest.approx(
                expit(summary.at["mu_alpha", "q5"]), abs=0.01
            )
        if family == "coins":
            assert values["omega"] == exact.at["omega", "mean"]
        for each in found:
            written = re.findall(r"\d+\.\d+", each["text"]["en"])
            held = np.array(
                [v for v in each["values"].values() if isinstance(v, int | float)]
            )
            for number in written:
                digits = len(number.partition(".")[2])
                assert any(
                    abs(abs(held * scale) - float(number)).min() <= 0.51 * 10**-digits
                    for scale in (1, 100)
                ) or float(number) in (0.01, 0.99), (each, number)


def test_the_small_run_has_ranks_and_pairs_of_every_family(small):
    from pooling.model.families import NAMES

    for family in NAMES:
        folder = small.results / family
        table = pd.read_csv(folder / "ranks.csv")
        count = len(table)
        spread = ["mean", "sd", "q5", "q95"]
        assert list(table) == ["group", *spread, *ranks.COLUMNS]
        assert table["mean_rank"].sum() == pytest.approx(count * (count + 1) / 2)
        assert table["p_highest"].sum() == pytest.approx(1)
        stored = json.loads((folder / "pairs.json").read_text("utf-8"))
        summary = pairs.read(stored)
        found = summary.compare(0, 1)
        assert found.difference == pytest.approx(table["mean"][0] - table["mean"][1])
        assert found.low < found.difference < found.high
        assert stored["error"]["above"] < 0.2  # 400 draws err by a tenth themselves
