// Builds all widgets of the page, once every kind is known.
"use strict";
(() => {
  const { SVG, kinds, make, draw, written } = play;

  function sample(mark) {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "0 0 28 12");
    svg.setAttribute("aria-hidden", "true");
    if (mark.startsWith("dot")) {
      draw(svg, "circle", { class: mark, cx: 14, cy: 6, r: 4 });
    } else if (mark.startsWith("band")) {
      draw(svg, "rect", { class: mark, x: 0, y: 1, width: 28, height: 10 });
    } else if (mark.startsWith("seen")) {
      draw(svg, "polygon", { class: mark, points: "14,1 9,11 19,11" });
    } else {
      draw(svg, "line", { class: mark, x1: 0, x2: 28, y1: 6, y2: 6 });
    }
    return svg;
  }

  // A panel: where its drawing goes, and the names of its axes.
  function panelOf(axes, label) {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", axes.label || label);
    const canvas = make("canvas", { "aria-hidden": "true" });
    const picture = make("div", { class: "plot" }, canvas, svg);
    const place = make(
      "div",
      { class: axes.narrow ? "panel narrow" : "panel" },
      make("p", { class: "name" }, axes.y.name),
      picture,
      make("p", { class: "name below" }, axes.x.name),
    );
    return { axes, svg, canvas, picture, place, width: 0, plot: null };
  }

  // Builds one widget from the data in its place.
  function build(place) {
    const data = JSON.parse(place.querySelector("script").textContent);
    const kind = kinds[data.kind];
    const output = make("output");
    const panels = data.panels.map((axes) => panelOf(axes, data.label));
    const widget = {
      data,
      place,
      panels,
      chosen: {}, // control -> place of what is picked
      words: {}, // control -> text of each place
      number: (value) => written(value, data.decimals, data),
      outcome: (value) => play.told(value, data),
      // The number that a control stands for.
      value: (name) => data.controls.find((c) => c.name === name).numbers[widget.chosen[name]],
      show() {
        if (!panels.every(({ width }) => width)) return;
        if (kind.prepare) kind.prepare(widget);
        panels.forEach((panel) => (panel.plot = play.plot.frame(panel, panels)));
        widget.plots = panels.map(({ plot }) => plot);
        output.replaceChildren(...kind.show(widget));
      },
    };
    const built = play.controls(widget);
    const key = data.key.map(({ mark, text }) => make("li", {}, sample(mark), ` ${text}`));
    place.querySelector(".still").hidden = true;
    place.append(
      make("div", { class: "controls" }, ...built),
      make("div", { class: "panels" }, ...panels.map((panel) => panel.place)),
      make("ul", { class: "key" }, ...key),
      output,
    );
    if (kind.start) kind.start(widget);
    // Drawn at the width that there is, so that its words keep their size.
    const watch = new ResizeObserver((found) => {
      let changed = false;
      for (const { target, contentRect } of found) {
        const panel = panels.find(({ picture }) => picture === target);
        changed ||= Math.abs(contentRect.width - panel.width) >= 1;
        panel.width = contentRect.width;
      }
      if (changed) widget.show();
    });
    panels.forEach(({ picture }) => watch.observe(picture));
  }

  document.querySelectorAll(".play").forEach(build);
})();
