"""The notation of formulas: what it says, and that nothing in it is ever run."""

import builtins
import os

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pooling.basics.errors import PoolingError
from pooling.model.formula import parse
from pooling.model.formula_terms import Column, Number, factor_name, name_of


def said(formula):
    """Write a formula's parts as short texts."""
    return (
        [name_of(each) for each in formula.population],
        [name_of(each) for each in formula.varying],
        [factor_name(each) for each in formula.factors],
    )


ONE = "Intercept"


@pytest.mark.parametrize(
    ("written", "population", "varying", "factors"),
    [
        ("y ~ 1 + (1 | g)", [ONE], [ONE], ["g"]),
        ("y ~ x + (1 | g)", [ONE, "x"], [ONE], ["g"]),
        ("y ~ x + (x | g)", [ONE, "x"], [ONE, "x"], ["g"]),
        ("y ~ x + (1 + x | g)", [ONE, "x"], [ONE, "x"], ["g"]),
        ("y ~ x + (0 + x | g)", [ONE, "x"], ["x"], ["g"]),
        ("y ~ x + (x - 1 | g)", [ONE, "x"], ["x"], ["g"]),
        ("y ~ 0 + x + (1 | g)", ["x"], [ONE], ["g"]),
        ("y ~ x - 1 + (1 | g)", ["x"], [ONE], ["g"]),
        ("y ~ -1 + x + (1 | g)", ["x"], [ONE], ["g"]),
        ("y ~ (1 | g) + x", [ONE, "x"], [ONE], ["g"]),
        ("y ~ x * z + (1 | g)", [ONE, "x", "z", "x:z"], [ONE], ["g"]),
        ("y ~ x:z + (1 | g)", [ONE, "x:z"], [ONE], ["g"]),
        ("y ~ x:x + (1 | g)", [ONE, "x"], [ONE], ["g"]),
        ("y ~ x + z:x + x:z + (1 | g)", [ONE, "x", "z:x"], [ONE], ["g"]),
        ("y ~ a / b + (1 | g)", [ONE, "a", "a:b"], [ONE], ["g"]),
        ("y ~ (a + b) / c + (1 | g)", [ONE, "a", "b", "a:b:c"], [ONE], ["g"]),
        (
            "y ~ (a + b + c)**2 - a:b + (1 | g)",
            [ONE, "a", "b", "c", "a:c", "b:c"],
            [ONE],
            ["g"],
        ),
        (
            "y ~ a*b*c - b + (1 | g)",
            [ONE, "a", "a:b", "c", "a:c", "b:c", "a:b:c"],
            [ONE],
            ["g"],
        ),
        ("y ~ x + ((1 | g))", [ONE, "x"], [ONE], ["g"]),
        ("y ~ (x + (1 | g))", [ONE, "x"], [ONE], ["g"]),
        ("y ~ x + (1 | a / b)", [ONE, "x"], [ONE], ["a", "a:b"]),
        ("y ~ x + (1 | a / b / c)", [ONE, "x"], [ONE], ["a", "a:b", "a:b:c"]),
        ("y ~ x + (1 | a) + (1 | b)", [ONE, "x"], [ONE], ["a", "b"]),
        ("y ~ x + (1 | a:b)", [ONE, "x"], [ONE], ["a:b"]),
        ("y ~ x + (1 + x | s) + (1 | i)", [ONE, "x"], [ONE, "x"], ["s", "i"]),
        ("y ~ `net time` + (1 | `my group`)", [ONE, "net time"], [ONE], ["my group"]),
        ("y ~ log.x + é + (1 | g_1)", [ONE, "log.x", "é"], [ONE], ["g_1"]),
        ("y ~ poly(x, 2) + (1 | g)", [ONE, "poly(x, 2)"], [ONE], ["g"]),
        ("y ~ poly(x, degree=2) + (1 | g)", [ONE, "poly(x, 2)"], [ONE], ["g"]),
        ("y ~ bs(x, df=5) + (1 | g)", [ONE, "bs(x, df=5)"], [ONE], ["g"]),
        ("y ~ bs(x, 4, 2) + (1 | g)", [ONE, "bs(x, df=4, degree=2)"], [ONE], ["g"]),
        ("y ~ I(x/10) + {x**2} + (1 | g)", [ONE, "I(x / 10)", "I(x ** 2)"], [ONE], ["g"]),
        ("y ~ I((x - z) - (1 - x)) + (1 | g)", [ONE, "I(x - z - (1 - x))"], [ONE], ["g"]),
        ("y ~ scale(log(x + 1)):z + (1 | g)", [ONE, "scale(log(x + 1)):z"], [ONE], ["g"]),
    ],
)
def test_what_a_formula_says(written, population, varying, factors):
    assert said(parse(written)) == (population, varying, factors)


