"""The programs as texts: accepted, free of warnings, formatted."""

import re

import pytest
from programs import STAN, TEXTS, text_of, with_literal_priors

VERSIONS = ["stanc", "new_stanc"]
# Pedantic mode cannot see a prior whose arguments are data.
NO_PRIOR = (
    r"Warning: The parameter {} has no priors\.(\s+This means either no\s+prior\s+is"
    r"\s+provided,\s+or\s+the\s+prior\(s\)\s+depend\s+on\s+data\s+variables\.\s+In\s+the"
    r"\s+later\s+case,\s+this\s+may\s+be\s+a\s+false\s+positive\.)?"
)
NO_PRIORS = re.compile(NO_PRIOR.format(r"\w+"))
# Whatever its numbers, the prior of a formula's coefficients is on combinations of them,
# that of levels, or of scales in logarithms, has the unit in which they are sampled, and
# those of groups and of a stretched logarithm are written out with their Jacobians.
COMBINED = re.compile(NO_PRIOR.format("(?:(?:beta_|further_|theta_)?raw|stretched)"))
# Nor does it know that a sum in the density may be a Jacobian, and no second prior.
JACOBIAN = re.compile(r"Warning: The parameter log_\w+ has 2 priors\.")
each_program = pytest.mark.parametrize(
    ("family", "model"), TEXTS, ids=["-".join(program) for program in TEXTS]
)


@pytest.fixture(params=VERSIONS)
def complaints(request, run, tmp_path):
    """Run one version of stanc in pedantic mode, and give what it says."""
    compiler = request.getfixturevalue(request.param)

    def words(text: str) -> str:
        program = tmp_path / "program.stan"
        program.write_text(text)
        output = f"--o={tmp_path / 'program.hpp'}"
        done = run(compiler, "--warn-pedantic", output, program)
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr

    return words


@each_program
def test_stanc_accepts_the_program_and_warns_of_nothing_else(complaints, family, model):
    assert NO_PRIORS.sub("", complaints(text_of(family, model))).strip() == ""


@each_program
def test_with_its_priors_as_numbers_it_has_no_warning_at_all(complaints, family, model):
    literal = with_literal_priors(text_of(family, model))
    assert not re.search(r"\bprior_(?!only)", literal)
    assert COMBINED.sub("", JACOBIAN.sub("", complaints(literal))).strip() == ""


@each_program
def test_a_prior_that_is_taken_out_is_noticed(complaints, family, model):
    literal = with_literal_priors(text_of(family, model))
    lost = re.sub(
        r"^  ((alpha|omega|theta|mu_alpha|sigma|sd|R_root) ~|target \+= log_sigma;).*\n",
        "",
        literal,
        flags=re.MULTILINE,
    )
    assert "has no priors" in COMBINED.sub("", complaints(lost))


@each_program
def test_stanc_includes_the_same_parts(stanc, run, tmp_path, family, model):
    whole = tmp_path / f"{model}.stan"
    whole.write_text(text_of(family, model))
    said = []
    for program in (STAN / family / f"{model}.stan", whole):
        header = tmp_path / "program.hpp"
        parts = f"--include-paths={STAN / family}"
        done = run(stanc, parts, f"--o={header}", program)
        assert done.returncode == 0, done.stderr
        # Where the text stands is all that may differ.
        where = re.compile(r" \(in '|stancflags")
        lines = header.read_text().splitlines()
        said.append([line for line in lines if not where.search(line)])
    assert said[0] == said[1]


@each_program
def test_the_program_is_formatted(new_stanc, run, tmp_path, family, model):
    program = tmp_path / f"{model}.stan"
    program.write_text(text_of(family, model))
    done = run(
        new_stanc,
        "--auto-format",
        "--canonicalize=deprecations,parentheses,braces",
        "--max-line-length=90",
        program,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == text_of(family, model)
