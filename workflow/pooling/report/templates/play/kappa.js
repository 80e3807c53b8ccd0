// Several coins of one factory: kappa moves, and of two coins what was seen of each, so
// that one is seen to move the other.
"use strict";
play.kinds.kappa = {
  prepare(widget) {
    const { data, chosen, value, panels } = widget;
    const { coins } = play;
    const own = data.y.map((y, i) => ({ y, n: data.n[i] }));
    const now = data.moves ? own.map((_, i) => ({ y: value(`y${i}`), n: value(`n${i}`) })) : own;
    const curves = (seen, kappa) => {
      const { omega, given } = coins.posterior(seen, kappa, data.a, data.b);
      const shown = seen.slice(0, data.names.length - 1).map((coin) => {
        const { density, ...found } = given(coin);
        return { ...found, at: coins.POINTS, heights: density() };
      });
      return [omega, ...shown];
    };
    const moved = data.controls.some(({ name, start }) => chosen[name] !== start);
    widget.now = { coins: now, curves: curves(now, value("kappa")) };
    // Where the analysis itself stands stays to be seen.
    widget.own = widget.own || curves(own, data.kappa);
    widget.before = moved ? widget.own : [];
    const all = [...widget.now.curves, ...widget.before];
    play.plot.upTo(panels[0].axes.y, Math.max(...all.map(({ heights }) => Math.max(...heights))), data);
  },

  show({ data, plots, number, now, before }) {
    const [plot] = plots;
    const { filled } = play;
    const draw = (curves, more) =>
      curves.forEach(({ at, heights }, i) => plot.curve(at, heights, `curve c${i}${more}`));
    draw(before, " ghost");
    draw(now.curves, "");
    const said = [];
    now.curves.forEach(({ mean }, i) => {
      const gaps = { name: data.names[i], mean: number(mean) };
      const coin = i ? now.coins[i - 1] : { n: 0 };
      if (coin.n) {
        plot.seen(coin.y / coin.n, `seen c${i}`);
        gaps.seen = number(coin.y / coin.n);
      }
      if (said.length) said.push("; ");
      said.push(...filled(coin.n ? data.said.seen : data.said.unseen, gaps));
      if (before.length) said.push(...filled(data.said.was, { was: number(before[i].mean) }));
    });
    return [...said, "."];
  },
};
