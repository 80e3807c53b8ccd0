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

  // Signs of powers of ten.
  const RAISED = { "-": "\u207b", 0: "\u2070", 1: "\u00b9", 2: "\u00b2", 3: "\u00b3", 4: "\u2074" };
  Object.assign(RAISED, { 5: "\u2075", 6: "\u2076", 7: "\u2077", 8: "\u2078", 9: "\u2079" });

  // A positive number to two digits; as `written`, its element has the exact one.
  function rough(value, data) {
    const short = value.toExponential(1);
    const [digits, power] = short.split("e").map(Number);
    const plain = power >= -4 && power < 6;
    const decimals = plain ? Math.max(0, 1 - power) : 1;
    const text = written(plain ? Number(short) : digits, decimals, data);
    if (!plain) text.append(" \u00d7 10", String(power).replace(/./g, (sign) => RAISED[sign]));
    text.value = value;
    return text;
  }

  // An outcome; of a logarithm, with what it was taken of in brackets.
  function told(value, data) {
    const number = written(value, data.decimals, data);
    if (data.original === null) return number;
    const unit = data.original ? `\u00a0${data.original}` : "";
    return make("span", {}, number, " [", rough(Math.exp(value), data), `${unit}]`);
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

  return { SVG, kinds, make, draw, written, told, percent, filled };
})();
