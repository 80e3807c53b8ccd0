// A new group: from the population's estimate to its own, as more is seen of it.
"use strict";
play.kinds.new_group = {
  show({ data: all, chosen, plots, number, outcome, words }) {
    // Of several analyses, the one that was chosen.
    const data = all.variants ? { ...all, ...all.variants[chosen.analysis] } : all;
    const [plot] = plots;
    const { filled } = play;
    const mean = data.mean[chosen.seen];
    const sd = data.sd[chosen.seen];
    const size = data.size[chosen.size];
    // Of counts, the nearest whole number of successes is seen; of no observations, nothing.
    const seen = data.alone ? data.alone[chosen.seen][chosen.size] : data.seen[chosen.seen];
    const lows = mean.map((value, i) => value - sd[i]);
    const highs = mean.map((value, i) => value + sd[i]);
    plot.band(data.size, lows, highs);
    plot.level(mean[0], "level population");
    // What the group alone says has steps where counts are whole; it says nothing at 0.
    const alone = data.size.map((_, i) => (data.alone ? data.alone[chosen.seen][i] : seen));
    if (size) plot.curve(data.size.slice(1), alone.slice(1), "level alone");
    plot.curve(data.size, mean, "curve");
    plot.bar(size, lows[chosen.size], highs[chosen.size]);
    plot.dot(size, mean[chosen.size], "dot followed");
    const said = filled(size ? data.said : data.unseen, {
      size: words.size[chosen.size],
      successes: data.successes && String(data.successes[chosen.seen][chosen.size]),
      mean: outcome(mean[chosen.size]),
      sd: number(sd[chosen.size]),
      population: outcome(mean[0]),
      seen: outcome(seen),
    });
    if (size && data.far[chosen.seen][chosen.size]) {
      const gone = (mean[chosen.size] - mean[0]) / (seen - mean[0]);
      said.push(" ", ...filled(data.way, { way: play.percent(gone, data) }));
    }
    return said;
  },
};