@pytest.mark.parametrize(
    ("written", "correlated"),
    [
        ("y ~ x + (x | g)", True),
        ("y ~ x + (x || g)", False),
        ("y ~ x + (1 | g) + (0 + x | g)", False),
    ],
)
def test_double_bars_and_terms_apart_leave_correlations_out(written, correlated):
    formula = parse(written)
    assert formula.correlated == correlated
    assert said(formula)[1] == [ONE, "x"]


def test_an_outcome_may_be_a_proportion():
    formula = parse("p(hits, n) ~ x + (1 | g)")
    assert (formula.outcome, formula.trials) == (Column("hits"), Column("n"))
    assert formula.columns == ["hits", "n", "g", "x"]
    assert parse("prop(hits, 12) ~ x + (1 | g)").trials == Number(12)
    assert parse("hits ~ x + (1 | g)").trials is None


def test_an_outcome_may_be_a_logarithm():
    formula = parse("log(y + 1) ~ x + (1 | g)")
    assert str(formula.outcome) == "log(y + 1)"
    assert formula.columns == ["y", "g", "x"]


def test_offsets_stand_apart_from_terms():
    formula = parse("y ~ x + offset(log(weeks)) + offset(z) + (1 | g)")
    assert [str(each) for each in formula.offsets] == ["log(weeks)", "z"]
    assert formula.variables == ["x", "weeks", "z"]
    assert said(formula)[0] == [ONE, "x"]


@pytest.mark.parametrize(
    "name", ["class", "lambda", "import", "None", "def", "os", "eval"]
)
def test_a_column_may_be_called_like_anything_in_python(name):
    formula = parse(f"`{name}` ~ `{name}2` + (1 | `{name}3`)")
    assert formula.columns == [name, f"{name}3", f"{name}2"]


ATTACKS = [
    "y ~ __import__('os').system('touch ran') + (1 | g)",
    "y ~ `__import__`('os') + (1 | g)",
    "y ~ os.system('touch ran') + (1 | g)",
    "y ~ I(os.system('touch ran')) + (1 | g)",
    "y ~ eval('1') + (1 | g)",
    "y ~ exec('1') + (1 | g)",
    "y ~ open('ran', 'w') + (1 | g)",
    "y ~ (lambda x: x)(x) + (1 | g)",
    "y ~ log(log)(x) + (1 | g)",
    "y ~ log(x)(x) + (1 | g)",
    "y ~ I(x.__class__('a')) + (1 | g)",
    "y ~ np.log(x) + (1 | g)",
    "y ~ x[0] + (1 | g)",
    "y ~ x['a'] + (1 | g)",
    "y ~ log(x, out=y) + (1 | g)",
    "y ~ poly(x, degree=open) + (1 | g)",
    "y ~ bs(x, df=4, knots=x) + (1 | g)",
    "y ~ hsgp(x) + (1 | g)",
    "y ~ C(x, Sum) + (1 | g)",
    "y ~ I('a') + (1 | g)",
    "y ~ I(x == 1) + (1 | g)",
    "y ~ I(x < z) + (1 | g)",
    "y ~ I(x | z) + (1 | g)",
    "y ~ I(x:z) + (1 | g)",
    "eval(y) ~ x + (1 | g)",
    "y ~ x + (1 | eval(g))",
    "y ~ x + (eval(x) | g)",
    "y ~ offset(eval(x)) + (1 | g)",
    "y ~ x; import os + (1 | g)",
    "y ~ x + (1 | g)\n__import__('os')",
    "y ~ x + (1 | g) if x else z",
    "y ~ [x for x in g] + (1 | g)",
    "y ~ {'a': x} + (1 | g)",
    "y ~ f'{x}' + (1 | g)",
    "y ~ @x + (1 | g)",
]


