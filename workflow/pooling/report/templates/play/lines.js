// Lines of groups given the standard deviations: normal theory with two coefficients.
"use strict";
play.lines = (() => {
  // Matrices of two rows as [[a, b], [c, d]], vectors as [a, b].
  const times = (m, v) => m.map(([a, b]) => a * v[0] + b * v[1]);
  const product = (m, n) => m.map(([a, b]) => [a * n[0][0] + b * n[1][0], a * n[0][1] + b * n[1][1]]);
  const plus = (m, n) => m.map((row, i) => row.map((each, j) => each + n[i][j]));
  const one = [[1, 0], [0, 1]];
  const inverse = ([[a, b], [c, d]]) => {
    const size = a * d - b * c;
    return [[d / size, -b / size], [-c / size, a / size]];
  };

  // Cross products of each group's rows with (1, x) and with y.
  function summed({ x, y, group }) {
    const groups = Array.from({ length: Math.max(...group) + 1 }, () => ({
      square: [[0, 0], [0, 0]],
      with_y: [0, 0],
    }));
    x.forEach((at, i) => {
      const { square, with_y } = groups[group[i]];
      [1, at].forEach((p, row) => {
        [1, at].forEach((q, column) => (square[row][column] += p * q));
        with_y[row] += p * y[i];
      });
    });
    return groups;
  }

  // Posterior means of the population's line and of each group's. With A = X'X / sigma^2
  // and b = X'y / sigma^2, a group tells of mu with the precision (I + A S)^-1 A; no
  // standard deviation is divided by, so any may be 0.
  function given(groups, { sigma, sigma_alpha, sigma_beta, rho }, prior) {
    const both = rho * sigma_alpha * sigma_beta;
    const spread = [[sigma_alpha ** 2, both], [both, sigma_beta ** 2]];
    let precision = [[prior.sd[0] ** -2, 0], [0, prior.sd[1] ** -2]];
    let pull = times(precision, prior.mean);
    const parts = groups.map(({ square, with_y }) => {
      const information = square.map((row) => row.map((each) => each / sigma ** 2));
      const left = inverse(plus(one, product(information, spread)));
      const told = with_y.map((each) => each / sigma ** 2);
      precision = plus(precision, product(left, information));
      pull = pull.map((each, i) => each + times(left, told)[i]);
      return { information, left, told };
    });
    const mu = times(inverse(precision), pull);
    const lines = parts.map(({ information, left, told }) => {
      const away = times(information, mu).map((each, i) => told[i] - each);
      return times(spread, times(left, away)).map((each, i) => each + mu[i]);
    });
    return { mu, lines };
  }

  // Correlation of slopes and intercepts, when these are read further along.
  function correlation({ sigma_alpha, sigma_beta, rho }, further) {
    const both = rho * sigma_alpha * sigma_beta + further * sigma_beta ** 2;
    const variance = sigma_alpha ** 2 + 2 * further * rho * sigma_alpha * sigma_beta + (further * sigma_beta) ** 2;
    return both / (sigma_beta * Math.sqrt(variance));
  }

  return { summed, given, correlation };
})();

play.kinds.lines = {
  start(widget) {
    widget.groups = play.lines.summed(widget.data);
    widget.show();
  },

  show({ data, plots, panels, number, value, words, chosen, groups }) {
    if (!groups) return [];
    const [plot, below] = plots;
    const { filled, lines } = play;
    const scales = { ...data.scales, sigma_beta: value("beta") };
    const found = lines.given(groups, scales, data.prior);
    const { x, y } = panels[0].axes;
    // A line, as far as it lies between the ends of both axes.
    const line = ([intercept, slope], mark) => {
      const crossed = [y.low, y.high].map((end) => (end - data.level - intercept) / slope + data.at);
      const [from, to] = slope ? crossed.sort((a, b) => a - b) : [-Infinity, Infinity];
      const ends = [Math.max(x.low, from), Math.min(x.high, to)];
      if (ends[0] >= ends[1]) return;
      plot.curve(ends, ends.map((at) => data.level + intercept + slope * (at - data.at)), mark);
    };
    data.x.forEach((at, i) => plot.dot(at + data.at, data.y[i] + data.level, "dot row"));
    found.lines.forEach((each) => line(each, "curve thin"));
    line(found.mu, "curve population");
    const further = value("centre");
    [plot, below].forEach((each) => each.upright(further + data.at, "level own"));
    const middle = number(found.mu[1]);
    if (!scales.sigma_beta) return filled(data.alike, { middle });
    const steps = Array.from({ length: 101 }, (_, i) => x.low + ((x.high - x.low) * i) / 100);
    below.curve(steps, steps.map((at) => lines.correlation(scales, at - data.at)), "curve");
    const rho = lines.correlation(scales, further);
    below.dot(further + data.at, rho, "dot followed");
    const slopes = found.lines.map(([, slope]) => slope);
    return filled(data.said, {
      low: number(Math.min(...slopes)),
      high: number(Math.max(...slopes)),
      middle,
      centre: words.centre[chosen.centre],
      rho: play.written(rho, 2, data),
    });
  },
};
