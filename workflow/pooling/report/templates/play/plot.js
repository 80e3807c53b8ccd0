// The axes of a panel, and the shapes that can stand between them.
"use strict";
play.plot = (() => {
  const { draw, written } = play;
  const HEIGHT = 280;
  const EDGE = { left: 46, right: 16, top: 10, bottom: 24 };
  const LETTER = 6.5; // width of one on an axis, in pixels
  const FINE = 2; // pixels of a cell of a heat map

  // Value -> pixels along an axis; what lies beyond its ends is drawn at them.
  const STEPS = { even: [Number, Number], counts: [Math.log1p, Math.expm1], log: [Math.log, Math.exp] };
  function along(axis, from, to) {
    const [grown, back] = STEPS[axis.steps];
    const low = grown(axis.low);
    const high = grown(axis.high);
    const place = (value) => {
      const share = (grown(value) - low) / (high - low);
      return from + Math.min(1, Math.max(0, share)) * (to - from);
    };
    place.value = (pixel) => {
      const share = Math.min(1, Math.max(0, (pixel - from) / (to - from)));
      return back(low + share * (high - low));
    };
    return place;
  }

  // Ends of an axis that starts at 0, in powers of ten, and how many steps lead there.
  const ROUND = [[1, 5], [1.5, 3], [2, 4], [3, 3], [4, 4], [5, 5], [6, 3], [8, 4], [10, 5]];

  // Lets an axis run from 0 to the round number above the highest value.
  function upTo(axis, highest, data) {
    const power = 10 ** Math.floor(Math.log10(highest));
    const [first, parts] = ROUND.find(([each]) => each * power >= highest);
    const decimals = Math.max(0, -Math.floor(Math.log10((first * power) / parts) + 1e-9));
    axis.high = first * power;
    axis.ticks = Array.from({ length: parts + 1 }, (_, i) => {
      const value = (i * axis.high) / parts;
      return [value, written(value, i ? decimals : 0, data).textContent];
    });
  }

  function frame(panel, panels) {
    const { svg, axes, width } = panel;
    const height = axes.height || HEIGHT;
    const bottom = height - EDGE.bottom;
    // A second axis stands opposite to the first.
    const [above = [], beside = []] = [axes.x.second, axes.y.second];
    const top = (above.length ? EDGE.bottom : EDGE.top) + (axes.margin || 0);
    // Panels over the same axis have the same ends.
    const alike = panels.filter(({ axes: { x, narrow } }) => x.name === axes.x.name && narrow === axes.narrow);
    const longest = (ticks) => Math.max(0, ...alike.flatMap((each) => ticks(each).map(([, text]) => text.length)));
    const letters = longest((each) => each.axes.y.ticks);
    const others = longest((each) => each.axes.y.second || []);
    const left = Math.max(axes.narrow || !letters ? EDGE.right : EDGE.left, 10 + LETTER * letters);
    const right = width - (others ? 10 + LETTER * others : EDGE.right) - (axes.margin || 0);
    const x = along(axes.x, left, right);
    const y = along(axes.y, bottom, top);
    const ends = { x1: left, x2: right };
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.replaceChildren();
    for (const [value, text] of axes.y.ticks) {
      draw(svg, "line", { class: "grid", y1: y(value), y2: y(value), ...ends });
      draw(svg, "text", { class: "tick y", x: left - 6, y: y(value) + 4 }, text);
    }
    // Marks point inward: beside a number they would look like a minus sign.
    if (beside.length) draw(svg, "line", { class: "axis", x1: right, x2: right, y1: top, y2: bottom });
    for (const [value, text] of beside) {
      draw(svg, "line", { class: "axis", x1: right - 4, x2: right, y1: y(value), y2: y(value) });
      draw(svg, "text", { class: "tick second", x: right + 6, y: y(value) + 4 }, text);
    }
    const row = (ticks, mark, edge, end, height) => {
      let taken = -Infinity; // where the number before ends
      for (const [value, text] of ticks) {
        draw(svg, "line", { class: "axis", x1: x(value), x2: x(value), y1: edge, y2: end });
        const half = (LETTER * text.length) / 2;
        if (x(value) - half < taken) continue;
        taken = x(value) + half + LETTER;
        draw(svg, "text", { class: mark, x: x(value), y: height }, text);
      }
      draw(svg, "line", { class: "axis", y1: edge, y2: edge, ...ends });
    };
    row(axes.x.ticks, "tick x", bottom, bottom + 4, bottom + 17);
    if (above.length) row(above, "tick second above", top, top - 4, top - 7);
    const pair = (across, up) => `${across.toFixed(1)},${up.toFixed(1)}`;
    const points = (xs, ys) => Array.from(xs, (value, i) => pair(x(value), y(ys[i])));
    const line = (mark, x1, y1, x2, y2) => draw(svg, "line", { class: mark, x1, y1, x2, y2 });
    return {
      x,
      y,
      curve(xs, ys, mark) {
        return draw(svg, "polyline", { class: mark, points: points(xs, ys).join(" ") });
      },
      band(xs, lows, highs) {
        const outline = [...points(xs, lows), ...points(xs, highs).reverse()];
        draw(svg, "polygon", { class: "band", points: outline.join(" ") });
      },
      dot(at, up, mark, name) {
        const dot = draw(svg, "circle", { class: mark, cx: x(at), cy: y(up), r: 4 });
        if (name) draw(dot, "title", {}, name);
      },
      bar(at, low, high, mark = "error") {
        line(mark, x(at), y(low), x(at), y(high));
      },
      level(value, mark) {
        line(mark, left, y(value), right, y(value));
      },
      upright(value, mark) {
        line(mark, x(value), top, x(value), bottom);
      },
      way(from, to, up, mark) {
        line(mark, x(from), y(up), x(to), y(up));
      },
      seen(value, mark) {
        const at = x(value);
        const tip = [`${at},${bottom - 9}`, `${at - 5},${bottom}`, `${at + 5},${bottom}`];
        draw(svg, "polygon", { class: mark, points: tip.join(" ") });
      },
      // Densities beyond the two ends of a panel, as high as its margin.
      above(xs, heights, mark) {
        const most = Math.max(...heights);
        const up = (each) => top - 2 - (each / most) * (axes.margin - 4);
        const outline = Array.from(xs, (value, i) => pair(x(value), up(heights[i])));
        draw(svg, "polyline", { class: mark, points: outline.join(" ") });
      },
      beside(ys, heights, mark) {
        const most = Math.max(...heights);
        const out = (each) => right + 2 + (each / most) * (axes.margin - 4);
        const outline = Array.from(ys, (value, i) => pair(out(heights[i]), y(value)));
        draw(svg, "polyline", { class: mark, points: outline.join(" ") });
      },
      // exp(log height) over the plane as the strength of a colour, relative to its highest;
      // logHeights(xs)(y) gives a row.
      heat(logHeights, mark) {
        const { canvas } = panel;
        canvas.className = mark;
        canvas.width = Math.max(1, Math.round((right - left) / FINE));
        canvas.height = Math.max(1, Math.round((bottom - top) / FINE));
        const place = { left, top, width: right - left, height: bottom - top };
        for (const [name, value] of Object.entries(place)) canvas.style[name] = `${value}px`;
        const cells = new Float64Array(canvas.width * canvas.height);
        const across = Float64Array.from({ length: canvas.width }, (_, i) =>
          x.value(left + (i + 0.5) * FINE),
        );
        const at = logHeights(across);
        for (let row = 0; row < canvas.height; row++) {
          cells.set(at(y.value(top + (row + 0.5) * FINE)), row * canvas.width);
        }
        const most = cells.reduce((a, b) => Math.max(a, b));
        const paint = canvas.getContext("2d");
        const image = paint.createImageData(canvas.width, canvas.height);
        const [red, green, blue] = getComputedStyle(canvas).color.match(/[\d.]+/g).map(Number);
        const shades = image.data;
        cells.forEach((cell, i) => {
          shades[4 * i] = red;
          shades[4 * i + 1] = green;
          shades[4 * i + 2] = blue;
          shades[4 * i + 3] = 255 * Math.exp((cell - most) / 2);
        });
        paint.putImageData(image, 0, 0);
      },
    };
  }

  return { frame, upTo };
})();
