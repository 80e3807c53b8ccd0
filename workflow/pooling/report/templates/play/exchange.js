// A group is picked: its kind moves the guess, unless the kinds are dealt out again.
"use strict";
play.exchange = (() => {
  function moments(values) {
    const mean = values.reduce((sum, each) => sum + each, 0) / values.length;
    const variance = values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / values.length;
    return { mean, sd: Math.sqrt(variance), count: values.length };
  }

  const within = (values, of, kind) => values.filter((_, at) => of[at] === kind);

  // Share of the variance between kinds, which are numbered from 0.
  function share(values, of, kinds) {
    const all = moments(values);
    let between = 0;
    for (let kind = 0; kind < kinds; kind++) {
      const own = moments(within(values, of, kind));
      between += own.count * (own.mean - all.mean) ** 2;
    }
    return between / (all.count * all.sd ** 2);
  }

  function shuffled(of, draw) {
    const dealt = [...of];
    for (let last = dealt.length - 1; last > 0; last--) {
      const other = Math.floor(draw.uniform() * (last + 1));
      [dealt[last], dealt[other]] = [dealt[other], dealt[last]];
    }
    return dealt;
  }

  return { moments, within, share, shuffled };
})();

play.kinds.exchange = {
  start(widget) {
    Object.assign(widget, { of: widget.data.of, draw: play.maths.random(1), shares: [] });
    widget.show();
  },

  press(widget, name) {
    const { data } = widget;
    const { shuffles } = data.controls.find((control) => control.name === name);
    if (!shuffles) Object.assign(widget, { of: data.of, shares: [] });
    for (let i = 0; i < (shuffles || 0); i++) {
      widget.of = play.exchange.shuffled(data.of, widget.draw);
      widget.shares.push(play.exchange.share(data.estimate, widget.of, data.kinds.length));
    }
  },

  show({ data, plots, chosen, number, of, shares }) {
    if (!of) return [];
    const [plot] = plots;
    const { filled, make, percent } = play;
    const { moments, within, share } = play.exchange;
    const kind = chosen.told - 1;
    const all = moments(data.estimate);
    const own = kind < 0 ? all : moments(within(data.estimate, of, kind));
    // Side by side, so that none hides another.
    data.estimate.forEach((value, at) => {
      const picked = kind < 0 || of[at] === kind;
      plot.dot(value, of[at] + 0.35 * Math.sin(7 * at), picked ? "dot" : "dot row");
    });
    plot.upright(all.mean, "level population");
    plot.upright(own.mean, "level guess");
    const count = (value) => make("data", { value }, String(value));
    const told = (value) => {
      const text = percent(value, data);
      text.value = 100 * value;
      return text;
    };
    const said = filled(data.said, {
      guess: number(own.mean),
      sd: number(own.sd),
      groups: count(own.count),
      before: number(all.mean),
      spread: number(all.sd),
      share: told(share(data.estimate, of, data.kinds.length)),
    });
    if (!shares.length) return said;
    return [
      ...said,
      make("br"),
      ...filled(data.shuffled, {
        shuffles: count(shares.length),
        mean: told(moments(shares).mean),
        most: told(shares.reduce((a, b) => Math.max(a, b))),
        real: told(data.share),
      }),
    ];
  },
};
