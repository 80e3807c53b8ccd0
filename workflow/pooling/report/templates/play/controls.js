// What the reader moves: sliders, choices, lists and buttons; each obeys the keyboard.
"use strict";
play.controls = (widget) => {
  const { data, place, chosen, words } = widget;
  const { make } = play;
  const movers = {}; // control -> how it is put to one of its places

  function pick(control, at) {
    chosen[control.name] = at;
    // What may be no larger than this, gives way.
    for (const other of data.controls) {
      if (other.most === control.name && movers[other.name]) movers[other.name](chosen[other.name]);
    }
    widget.show();
  }

  const BUILD = {
    range(control, id) {
      const slider = make("input", { type: "range", id, min: 0, step: 1 });
      slider.max = control.values.length - 1;
      const value = make("span", { class: "value", "aria-hidden": "true" });
      const move = (wanted) => {
        const limit = control.most === undefined ? Infinity : widget.value(control.most);
        const at = Math.min(wanted, slider.max, limit);
        slider.value = at;
        slider.setAttribute("aria-valuetext", control.values[at]);
        value.textContent = control.values[at];
        pick(control, at);
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
      movers[control.name] = move;
      return make("div", { class: "control" }, ...line);
    },

    radio(control, id) {
      const radios = control.values.map((_, at) => make("input", { type: "radio", name: id, value: at }));
      const choices = control.values.map((text, at) => make("label", {}, radios[at], ` ${text}`));
      const move = (at) => {
        radios[at].checked = true;
        pick(control, at);
      };
      radios.forEach((radio, at) => radio.addEventListener("change", () => move(at)));
      movers[control.name] = move;
      return make("fieldset", { class: "control" }, make("legend", {}, control.label), ...choices);
    },

    select(control, id) {
      const options = control.values.map((text, at) => make("option", { value: at }, text));
      const list = make("select", { id }, ...options);
      const move = (at) => {
        list.value = at;
        pick(control, at);
      };
      list.addEventListener("change", () => move(Number(list.value)));
      movers[control.name] = move;
      return make("div", { class: "control" }, make("label", { for: id }, control.label), list);
    },

    button(control, id) {
      const button = make("button", { type: "button", id }, control.label);
      button.addEventListener("click", () => {
        play.kinds[data.kind].press(widget, control.name);
        widget.show();
      });
      movers[control.name] = () => {};
      return button;
    },
  };

  // Whole numbers from 0 need no list of their own.
  for (const control of data.controls) {
    if (control.upto !== undefined) {
      control.numbers = Array.from({ length: control.upto + 1 }, (_, at) => at);
      control.values = control.numbers.map(String);
    }
    words[control.name] = control.values;
  }
  const built = [];
  data.controls.forEach((control, at) => {
    const element = BUILD[control.kind](control, `${place.id}-${control.name}`);
    if (control.kind !== "button") built.push(element);
    else if (at && data.controls[at - 1].kind === "button") built.at(-1).append(element);
    else built.push(make("div", { class: "control" }, element));
  });
  const restart = () => {
    // What limits others goes first.
    const order = [...data.controls].sort((a, b) => (a.most ? 1 : 0) - (b.most ? 1 : 0));
    for (const control of order) movers[control.name](control.start);
  };
  restart();
  widget.move = (name, at) => movers[name](at);
  if (data.reset) {
    const button = make("button", { type: "button", class: "reset" }, data.reset);
    button.addEventListener("click", restart);
    built.push(make("div", { class: "control" }, button));
  }
  return built;
};
