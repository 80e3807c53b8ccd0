"""Exact answers of a table that is too large to make: its sums are simulated.

``python -m benchmarks.billion`` draws what 1e9 rows of means in 1e5 groups come to (the mean
of a group's rows is normal, their squares around it are chi-squared), computes the exact
answers of all models from it, and says what they took and how far they are from what was
simulated, in posterior sds.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time

import numpy as np
from pooling import exact
from pooling.basics.long_tables import Column
from pooling.model import families, priors
from pooling.model.sums import Sums

from benchmarks.tables import MU, SIGMA, SIGMA_ALPHA

FAMILY = "means"
TRUTH = {"mu_alpha": MU, "sigma_alpha": SIGMA_ALPHA, "sigma": SIGMA}


def simulated(rows: int, groups: int, seed: int = 1) -> Sums:
    """Draw the sums of a table of means, without its rows."""
    rng = np.random.default_rng(seed)
    sizes = 1 + rng.multinomial(rows - groups, np.full(groups, 1 / groups))
    alpha = rng.normal(MU, SIGMA_ALPHA, groups)
    height = rng.normal(alpha, SIGMA / np.sqrt(sizes))
    residual = np.zeros(groups)
    several = sizes > 1
    residual[several] = SIGMA**2 * rng.chisquare(sizes[several] - 1)
    root = np.sqrt(sizes)
    return Sums(
        root=root[np.newaxis, np.newaxis],
        along=(root * height)[np.newaxis],
        fit=height[np.newaxis],
        residual=residual,
        within=float(residual.sum()),
        sizes=sizes,
        level=np.ones((1, groups)),
        height=height,
        least=height - 6 * SIGMA,
        largest=height + 6 * SIGMA,
    )


def answers(sums: Sums) -> dict[str, tuple[float, dict]]:
    """Give the CPU seconds of each model's exact answer, and mean and sd of its numbers."""
    family, found = families.get(FAMILY), {}
    data, resolved, _ = family.of_sums(sums, {}, {})
    data["y"] = Column("no table", "y", sums.n)  # which nobody reads
    for model, declared in family.MODELS.items():
        given = data | priors.stan_data(resolved[model]) | declared.switches
        given |= {"prior_only": 0, "per_observation": 0}
        start = time.process_time()
        answer = exact.posterior(
            FAMILY, model, given, families.numbered(FAMILY, model, given)
        )
        spent = time.process_time() - start
        numbers = dict(
            zip(answer.labels, zip(answer.mean, answer.sd, strict=True), strict=True)
        )
        found[model] = spent, numbers
    return found


def main(arguments: list[str] | None = None) -> int:
    """Simulate, compute and say; 1 where an answer is far from what was simulated."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.billion", description=__doc__
    )
    parser.add_argument("--rows", type=int, default=10**9)
    parser.add_argument("--groups", type=int, default=10**5)
    chosen = parser.parse_args(arguments)
    found, far = answers(simulated(chosen.rows, chosen.groups)), 0.0
    for model, (seconds, _) in found.items():
        print(f"{model}: {seconds:.1f} CPU s")
    for name, (mean, sd) in found["partial_pooling"][1].items():
        if name in TRUTH:
            away = (mean - TRUTH[name]) / sd
            far = max(far, abs(away))
            print(
                f"{name}: {mean:.6f}, sd {sd:.2g}, {away:+.1f} sds from {TRUTH[name]:g}"
            )
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"at most {memory:.2f} GB")
    return int(far > 5)


if __name__ == "__main__":
    sys.exit(main())
