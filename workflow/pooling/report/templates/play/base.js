// What the reader can play with: the parts that all widgets share. Words, and the numbers
// of an analysis, stand in the JSON block of each; a file per kind computes what moves.
"use strict";
const play = (() => {
  const SVG = "http://www.w3.org/2000/svg";

  // Kind -> { show, prepare, start }. `show` draws a widget and gives what it says;
  // `prepare` computes what its axes depend on; `start` is called once, where there is
  // more to move than its controls.
  const kinds = {};

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

  function percent(share, data) {
    const text = written(100 * share, 0, data);
    if (share > 0 && share < 0.005) text.textContent = "<\u202f1";
    text.append(data.percent);
    return text;
  }

  // A text whose gaps, {name}, are filled with words or elements.
  function filled(text, gaps) {
    return text.split(/\{(\w+)\}/).map((part, place) => (place % 2 ? gaps[part] : part));
  }

  return { SVG, kinds, make, draw, written, percent, filled };
})();
