// Guess first: the reader places a value, then sees the partially pooled one.
"use strict";
play.kinds.guess = {
  start(widget) {
    Object.assign(widget, { at: 0, looked: null, tries: [] });
    const { svg } = widget.panels[0];
    svg.classList.add("placed");
    svg.addEventListener("pointerdown", (event) => {
      const guess = widget.panels[0].plot.x.value(event.clientX - svg.getBoundingClientRect().left);
      const away = widget.data.controls[0].numbers.map((each) => Math.abs(each - guess));
      widget.move("guess", away.indexOf(Math.min(...away)));
    });
    widget.show();
  },

  press(widget, name) {
    const { data, tries } = widget;
    const group = data.groups[widget.at];
    if (name === "next") {
      widget.at = (widget.at + 1) % data.groups.length;
      widget.looked = null;
      widget.move("guess", data.controls[0].start);
    } else if (widget.looked === null) {
      // What was guessed counts as it is when the reader looks.
      const guess = widget.value("guess");
      widget.looked = guess;
      tries.push({
        off: Math.abs(guess - group.estimate),
        raw: Math.abs(group.seen - group.estimate),
        inside: guess >= group.low && guess <= group.high,
      });
    }
  },

  show({ data, plots, number, outcome, value, at, looked, tries }) {
    if (!tries) return [];
    const [plot] = plots;
    const { filled, make } = play;
    const { name, size, seen, estimate, low, high } = data.groups[at];
    const guess = looked === null ? value("guess") : looked;
    data.all.forEach((each) => plot.dot(each, 0.5, "dot row"));
    plot.upright(guess, "level guess");
    plot.dot(seen, 1.7, "dot raw");
    const own = { group: name, size: String(size), seen: outcome(seen), guess: outcome(guess) };
    const said = filled(data.said.asked, own);
    if (looked !== null) {
      plot.way(low, high, 2.9, "way");
      plot.dot(estimate, 2.9, "dot");
      const off = number(Math.abs(guess - estimate));
      const all = { estimate: outcome(estimate), low: outcome(low), high: outcome(high), off };
      said.push(" ", ...filled(data.said.told, all));
    }
    if (!tries.length) return said;
    const mean = (part) => number(tries.reduce((sum, each) => sum + each[part], 0) / tries.length);
    const count = (found) => make("data", { value: found }, String(found));
    const score = filled(data.said.score, {
      tries: count(tries.length),
      inside: count(tries.filter(({ inside }) => inside).length),
      mine: mean("off"),
      raw: mean("raw"),
    });
    return [...said, make("br"), ...score];
  },
};
