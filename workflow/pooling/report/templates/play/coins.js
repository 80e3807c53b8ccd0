// Coins of one factory, exactly: given omega each pi is beta distributed, and omega is
// summed over nodes.
"use strict";
play.coins = (() => {
  const { beta, logBeta, unitNodes, shares, moments } = play.maths;
  const NODES = unitNodes();
  const FINE = 201; // points of a density
  const POINTS = Float64Array.from({ length: FINE }, (_, i) => i / (FINE - 1));
  const INNER = POINTS.slice(1, -1); // without 0 and 1
  const LOGS = [INNER.map((x) => Math.log(x)), INNER.map((x) => Math.log1p(-x))];

  // Shapes of pi given omega and what was seen.
  const shapes = (omega, kappa, y = 0, n = 0) => [
    omega * (kappa - 2) + 1 + y,
    (1 - omega) * (kappa - 2) + 1 + n - y,
  ];

  // Posterior of omega and of each pi; coins is a list of {y, n}, of which none is the prior.
  function posterior(coins, kappa, a, b) {
    const logs = NODES.map(({ x, logX, logRest, logSlope }) => {
      let sum = (a - 1) * logX + (b - 1) * logRest + logSlope;
      const none = logBeta(...shapes(x, kappa));
      for (const { y, n } of coins) sum += logBeta(...shapes(x, kappa, y, n)) - none;
      return sum;
    });
    const weights = shares(logs);
    const omegas = NODES.map(({ x }) => x);
    const step = NODES.map(({ logSlope }) => Math.exp(logSlope));
    const middle = NODES.length >> 1;
    const width = (NODES[middle + 1].x - NODES[middle].x) / step[middle];
    // Only nodes that weigh anything are summed for the densities of pi.
    const heavy = weights.flatMap((weight, i) => (weight > 1e-9 ? [[omegas[i], weight]] : []));
    const given = ({ y, n }) => {
      const pairs = omegas.map((x) => shapes(x, kappa, y, n));
      const means = pairs.map(([p, q]) => p / (p + q));
      const variances = pairs.map(([p, q]) => (p * q) / ((p + q) ** 2 * (p + q + 1)));
      return {
        ...moments(weights, means, variances),
        // At POINTS; with the logarithms at hand, as this is most of the work.
        density() {
          const found = new Float64Array(FINE);
          for (const [omega, weight] of heavy) {
            const [p, q] = shapes(omega, kappa, y, n);
            const constant = logBeta(p, q) - Math.log(weight);
            for (let i = 0; i < FINE - 2; i++) {
              found[i + 1] += Math.exp((p - 1) * LOGS[0][i] + (q - 1) * LOGS[1][i] - constant);
            }
            const ends = beta(p, q);
            found[0] += weight * ends(0);
            found[FINE - 1] += weight * ends(1);
          }
          return found;
        },
      };
    };
    return {
      omega: {
        ...moments(weights, omegas),
        at: omegas,
        heights: weights.map((weight, i) => weight / (step[i] * width)),
      },
      given,
    };
  }

  return { shapes, posterior, POINTS };
})();
