// Tables like this one, simulated again from the population that was fitted.
"use strict";
play.again = (() => {
  const { logistic, random, shares } = play.maths;
  const NODES = 401;
  const REACH = 8; // standard deviations
  const Z = Array.from({ length: NODES }, (_, i) => REACH * ((2 * i) / (NODES - 1) - 1));

  // Expected probability of a group, given its counts and the population: a quadrature
  // over its log odds, kept for counts that come again.
  function pooling(mu, sigma) {
    const alphas = Z.map((z) => mu + sigma * z);
    const logs = alphas.map((alpha) => [-Math.log1p(Math.exp(-alpha)), -Math.log1p(Math.exp(alpha))]);
    const known = new Map();
    return (y, n) => {
      const name = `${y}/${n}`;
      if (!known.has(name)) {
        const weights = shares(logs.map(([yes, no], i) => y * yes + (n - y) * no - Z[i] ** 2 / 2));
        known.set(name, weights.reduce((sum, weight, i) => sum + weight * logistic(alphas[i]), 0));
      }
      return known.get(name);
    };
  }

  function simulation({ mu, sigma, sizes, units }, seed) {
    const draw = random(seed);
    const pooled = pooling(mu, sigma);
    const zeros = () => sizes.map(() => 0);
    const found = { tables: 0, closer: 0, raw: zeros(), pooled: zeros(), latest: [] };
    found.more = () => {
      found.tables += 1;
      found.latest = sizes.flatMap((n, at) =>
        Array.from({ length: units[at] }, () => {
          const p = logistic(mu + sigma * draw.normal());
          const y = draw.binomial(n, p);
          const group = { at, raw: Math.abs(y / n - p), pooled: Math.abs(pooled(y, n) - p) };
          found.raw[at] += group.raw;
          found.pooled[at] += group.pooled;
          found.closer += group.pooled < group.raw;
          return group;
        }),
      );
    };
    found.more();
    return found;
  }

  return { pooling, simulation };
})();

play.kinds.again = {
  // A single table may say anything, so that many are there from the start.
  start(widget) {
    widget.seed = 1;
    widget.run = play.again.simulation(widget.data, widget.seed);
    this.press(widget, "many");
    widget.show();
  },

  press(widget, name) {
    const { tables } = widget.data.controls.find((control) => control.name === name);
    if (tables === undefined) widget.run = play.again.simulation(widget.data, ++widget.seed);
    for (let i = 0; i < (tables || 0); i++) widget.run.more();
  },

  prepare({ data, panels, run }) {
    if (!run) return;
    const errors = run.latest.flatMap(({ raw, pooled }) => [raw, pooled]);
    play.plot.upTo(panels[0].axes.y, Math.max(...errors), data);
  },

  show({ data, plots, number, run }) {
    if (!run) return [];
    const [plot] = plots;
    const { filled, make } = play;
    const seen = data.sizes.map(() => 0); // groups of each size that have a dot
    for (const { at, raw, pooled } of run.latest) {
      // Groups of one size stand side by side.
      const place = data.sizes[at] * (0.93 + (0.14 * (seen[at]++ + 0.5)) / data.units[at]);
      plot.dot(place, raw, "dot raw");
      plot.dot(place, pooled, "dot");
    }
    data.sizes.forEach((size, at) => {
      const mean = (sums) => sums[at] / (run.tables * data.units[at]);
      plot.way(0.9 * size, 1.1 * size, mean(run.raw), "curve raw");
      plot.way(0.9 * size, 1.1 * size, mean(run.pooled), "curve");
    });
    const all = run.tables * run.latest.length;
    const total = (sums) => number(sums.reduce((sum, each) => sum + each, 0) / all);
    const count = (value) => make("data", { value }, String(value));
    return filled(data.said, {
      closer: count(run.latest.filter(({ raw, pooled }) => pooled < raw).length),
      units: count(run.latest.length),
      tables: count(run.tables),
      share: play.percent(run.closer / all, data),
      pooled: total(run.pooled),
      raw: total(run.raw),
    });
  },
};
