// Shrinkage by maximum likelihood: given kappa the estimates are known in closed form.
"use strict";
play.kinds.likelihood = {
  show({ data, plots, number, value }) {
    const [rows, below] = plots;
    const { filled, make, maths, written } = play;
    const { y, n, omega } = data;
    // The best pi of each group for a kappa, and the logarithm of their joint likelihood.
    const best = (kappa) => y.map((own, i) => (own + (kappa - 2) * omega) / (n[i] + kappa - 2));
    const power = (base, exponent) => (exponent === 0 ? 0 : exponent * Math.log(base));
    const height = (kappa) => {
      const [a, b] = play.coins.shapes(omega, kappa);
      const terms = best(kappa).map(
        (pi, i) => power(pi, y[i] + a - 1) + power(1 - pi, n[i] - y[i] + b - 1) - maths.logBeta(a, b),
      );
      return terms.reduce((sum, term) => sum + term, 0) / Math.LN10;
    };
    const kappa = value("kappa");
    const estimates = best(kappa);
    rows.upright(omega, "level centre");
    estimates.forEach((pi, i) => {
      if (n[i]) {
        rows.way(y[i] / n[i], pi, i, "way");
        rows.dot(y[i] / n[i], i, "dot raw");
      }
      rows.dot(pi, i, "dot");
    });
    const { numbers } = data.controls[0];
    below.curve(numbers, numbers.map(height), "curve");
    below.level(data.best, "level population");
    below.upright(kappa, "level own");
    below.dot(kappa, height(kappa), "dot followed");
    const log = height(kappa);
    const exponent = Math.floor(log);
    const digits = written(10 ** (log - exponent), 2, data).textContent;
    const times = 10 ** (log - data.best);
    return filled(data.said, {
      height: make("data", { value: log }, `${digits}\u202f×\u202f10`, make("sup", {}, String(exponent).replace("-", "\u2212"))),
      times: written(times, times < 0.1 ? 4 : 2, data),
      low: number(Math.min(...estimates)),
      high: number(Math.max(...estimates)),
    });
  },
};