@pytest.mark.parametrize("written", ATTACKS)
def test_nothing_that_is_written_is_run(written, tmp_path, monkeypatch):
    def ran(*arguments, **named):
        raise AssertionError(f"{written} was run")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "system", ran)
    for name in ("eval", "exec", "compile", "open", "__import__"):
        if name not in ("compile", "__import__"):  # of the interpreter's own imports
            monkeypatch.setattr(builtins, name, ran, raising=True)
    parse.cache_clear()
    with pytest.raises(PoolingError):
        parse(written)
    assert not (tmp_path / "ran").exists()


def test_a_name_in_backquotes_may_hold_any_sign():
    assert parse("y ~ `a~b` + (1 | `c|d`)").variables == ["a~b"]


def test_what_looks_like_an_attribute_is_a_column_name():
    assert parse("y ~ x.__class__ + (1 | g)").variables == ["x.__class__"]


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("y ~ x", "has no group term; add one with a bar"),
        ("y ~ x + (g)", "has no group term"),
        ("y + x", 'write one "~"'),
        ("y ~ x ~ z + (1 | g)", 'more than one "~"'),
        ("~ x + (1 | g)", "has no outcome"),
        ("y | rate(n) ~ x + (1 | g)", r"offset\(log\(n\)\)"),
        ("y ~ x + (1 | p | g)", "a group term has one bar"),
        ("y ~ x + 1 | g", "a bar outside parentheses"),
        ("y ~ x + (1, g)", "cannot be read as a formula"),
        ("y ~ x + (1 g)", r'group term with a bar, "\(1 \| group\)"'),
        ("y ~ `a~b` ~ z + (1 | g)", 'more than one "~"'),
        ("y ~ x^2 + (1 | g)", r'write powers as "\*\*", of a number as "I\(x'),
        ("y ~ . + (1 | g)", "cannot be read"),
        ("y ~ _x + (1 | g)", "in backquotes"),
        ("y ~ `a:b` + (1 | g)", '"a:b" has a colon.*rename the column'),
        ("y ~ x + (1 | `a:b`)", '"a:b" has a colon.*rename the column'),
        ("y ~ `x + (1 | g)", "backquote that is not closed"),
        ("y ~ 'x + (1 | g)", "cannot be read"),
        ("y ~ ² + (1 | g)", "cannot be read"),
        ("y ~ I(-x**2) + (1 | g)", "read in two ways"),
        ("y ~ I(x**2**3) + (1 | g)", "read in two ways"),
        ("", "has no outcome"),
        ("~", "has no outcome"),
        ("y ~", "cannot be read"),
        ("1 ~ x + (1 | g)", "the outcome names no column"),
        ("y = z ~ x + (1 | g)", "out of place"),
        ("y ~ x + (x ||| g)", "out of place"),
        ("y ~ . + (1 | g)", "name every column"),
        ("y ~ x +", "it ends too early"),
        ("y ~ (x + (1 | g)", "a parenthesis is not closed"),
        ("y ~ I(x * 1e-9) + (1 | g)", "a number has an exponent; write it out"),
        ("y ~ (lambda: x)() + (1 | g)", 'choose among "center"'),
        ("scale(y) ~ x + (1 | g)", "model the column as it is"),
        ("p(y) ~ x + (1 | g)", "takes successes and trials"),
        ("p(y, log(n)) ~ x + (1 | g)", "columns as they stand"),
        ("p(y, n - y) ~ x + (1 | g)", r"or successes and failures, .p\(y, y \+ failed"),
        ("p(y, y + 1) ~ x + (1 | g)", "columns as they stand"),
        ("y ~ p(y, n) + (1 | g)", r'write "p\(y, n\)" before the ~'),
        ("y ~ y + (1 | g)", 'on both sides of "~"'),
        ("y ~ 0 + (1 | g)", "leaves nothing that the groups share"),
        ("y ~ x + (0 | g)", "without anything that varies"),
        ("y ~ 2 + (1 | g)", '"2" is no column'),
        ("y ~ 2*x + (1 | g)", '"2" is no column'),
        ("y ~ True + (1 | g)", '"True" is no name as it stands; .* `True`'),
        ("y ~ 'x' + (1 | g)", '"x" is no name as it stands; .* `x`'),
        ("y ~ a b + (1 | g)", '"b" is out of place; .* in backquotes, `a b`'),
        (
            "y ~ x**2 + (1 | g)",
            r'"x \*\* 2" among terms is "x" itself; .* "I\(x \*\* 2\)"',
        ),
        ("cbind(y, n) ~ x + (1 | g)", r'write "p\(successes, trials\)'),
        ("y ~ s(x) + (1 | g)", r'"s" is no function .* "bs\(x, df=5\)"'),
        ("y ~ x + (1 | gr(g))", "write the columns of the groups"),
        ("y ~ I(3) + (1 | g)", "names no column"),
        ("y ~ x**z + (1 | g)", "a power of terms is a whole number"),
        ("y ~ foo(x) + (1 | g)", '"foo" is no function that a formula may have'),
        ("y ~ scal(x) + (1 | g)", 'did you mean "scale"'),
        ("y ~ log() + (1 | g)", "takes a column"),
        ("y ~ poly(x, 2.5) + (1 | g)", "whole number from 1 to 10"),
        ("y ~ poly(x, 2, 3) + (1 | g)", "2 arguments at most"),
        ("y ~ poly(x, n=2) + (1 | g)", 'no option "n"'),
        ("y ~ bs(x, df=2) + (1 | g)", '"df" of "bs" is its degree at least, 3'),
        ("y ~ scale(poly(x, 2)) + (1 | g)", "stands by itself"),
        ("y ~ log(factor(x)) + (1 | g)", "stands by itself"),
        ("y ~ factor(x + 1) + (1 | g)", "takes one column"),
        ("y ~ x * offset(z) + (1 | g)", "as a summand of its own"),
        ("y ~ offset(x, z) + (1 | g)", "takes one value"),
        ("y ~ x * (1 | g)", "a group term is a summand of its own"),
        ("y ~ x - (1 | g)", "a group term is a summand of its own"),
        ("y ~ x + (1 | log(g))", "cannot name groups"),
        ("y ~ x + (1 | 1)", "cannot name groups"),
        ("y ~ x + (1 | a) + (1 + x | b)", 'group term "b": only the first group term'),
        (
            "y ~ x + (1 + x | a / b)",
            r'write "\(1 \| a:b\)"',
        ),
        ("y ~ x + (1 + x | g) + (1 + z | g)", "in two group terms"),
        ("y ~ x + (1 | g) + (1 | g)", "in two group terms"),
        ("y ~ " + "(" * 900 + "x" + ")" * 900 + " + (1 | g)", "nested too deep"),
        ("y ~ x" + " + x" * 1000 + " + (1 | g)", "2000 signs at most"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_remedy(written, sentence):
    with pytest.raises(PoolingError, match=sentence) as refused:
        parse(written)
    assert "\n" not in str(refused.value)


PIECES = [
    "y",
    "x",
    "~",
    "+",
    "-",
    "*",
    ":",
    "/",
    "**",
    "(",
    ")",
    "|",
    "||",
    "1",
    "0",
    ",",
]
PIECES += [
    "g",
    "log(",
    "I(",
    "poly(",
    "'",
    "`",
    "{",
    "}",
    "[",
    "]",
    "=",
    "2",
    "offset(",
    "@",
]


@given(st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join))
@example("y ~ x + (1 | g)")
def test_any_text_is_a_formula_or_refused(written):
    try:
        formula = parse(written)
    except PoolingError:
        return
    assert formula.population
    assert formula.varying
    assert formula.grouping


@given(st.text(max_size=30))
def test_any_signs_are_a_formula_or_refused(written):
    for text in (written, f"y ~ {written} + (1 | g)", f"{written} ~ x + (1 | g)"):
        try:
            assert parse(text).grouping
        except PoolingError:
            continue
