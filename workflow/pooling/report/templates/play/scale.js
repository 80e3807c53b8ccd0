// How far may the groups lie apart: their estimates as the sd of their prior runs, and
// how well each sd explains the data, where that is learned.
"use strict";
play.kinds.scale = {
  show({ data, chosen, plots, number, outcome, words }) {
    const [plot, below] = plots;
    const { filled } = play;
    const around = chosen.centre ?? 0;  // where there is a choice
    const centre = data.centre[around];
    // Of the way from the centre to its own average, a group goes what its size allows.
    const shares = data.kept[around][chosen.scale];
    const estimate = data.seen.map((own, i) => centre + shares[data.kind_of[i]] * (own - centre));
    const followed = chosen.group;
    plot.upright(centre, "level centre");
    if (data.learned !== null) plot.upright(data.learned, "level learned");
    plot.way(data.seen[followed], estimate[followed], data.size[followed], "way");
    data.seen.forEach((value, i) => plot.dot(value, data.size[i], "dot raw"));
    estimate.forEach((value, i) => plot.dot(value, data.size[i], "dot", words.group[i]));
    plot.dot(estimate[followed], data.size[followed], "dot followed", words.group[followed]);
    const mean = estimate.reduce((sum, value) => sum + value, 0) / estimate.length;
    const squares = estimate.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    const said = filled(data.said, {
      low: outcome(Math.min(...estimate)),
      high: outcome(Math.max(...estimate)),
      spread: number(Math.sqrt(squares / Math.max(1, estimate.length - 1))),
      group: words.group[followed],
      size: String(data.size[followed]),
      seen: outcome(data.seen[followed]),
      estimate: outcome(estimate[followed]),
    });
    if (!below) return said;
    const { at, height } = data.likelihood;
    const own = data.scales[chosen.scale];
    const share = data.likelihood.chosen[chosen.scale];
    below.curve(at, height, "curve population");
    below.upright(data.likelihood.learned, "level learned");
    below.upright(own, "level own");
    below.dot(own, share, "dot followed");
    return [...said, " ", ...filled(data.explains, { share: play.percent(share, data) })];
  },
};
