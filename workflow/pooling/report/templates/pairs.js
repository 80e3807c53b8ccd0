// Any two groups compared, by the summary that stands in the JSON block: what
// pooling.report.answers.pairs.Summary.compare computes, for the pair that the reader chooses.
"use strict";
(() => {
  const LONG = 12; // groups, above which there is a field to find one
  const BEYOND = 9; // a score beyond all others
  const HALVINGS = 40;
  const NINE_IN_TEN = 1.645; // half an interval of 90 %, in sds of a normal number
  const ROUNDED = 3; // sds, of which two digits are shown

  function make(name, attributes = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  }

  // Normal distribution function, by its continued fraction far out and its series within.
  function below(z) {
    const size = Math.abs(z);
    if (size > 8) return z > 0 ? 1 : 0;
    const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    let tail = 0;
    if (size > 3) {
      for (let k = 60; k > 0; k -= 1) tail = k / (size + tail);
      tail = density / (size + tail);
      return z > 0 ? 1 - tail : tail;
    }
    let term = size;
    let sum = size;
    for (let k = 3; term > 1e-17 * sum; k += 2) {
      term *= (size * size) / k;
      sum += term;
    }
    return 0.5 + Math.sign(z) * density * sum;
  }

  function halved(low, high, tooLow) {
    let ends = [low, high];
    for (let turn = 0; turn < HALVINGS; turn += 1) {
      const middle = (ends[0] + ends[1]) / 2;
      ends = tooLow(middle) ? [middle, ends[1]] : [ends[0], middle];
    }
    return (ends[0] + ends[1]) / 2;
  }

  // Straight lines between points; beyond them what is given for there.
  function between(x, from, to, low = to[0], high = to[to.length - 1]) {
    const last = from.length - 1;
    if (x < from[0]) return low;
    if (x > from[last]) return high;
    let at = 0;
    while (at < last - 1 && x >= from[at + 1]) at += 1;
    return to[at] + ((to[at + 1] - to[at]) * (x - from[at])) / (from[at + 1] - from[at]);
  }

  function comparer(data) {
    const points = Array.from({ length: data.points }, (_, k) =>
      halved(-BEYOND, BEYOND, (z) => below(z) < (k + 0.5) / data.points)
    );
    const margin = (group) => data.margins[group].map((value) => data.origin + data.step * value);
    return (one, other) => {
      const [own, others] = [margin(one), margin(other)];
      const of = (name, group, stratum) => data[name][group][stratum] / data.units;
      const places = data.weights.flatMap((weight, stratum) => {
        const shared = [one, other].map((group) => of("shared", group, stratum));
        const sds = [one, other].map((group, at) => Math.hypot(of("rest", group, stratum), shared[at]));
        const slope = (shared[0] * shared[1]) / sds[0];
        const left = Math.sqrt(Math.max(sds[1] ** 2 - slope ** 2, data.units ** -2));
        return points.map((point) => ({
          value: between(of("location", one, stratum) + sds[0] * point, data.scores, own),
          mean: of("location", other, stratum) + slope * point,
          left,
          weight: weight / points.length,
        }));
      });
      const above = (least) =>
        places.reduce((sum, { value, mean, left, weight }) => {
          const limit = between(value - least, others, data.scores, -BEYOND, BEYOND);
          return sum + weight * below((limit - mean) / left);
        }, 0);
      const last = own.length - 1;
      const quantile = (share) =>
        halved(own[0] - others[last], own[last] - others[0], (least) => above(least) > 1 - share);
      return {
        above: above(0),
        difference: data.means[one] - data.means[other],
        low: quantile(0.05),
        high: quantile(0.95),
      };
    };
  }

  // A number as the page writes it; the exact one stays in the element's value.
  function written(value, numeral, data) {
    const sign = /^-.*[1-9]/.test(numeral) ? "\u2212" : "";
    const [whole, fraction] = numeral.replace("-", "").split(".");
    const apart = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, data.thousands) : whole;
    return make("data", { value }, sign + apart + (fraction ? data.mark + fraction : ""));
  }

  // Beyond these sizes numbers are written with a power of ten.
  function plain(value, decimals) {
    const size = Math.abs(value);
    return size > 1e15 || decimals > 12 ? value.toExponential(2) : value.toFixed(decimals);
  }

  // A probability as draws know it: never as 0 or 1.
  function chance(value, data) {
    const [sign, numeral] =
      value < 0.005 ? ["<", "0.01"] : value > 0.995 ? [">", "0.99"] : ["=", value.toFixed(2)];
    return make("span", {}, `${sign} `, written(value, numeral, data));
  }

  // A text whose gaps, {name}, are filled with words or elements.
  function filled(text, gaps) {
    return text.split(/\{(\w+)\}/).map((part, place) => (place % 2 ? gaps[part] : part));
  }

  function said({ above, difference, low, high }, names, data) {
    const sd = (data.scale * (high - low)) / (2 * NINE_IN_TEN);
    const decimals = sd > 0 ? Math.max(0, 1 - Math.floor(Math.log10(ROUNDED * sd))) : 2;
    const number = (value) =>
      written(data.scale * value, plain(data.scale * value, decimals), data);
    // Two digits, and all those before the mark.
    const times = (value) => {
      const found = Math.exp(value);
      const size = Math.floor(Math.log10(Number(found.toPrecision(2))));
      return written(found, plain(found, Math.max(0, 1 - size)), data);
    };
    const ratio = make(
      "span",
      {},
      ...filled(data.times, {
        ratio: times(difference),
        ratio_low: times(low),
        ratio_high: times(high),
      })
    );
    return filled(data.words.said, {
      a: names[0],
      b: names[1],
      above: chance(above, data),
      difference: number(difference),
      unit: data.unit,
      low: number(low),
      high: number(high),
      ratio,
    });
  }

  const folded = (text) =>
    text.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLowerCase();

  // A list to choose a group from, and above a long one a field that shortens it.
  function chooser(data, letter, id, first) {
    const select = make("select", { id });
    const label = make("label", { for: id }, data.words.choose.replace("{letter}", letter));
    const list = (wanted) => {
      const chosen = select.value;
      const shown = data.groups
        .map((name, group) => [name, group])
        .filter(([name, group]) => folded(name).includes(wanted) || String(group) === chosen);
      select.replaceChildren(...shown.map(([name, value]) => make("option", { value }, name)));
      select.value = chosen;
      // What is found is chosen where it is one alone.
      const found = shown.filter(([name]) => folded(name).includes(wanted));
      if (wanted && found.length === 1) select.value = found[0][1];
    };
    list("");
    select.value = first;
    const choice = make("div", { class: "choice" }, label);
    if (data.groups.length > LONG) {
      const name = data.words.find.replace("{letter}", letter);
      const field = make("input", { type: "search", "aria-label": name, placeholder: name });
      field.addEventListener("input", () => {
        list(folded(field.value.trim()));
        select.dispatchEvent(new Event("change"));
      });
      choice.append(field);
    }
    choice.append(select);
    return [choice, select];
  }

  function build(place) {
    const data = JSON.parse(place.querySelector("script").textContent);
    const compare = comparer(data);
    const [choices, selects] = [data.words.one, data.words.two]
      .map((letter, at) => chooser(data, letter, `${place.id}-${at}`, data.first[at]))
      .reduce(([divs, lists], [div, list]) => [[...divs, div], [...lists, list]], [[], []]);
    const swap = make("button", { type: "button" }, data.words.swap);
    const output = make("output", { for: selects.map((each) => each.id).join(" ") });
    const bar = make("span", { class: "bar", "aria-hidden": "true" });
    const ends = make(
      "span",
      { class: "ends", "aria-hidden": "true" },
      make("span", {}, data.words.lower),
      make("span", {}, "0"),
      make("span", {}, data.words.higher)
    );

    function show() {
      const [one, other] = selects.map((select) => Number(select.value));
      const same = one === other;
      bar.hidden = same;
      ends.hidden = same;
      if (same) {
        output.replaceChildren(data.words.alone);
        return;
      }
      const found = compare(one, other);
      output.replaceChildren(...said(found, [data.groups[one], data.groups[other]], data));
      const widest = 1.1 * Math.max(Math.abs(found.low), Math.abs(found.high));
      for (const [name, value] of [["low", found.low], ["at", found.difference], ["high", found.high]])
        bar.style.setProperty(`--${name}`, `${50 + (50 * value) / widest}%`);
    }

    for (const select of selects) select.addEventListener("change", show);
    swap.addEventListener("click", () => {
      const chosen = selects.map((select) => select.value);
      for (const field of place.querySelectorAll("input")) {
        field.value = "";
        field.dispatchEvent(new Event("input"));
      }
      [selects[0].value, selects[1].value] = [chosen[1], chosen[0]];
      show();
    });
    place.append(make("div", { class: "choices" }, ...choices, swap), output, bar, ends);
    place.querySelector(".still").hidden = true;
    show();
  }

  document.querySelectorAll(".compare").forEach(build);
})();
