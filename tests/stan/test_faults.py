"""Faults that are planted, and seen; the right programs beside them stay green.

A fault is planted through the data of a right program, or in a copy of a program.
The fit is then judged as the workflow judges it: by the exact posterior and by the
stated density of the data without the fault.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import programs
import pytest
from pooling.checks import agreement, diagnostics
from pooling.exact.answer import answer
from pooling.model import families
from pooling.run import config
from pooling.sampling import draws, executables, fitting
from pooling.table import preparation
from programs import PROGRAMS, text_of

SETTINGS = {"chains": 4, "warmup": 300, "draws": 500, "adapt_delta": 0.95}
LABELS = ["1", "2", "3"]
FITS = len(PROGRAMS)


@pytest.fixture(scope="session")
def sampled():
    """Sample an executable on data."""

    def fit(path, data, family, model):
        return fitting.fit(
            path,
            data,
            parameters=families.get(family).MODELS[model].parameters,
            labels={"group": LABELS},
            column="unit",
            seed=11,
            sampling=SETTINGS,
            cores=2,
            family=family,
        )

    return fit


def verdict(family, model, data, tree, exact=None) -> dict:
    """Judge draws by the exact posterior and the stated density of the right data."""
    names = [item.name for item in families.get(family).MODELS[model].parameters]
    labels, values = draws.by_name(tree["posterior"].to_dataset(), names)
    errors = diagnostics.summarise(labels, values)
    return agreement.examine(
        family,
        model,
        data=data,
        posterior={name: tree["posterior"][name].values for name in names},
        lp=tree["sample_stats"]["lp"].values,
        errors=errors.set_index("parameter"),
        exact=programs.right_answer(family, model) if exact is None else exact,
        fits=FITS,
    )[1]


@pytest.mark.parametrize(
    ("family", "model", "centred"),
    [(*program, 0) for program in PROGRAMS]
    + [(family, "partial_pooling", 1) for family in ("means", "lines", "rates")],
)
def test_the_right_program_agrees(executable, sampled, family, model, centred):
    data = programs.data_of(family, model, centred=centred)
    found = verdict(
        family, model, data, sampled(executable(family, model), data, family, model)
    )
    assert found["verdict"] == "agrees", found
    # A thousandth of what is allowed: what is allowed is not rounding.
    assert found["density"]["largest_deviation"] < 1e-9


@dataclass(frozen=True)
class Fault:
    """What is wrong, in which program, and whether its moments show it."""

    family: str
    model: str
    what: str
    plant: Callable
    moments: bool = True

    def __str__(self):
        return f"{self.family}-{self.model}-{self.what}".replace(" ", "_")


def changed(**values):
    """Plant other values in the data; a function makes one from the right one."""

    def plant(data):
        return data | {
            key: value(data[key]) if callable(value) else value
            for key, value in values.items()
        }

    return plant


def exchanged(one, other):
    """Plant two values in each other's place."""
    return lambda data: data | {one: data[other], other: data[one]}


def shifted(group):
    """Move every observation to the next group."""
    return [index % max(group) + 1 for index in group]


IN_DATA = [
    Fault(
        "means",
        "complete_pooling",
        "a precision for an sd",
        changed(prior_alpha_sd=lambda sd: 1 / sd**2),
    ),
    Fault("means", "no_pooling", "shifted groups", changed(group=shifted)),
    Fault(
        "means",
        "regularised",
        "a variance for an sd",
        changed(prior_alpha_sd=lambda sd: sd**2),
    ),
    Fault(
        "means",
        "partial_pooling",
        "a mean for a rate",
        changed(prior_sigma_rate=lambda rate: 1 / rate),
    ),
    Fault(
        "lines",
        "complete_pooling",
        "x not centred",
        changed(x=lambda x: [value + 1 for value in x]),
    ),
    Fault("lines", "no_pooling", "shifted groups", changed(group=shifted)),
    Fault(
        "lines",
        "partial_pooling",
        "exchanged rates",
        exchanged("prior_sigma_alpha_rate", "prior_sigma_beta_rate"),
    ),
    Fault(
        "rates",
        "complete_pooling",
        "trials off by one",
        changed(N=lambda n: [value + 1 for value in n]),
    ),
    Fault(
        "rates",
        "no_pooling",
        "a variance for an sd",
        changed(prior_alpha_sd=lambda sd: sd**2),
    ),
    Fault(
        "rates",
        "partial_pooling",
        "trials off by one",
        changed(N=lambda n: [value + 1 for value in n]),
    ),
    Fault(
        "coins",
        "fixed_mode",
        "kappa off by two",
        changed(kappa=lambda kappa: kappa + 2),
    ),
    Fault(
        "coins",
        "partial_pooling",
        "exchanged shapes",
        exchanged("prior_omega_a", "prior_omega_b"),
    ),
    Fault(
        "coins",
        "learned_kappa",
        "exchanged shape and rate",
        exchanged("prior_kappa_shape", "prior_kappa_rate"),
    ),
]


@pytest.mark.parametrize("fault", IN_DATA, ids=str)
def test_a_fault_in_the_data_is_caught(executable, sampled, fault):
    right = programs.data_of(fault.family, fault.model)
    wrong = fault.plant(right)
    assert wrong != right
    tree = sampled(
        executable(fault.family, fault.model), wrong, fault.family, fault.model
    )
    found = verdict(fault.family, fault.model, right, tree)
    assert found["verdict"] == "disagrees"
    assert not found["density"]["passed"]
    assert found["largest_z"] > found["threshold"], found


