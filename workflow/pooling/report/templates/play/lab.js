// The coin laboratory: prior, likelihood and posterior over the plane of pi and omega,
// with their margins, and what is left of the posterior along one omega.
"use strict";
play.kinds.lab = {
  show({ data, chosen, plots, number, value }) {
    const { coins, filled, maths } = play;
    const [prior, likelihood, posterior, slice] = plots;
    const seen = data.y.map((_, i) => ({ y: value(`y${i}`), n: value(`n${i}`) }));
    const place = data.y.length > 1 ? chosen.shown : 0;
    const coin = seen[place];
    const others = seen.filter((_, i) => i !== place);
    const [kappa, a, b, omega] = ["kappa", "a", "b", "slice"].map(value);
    const points = coins.POINTS;

    const before = coins.posterior([], kappa, a, b);
    const after = coins.posterior(seen, kappa, a, b);
    const before_pi = before.given({ y: 0, n: 0 }).density();
    const after_pi = after.given(coin).density();
    const own = maths.beta(coin.y + 1, coin.n - coin.y + 1); // the likelihood, as a density
    // What another coin says of omega, its pi summed up.
    const through = (at) => {
      const none = maths.logBeta(...coins.shapes(at, kappa));
      return others.reduce((sum, { y, n }) => sum + maths.logBeta(...coins.shapes(at, kappa, y, n)) - none, 0);
    };
    // Logarithm of a power of pi, of 1 - pi and of what depends on omega alone.
    const plane = (shapes, height) => (xs) => {
      const logs = [xs.map((x) => Math.log(x)), xs.map((x) => Math.log1p(-x))];
      return (at) => {
        const [p, q] = shapes(at);
        const constant = height(at);
        return xs.map((_, i) => (p - 1) * logs[0][i] + (q - 1) * logs[1][i] + constant);
      };
    };
    const before_at = (at) => Math.log(maths.beta(a, b)(at)) - maths.logBeta(...coins.shapes(at, kappa));
    prior.heat(plane((at) => coins.shapes(at, kappa), before_at), "prior");
    likelihood.heat(plane(() => [coin.y + 1, coin.n - coin.y + 1], through), "data");
    const after_at = (at) => before_at(at) + through(at);
    posterior.heat(plane((at) => coins.shapes(at, kappa, coin.y, coin.n), after_at), "posterior");
    prior.above(points, before_pi, "curve prior");
    prior.beside(before.omega.at, before.omega.heights, "curve prior");
    likelihood.above(points, points.map(own), "curve data");
    const logs = points.map(through);
    const top = Math.max(...logs);
    likelihood.beside(points, logs.map((log) => Math.exp(log - top)), "curve data");
    posterior.above(points, after_pi, "curve posterior");
    posterior.beside(after.omega.at, after.omega.heights, "curve posterior");
    [prior, likelihood, posterior].forEach((plot) => plot.level(omega, "slice"));

    // Along the line: densities of pi given this omega, as high as the highest of them.
    const known = coins.shapes(omega, kappa, coin.y, coin.n);
    const curves = [
      [points.map(maths.beta(...coins.shapes(omega, kappa))), "curve prior"],
      [points.map(own), "curve data"],
      [after_pi, "curve posterior whole"],
      [points.map(maths.beta(...known)), "curve posterior"],
    ];
    const finite = curves.flatMap(([heights]) => [...heights]).filter(Number.isFinite);
    const most = Math.max(...finite);
    for (const [heights, mark] of curves) {
      slice.curve(points, heights.map((each) => Math.min(1, each / most)), mark);
    }
    if (coin.n) slice.seen(coin.y / coin.n, "seen");
    const pi = after.given(coin);
    return filled(data.said, {
      pi: number(pi.mean),
      pi_sd: number(pi.sd),
      omega: number(after.omega.mean),
      omega_sd: number(after.omega.sd),
      slice: number(omega),
      given: number(known[0] / (known[0] + known[1])),
    });
  },

  // The line is also drawn up and down with the pointer.
  start(widget) {
    const { numbers } = widget.data.controls.find(({ name }) => name === "slice");
    widget.panels.slice(0, 3).forEach((panel) => {
      const { svg } = panel;
      svg.classList.add("drawn");
      const follow = (event) => {
        const box = svg.getBoundingClientRect();
        const omega = panel.plot.y.value(event.clientY - box.top);
        const away = numbers.map((each) => Math.abs(each - omega));
        widget.move("slice", away.indexOf(Math.min(...away)));
      };
      svg.addEventListener("pointerdown", (event) => {
        svg.setPointerCapture(event.pointerId);
        follow(event);
      });
      svg.addEventListener("pointermove", (event) => {
        if (svg.hasPointerCapture(event.pointerId)) follow(event);
      });
    });
  },
};
