// What the reader can play with: curves and points that follow sliders. Words and numbers
// stand in the JSON block of each; here they only find their places on the screen.
"use strict";
(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const HEIGHT = 280;
  const EDGE = { left: 46, right: 16, top: 10, bottom: 24 };
  const LETTER = 6.5; // width of one on an axis, in pixels

  function make(name, attributes = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  }

  function draw(parent, name, attributes, text) {
    const shape = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) shape.setAttribute(key, value);
    if (text !== undefined) shape.textContent = text;
    parent.append(shape);
    return shape;
  }

  // A number as the page writes it; the exact one stays in the element's value.
  function written(value, decimals, { mark, thousands }) {
    const sign = value < 0 && Number(value.toFixed(decimals)) !== 0 ? "\u2212" : "";
    const [whole, fraction] = Math.abs(value).toFixed(decimals).split(".");
    const long = whole.length > 4;
    const apart = long ? whole.replace(/\B(?=(\d{3})+$)/g, thousands) : whole;
    return make("data", { value }, sign + apart + (fraction ? mark + fraction : ""));
  }

  // An outcome; of a logarithm, with what it was taken of, to two digits.
  function told(value, data) {
    const number = written(value, data.decimals, data);
    if (data.original === null) return number;
    const back = Math.exp(value);
    const decimals = Math.max(0, 1 - Math.floor(Math.log10(back)));
    const unit = data.original ? `\u00a0${data.original}` : "";
    return make("span", {}, number, " [", written(back, decimals, data), `${unit}]`);
  }

  // A text whose gaps, {name}, are filled with words or elements.
  function filled(text, gaps) {
    return text.split(/\{(\w+)\}/).map((part, place) => (place % 2 ? gaps[part] : part));
  }

  // Value -> pixels along an axis; what lies beyond its ends is drawn at them.
  function along(axis, from, to) {
    const grown = axis.grows ? Math.log1p : Number;
    const low = grown(axis.low);
    const high = grown(axis.high);
    return (value) => {
      const share = (grown(value) - low) / (high - low);
      return from + Math.min(1, Math.max(0, share)) * (to - from);
    };
  }

  // The axes, and the shapes that can stand between them.
  function frame(svg, data, width) {
    const bottom = HEIGHT - EDGE.bottom;
    const letters = Math.max(...data.y.ticks.map(([, text]) => text.length));
    const left = Math.max(EDGE.left, 10 + LETTER * letters);
    // A second axis stands opposite to the first.
    const others = Math.max(0, ...data.y.second.map(([, text]) => text.length));
    const right = width - (others ? 10 + LETTER * others : EDGE.right);
    const top = data.x.second.length ? EDGE.bottom : EDGE.top;
    const x = along(data.x, left, right);
    const y = along(data.y, bottom, top);
    const ends = { x1: left, x2: right };
    svg.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    svg.replaceChildren();
    for (const [value, text] of data.y.ticks) {
      draw(svg, "line", { class: "grid", y1: y(value), y2: y(value), ...ends });
      draw(svg, "text", { class: "tick y", x: left - 6, y: y(value) + 4 }, text);
    }
    // Marks point inward: beside a number they would look like a minus sign.
    if (others) draw(svg, "line", { class: "axis", x1: right, x2: right, y1: top, y2: bottom });
    for (const [value, text] of data.y.second) {
      draw(svg, "line", { class: "axis", x1: right - 4, x2: right, y1: y(value), y2: y(value) });
      draw(svg, "text", { class: "tick second", x: right + 6, y: y(value) + 4 }, text);
    }
    for (const [ticks, edge, end, height] of [
      [data.x.ticks, bottom, bottom + 4, bottom + 17],
      [data.x.second, top, top - 4, top - 7],
    ]) {
      let taken = -Infinity; // where the number before ends
      for (const [value, text] of ticks) {
        draw(svg, "line", { class: "axis", x1: x(value), x2: x(value), y1: edge, y2: end });
        const half = (LETTER * text.length) / 2;
        if (x(value) - half < taken) continue;
        taken = x(value) + half + LETTER;
        draw(svg, "text", { class: "tick x", x: x(value), y: height }, text);
      }
      if (ticks.length) draw(svg, "line", { class: "axis", y1: edge, y2: edge, ...ends });
    }
    const points = (xs, ys) =>
      xs.map((value, i) => `${x(value).toFixed(1)},${y(ys[i]).toFixed(1)}`);
    return {
      curve(xs, ys, mark) {
        draw(svg, "polyline", { class: mark, points: points(xs, ys).join(" ") });
      },
      band(xs, lows, highs) {
        const outline = [...points(xs, lows), ...points(xs, highs).reverse()];
        draw(svg, "polygon", { class: "band", points: outline.join(" ") });
      },
      dot(at, height, mark, name) {
        const size = { class: mark, cx: x(at), cy: y(height), r: 4 };
        const dot = draw(svg, "circle", size);
        if (name) draw(dot, "title", {}, name);
      },
      bar(at, low, high) {
        draw(svg, "line", { class: "error", x1: x(at), x2: x(at), y1: y(low), y2: y(high) });
      },
      level(value, mark) {
        draw(svg, "line", { class: mark, y1: y(value), y2: y(value), ...ends });
      },
      upright(value, mark) {
        const at = { x1: x(value), x2: x(value), y1: top, y2: bottom };
        draw(svg, "line", { class: mark, ...at });
      },
      way(from, to, height, mark) {
        draw(svg, "line", { class: mark, x1: x(from), x2: x(to), y1: y(height), y2: y(height) });
      },
      seen(value, mark) {
        const at = x(value);
        const tip = [`${at},${bottom - 9}`, `${at - 5},${bottom}`, `${at + 5},${bottom}`];
        draw(svg, "polygon", { class: mark, points: tip.join(" ") });
      },
    };
  }

  // Each kind draws itself for the chosen places, and says its numbers.
  const KINDS = {
    kappa(data, chosen, plot, number) {
      const said = [];
      // Where the analysis itself stands stays to be seen.
      if (chosen.kappa !== data.own) {
        data.curves.forEach((curve, i) => {
          plot.curve(data.grid, curve.density[data.own], `curve c${i} ghost`);
        });
      }
      data.curves.forEach((curve, i) => {
        plot.curve(data.grid, curve.density[chosen.kappa], `curve c${i}`);
        const mean = number(curve.mean[chosen.kappa]);
        if (said.length) said.push("; ");
        if (curve.seen === null) {
          said.push(...filled(data.said.unseen, { name: curve.name, mean }));
        } else {
          plot.seen(curve.seen, `seen c${i}`);
          const seen = number(curve.seen);
          said.push(...filled(data.said.seen, { name: curve.name, mean, seen }));
        }
      });
      return [...said, "."];
    },

    scale(data, chosen, plot, number, words) {
      const estimate = data.estimate[chosen.centre][chosen.scale];
      const followed = chosen.group;
      plot.upright(data.centre[chosen.centre], "level centre");
      if (data.learned !== null) plot.upright(data.learned, "level learned");
      plot.way(data.seen[followed], estimate[followed], data.size[followed], "way");
      data.seen.forEach((value, i) => plot.dot(value, data.size[i], "dot raw"));
      estimate.forEach((value, i) => plot.dot(value, data.size[i], "dot", words.group[i]));
      plot.dot(estimate[followed], data.size[followed], "dot followed", words.group[followed]);
      const mean = estimate.reduce((sum, value) => sum + value, 0) / estimate.length;
      const squares = estimate.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      return filled(data.said, {
        low: told(Math.min(...estimate), data),
        high: told(Math.max(...estimate), data),
        spread: number(Math.sqrt(squares / Math.max(1, estimate.length - 1))),
        group: words.group[followed],
        size: String(data.size[followed]),
        seen: told(data.seen[followed], data),
        estimate: told(estimate[followed], data),
      });
    },

    new_group(data, chosen, plot, number, words) {
      const mean = data.mean[chosen.seen];
      const sd = data.sd[chosen.seen];
      const size = data.size[chosen.size];
      // Of counts, the nearest whole number of successes is seen; of no observations, nothing.
      const seen = data.alone ? data.alone[chosen.seen][chosen.size] : data.seen[chosen.seen];
      const lows = mean.map((value, i) => value - sd[i]);
      const highs = mean.map((value, i) => value + sd[i]);
      plot.band(data.size, lows, highs);
      plot.level(mean[0], "level population");
      if (size) plot.level(seen, "level alone");
      plot.curve(data.size, mean, "curve");
      plot.bar(size, lows[chosen.size], highs[chosen.size]);
      plot.dot(size, mean[chosen.size], "dot followed");
      const said = filled(size ? data.said : data.unseen, {
        size: words.size[chosen.size],
        successes: data.successes && String(data.successes[chosen.seen][chosen.size]),
        mean: told(mean[chosen.size], data),
        sd: number(sd[chosen.size]),
        population: told(mean[0], data),
        seen: told(seen, data),
      });
      if (size && data.far[chosen.seen][chosen.size]) {
        const gone = (100 * (mean[chosen.size] - mean[0])) / (seen - mean[0]);
        const way = written(gone, 0, data);
        way.append(data.percent);
        said.push(" ", ...filled(data.way, { way }));
      }
      return said;
    },
  };

  // A slider, a choice of a few or a list: `choose` hears the place of what is picked.
  const CONTROLS = {
    range(control, id, choose) {
      const last = control.values.length - 1;
      const slider = make("input", { type: "range", id, min: 0, max: last, step: 1 });
      const value = make("span", { class: "value", "aria-hidden": "true" });
      const move = (place) => {
        slider.value = place;
        slider.setAttribute("aria-valuetext", control.values[place]);
        value.textContent = control.values[place];
        choose(place);
      };
      slider.addEventListener("input", () => move(Number(slider.value)));
      const line = [make("label", { for: id }, control.label), slider, value];
      if (control.marks.length) {
        const places = control.marks.map(({ at }) => make("option", { value: at }));
        slider.setAttribute("list", `${id}-marks`);
        line.push(make("datalist", { id: `${id}-marks` }, ...places));
      }
      for (const { at, text } of control.marks) {
        const button = make("button", { type: "button" }, text);
        button.addEventListener("click", () => move(at));
        line.push(button);
      }
      move(control.start);
      return make("div", { class: "control" }, ...line);
    },

    radio(control, id, choose) {
      const choices = control.values.map((text, place) => {
        const radio = make("input", { type: "radio", name: id, value: place });
        radio.checked = place === control.start;
        radio.addEventListener("change", () => choose(place));
        return make("label", {}, radio, ` ${text}`);
      });
      choose(control.start);
      return make("fieldset", { class: "control" }, make("legend", {}, control.label), ...choices);
    },

    select(control, id, choose) {
      const options = control.values.map((text, place) => make("option", { value: place }, text));
      const list = make("select", { id }, ...options);
      list.value = control.start;
      list.addEventListener("change", () => choose(Number(list.value)));
      choose(control.start);
      return make("div", { class: "control" }, make("label", { for: id }, control.label), list);
    },
  };

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

  function build(place) {
    const data = JSON.parse(place.querySelector("script").textContent);
    const chosen = {};
    const words = {};
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", data.label);
    const output = make("output");
    const number = (value) => written(value, data.decimals, data);
    let width = 0;
    const show = () => {
      if (!width) return;
      const plot = frame(svg, data, width);
      output.replaceChildren(...KINDS[data.kind](data, chosen, plot, number, words));
    };
    const controls = data.controls.map((control) => {
      words[control.name] = control.values;
      return CONTROLS[control.kind](control, `${place.id}-${control.name}`, (picked) => {
        chosen[control.name] = picked;
        show();
      });
    });
    const key = data.key.map(({ mark, text }) => make("li", {}, sample(mark), ` ${text}`));
    const picture = make("div", { class: "plot" }, svg);
    place.querySelector(".still").hidden = true;
    place.append(
      make("div", { class: "controls" }, ...controls),
      make("p", { class: "name" }, data.y.name),
      picture,
      make("p", { class: "name below" }, data.x.name),
      make("ul", { class: "key" }, ...key),
      output,
    );
    // Drawn at the width that there is, so that its words keep their size.
    new ResizeObserver(([{ contentRect }]) => {
      if (Math.abs(contentRect.width - width) < 1) return;
      width = contentRect.width;
      show();
    }).observe(picture);
  }

  document.querySelectorAll(".play").forEach(build);
})();