def replaced(old, new):
    """Plant another line in a copy of a program."""

    def plant(text):
        assert text.count(old) == 1
        return text.replace(old, new)

    return plant


def without_jacobian(text):
    """Sample log sigma under the prior of sigma, and forget the Jacobian."""
    text = replaced(
        "  real<lower=0> sigma; // sd of the observations\n}\n",
        "  real log_sigma;\n}\ntransformed parameters {\n"
        "  real sigma = exp(log_sigma);\n}\n",
    )(text)
    assert "target" not in text
    return text


IN_PROGRAMS = [
    Fault("means", "complete_pooling", "a lost Jacobian", without_jacobian),
    Fault(
        "rates",
        "partial_pooling",
        "a missing prior",
        replaced("  sigma_alpha ~ exponential(prior_sigma_alpha_rate);\n", ""),
    ),
    Fault(
        "lines",
        "partial_pooling",
        "a correlation that inflates the slopes",
        replaced("+ L[2, 2] * z_beta)", "+ z_beta)"),
        moments=False,
    ),
    Fault(
        "coins",
        "partial_pooling",
        "a mean for a mode",
        replaced(
            "a = omega * (kappa - 2) + 1;\n"
            "  real<lower=0> b = (1 - omega) * (kappa - 2) + 1;",
            "a = omega * kappa;\n  real<lower=0> b = (1 - omega) * kappa;",
        ),
    ),
    Fault(
        "coins",
        "learned_kappa",
        "a prior of kappa for that of kappa less 2",
        replaced(
            "prior_kappa_shape * log_above",
            "(prior_kappa_shape - 1) * log(kappa) + log_above",
        ),
    ),
]


@pytest.fixture
def spoilt(cmdstan, root, tmp_path):
    """Compile a copy of a program with a fault; it is kept with the others."""

    def path(fault):
        copy = tmp_path / f"{fault.model}.stan"
        copy.write_text(fault.plant(text_of(fault.family, fault.model)))
        store = root / "build" / "executables"
        return executables.check_executable(
            executables.compile_program(copy, cmdstan, store)
        )

    return path


@pytest.mark.parametrize("fault", IN_PROGRAMS, ids=str)
def test_a_fault_in_a_program_is_caught(spoilt, sampled, fault):
    data = programs.data_of(fault.family, fault.model)
    found = verdict(
        fault.family,
        fault.model,
        data,
        sampled(spoilt(fault), data, fault.family, fault.model),
    )
    assert found["verdict"] == "disagrees"
    assert not found["density"]["passed"]
    assert found["largest_z"] > found["threshold"] or not fault.moments, found


def test_a_prior_five_times_too_wide_is_seen_by_the_density_alone(
    root, lecture, executable, tmp_path
):
    """On the radon of Minnesota it moves nothing that draws could show."""
    settings = config.load(lecture, root)
    own = settings.analyses["radon"]
    prepared, facts = str(tmp_path / "prepared.parquet"), str(tmp_path / "prepared.json")
    preparation.prepare_table(
        own.family,
        own.preparation,
        source=str(root / own.data),
        prepared=prepared,
        facts=facts,
    )
    path = str(tmp_path / "stan_data.json")
    priors = settings.priors_of("radon", "complete_pooling")
    preparation.write_stan_data(
        own.family,
        "complete_pooling",
        given=priors,
        options=own.options,
        prepared=prepared,
        facts=facts,
        output=path,
    )
    right = json.loads((tmp_path / "stan_data.json").read_text())
    wrong = changed(prior_alpha_sd=lambda sd: 5 * sd)(right)
    program = executable(own.family, "complete_pooling")
    tree = fitting.fit(
        program,
        wrong,
        parameters=families.get(own.family).MODELS["complete_pooling"].parameters,
        labels={"group": ["all"]},
        column="county",
        seed=3,
        sampling=SETTINGS,
        cores=2,
        family=own.family,
    )
    exact = answer(own.family, "complete_pooling", data=right, labels={"group": ["all"]})[
        0
    ]
    exact = exact.set_index("parameter")
    found = verdict(own.family, "complete_pooling", right, tree, exact)
    assert found["verdict"] == "disagrees"
    assert not found["density"]["passed"]
    assert found["largest_z"] < found["threshold"]


def test_draws_of_the_workflows_file_are_judged_alike(executable, sampled, tmp_path):
    """Nothing that the judgement needs is lost in the file."""
    data = programs.data_of("means", "regularised")
    tree = sampled(executable("means", "regularised"), data, "means", "regularised")
    draws.write(tmp_path / "posterior.nc", tree)
    names = ["alpha", "sigma"]
    posterior = draws.arrays(tmp_path / "posterior.nc", "posterior", names)
    lp = draws.arrays(tmp_path / "posterior.nc", "sample_stats", ["lp"])["lp"]
    for name, values in posterior.items():
        np.testing.assert_allclose(values, tree["posterior"][name].values, rtol=1e-11)
    np.testing.assert_allclose(lp, tree["sample_stats"]["lp"].values, rtol=1e-11)
    found = agreement.density_deviation(
        "means", "regularised", data=data, posterior=posterior, lp=lp
    )
    assert found["passed"]
