// What the widgets compute with: gamma functions, integrals, random numbers.
"use strict";
play.maths = (() => {
  // Stirling's series, from where it has all digits of a double.
  const FROM = 12;
  const TERMS = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188];
  function logGamma(x) {
    let shift = 0;
    for (; x < FROM; x++) shift += Math.log(x);
    const series = TERMS.reduceRight((sum, term) => sum / (x * x) + term, 0) / x;
    return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series - shift;
  }
  const logBeta = (a, b) => logGamma(a) + logGamma(b) - logGamma(a + b);

  // Density of a beta distribution; a factor x^0 is 1, also where x is 0.
  const power = (x, exponent) => (exponent === 0 ? 0 : exponent * Math.log(x));
  function beta(a, b) {
    const constant = logBeta(a, b);
    return (x) => Math.exp(power(x, a - 1) + power(1 - x, b - 1) - constant);
  }

  const logistic = (t) => 1 / (1 + Math.exp(-t));

  // Nodes between 0 and 1 that crowd towards both ends, and the logarithms of x, 1 - x
  // and dx: x = logistic(2 sinh t), as in the exact posteriors of the program.
  function unitNodes(count = 301, reach = 3.2) {
    return Array.from({ length: count }, (_, i) => {
      const t = reach * ((2 * i) / (count - 1) - 1);
      const logit = 2 * Math.sinh(t);
      const logX = -Math.log1p(Math.exp(-logit));
      const logRest = -Math.log1p(Math.exp(logit));
      return { x: Math.exp(logX), logX, logRest, logSlope: logX + logRest + Math.log(2 * Math.cosh(t)) };
    });
  }

  // Logarithms of weights -> weights that sum to 1.
  function shares(logs) {
    const most = logs.reduce((a, b) => Math.max(a, b));
    const weights = logs.map((each) => Math.exp(each - most));
    const sum = weights.reduce((a, b) => a + b);
    return weights.map((each) => each / sum);
  }

  function moments(weights, values, variances) {
    let mean = 0;
    let second = 0;
    weights.forEach((weight, i) => {
      mean += weight * values[i];
      second += weight * (values[i] ** 2 + (variances ? variances[i] : 0));
    });
    return { mean, sd: Math.sqrt(Math.max(0, second - mean ** 2)) };
  }

  // Random numbers that a seed repeats: a Weyl sequence whose bits are mixed twice.
  function random(seed) {
    let state = seed >>> 0;
    const uniform = () => {
      state = (state + 0x9e3779b9) >>> 0;
      let z = state;
      z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
      z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
      return ((z ^ (z >>> 16)) >>> 0) / 2 ** 32;
    };
    return {
      uniform,
      normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
      binomial(n, p) {
        let count = 0;
        for (let i = 0; i < n; i++) count += uniform() < p;
        return count;
      },
    };
  }

  return { logGamma, logBeta, beta, logistic, unitNodes, shares, moments, random };
})();
