// The page as slides: one idea a screen, questions before their answers. Started by
// "?slides" behind the address, by the button, or by the key S; once more, or "?slides=all",
// shows all figures and widgets. What a slide shows are elements of the page itself, so that
// what can be played with works here too.
"use strict";
(() => {
  const WORDS = {
    en: { start: "Slides", end: "End the slides", next: "Next", back: "Back" },
    es: { start: "Diapositivas", end: "Terminar", next: "Siguiente", back: "Anterior" },
  };
  const words = WORDS[document.documentElement.lang];
  // Parts whose texts and figures are shown, in the order of a lecture.
  const PARTS = [
    "opening", "data", "models", "before", "posterior", "shrinkage", "play", "new_group",
    "closing",
  ];

  function made(tag, name, text) {
    const element = document.createElement(tag);
    element.className = name;
    if (text !== undefined) element.textContent = text;
    return element;
  }

  // What a summary says, a few sentences a slide: copies of its parts, made once.
  const MOST = 400; // letters, some five lines
  const copies = new Map();
  function portions(whole) {
    const letters = (element) => element.textContent.length;
    if (letters(whole) <= MOST) return [whole];
    if (!copies.has(whole)) {
      const made = [];
      for (const piece of whole.children) {
        const last = made.at(-1);
        const fits = last && letters(last) + letters(piece) <= MOST;
        if (!fits) made.push(whole.cloneNode());
        made.at(-1).append(piece.cloneNode(true));
      }
      copies.set(whole, made);
    }
    return copies.get(whole);
  }

  // What is shown: elements, and where they belong.
  function collected(all) {
    const found = [];
    const played = new Set(); // one widget of a kind is enough
    const add = (title, ...elements) => found.push({ title, elements });
    const wanted = (element) => {
      if (element.matches("figure, .model")) return all || element.matches(".slide");
      const kind = element.id.split("-play-")[1];
      if (!kind) return true;
      const first = !played.has(kind);
      played.add(kind);
      return all || first;
    };
    for (const section of document.querySelectorAll("section.analysis")) {
      const heading = section.querySelector(":is(h2, h3)").firstChild.textContent.trim();
      const first = made("div", "opening");
      first.append(made("p", "heading", heading));
      const question = section.querySelector(":scope > .question");
      if (question) first.append(question.cloneNode(true));
      // The question first; what opens the chapter follows under it.
      const opening = document.querySelector(`#${section.id}-opening > .inside > div.lesson`);
      add("", first, ...(opening ? [opening] : []));
      for (const part of PARTS) {
        const own = document.getElementById(`${section.id}-${part}`);
        const inside = (kind) => [...(own?.querySelectorAll(`:scope > .inside > ${kind}`) ?? [])];
        const texts = inside(".lesson").filter((each) => each !== opening);
        for (const model of inside(".model").filter(wanted)) add(heading, model);
        const pictures = [...inside("figure"), ...inside(".play")];
        // The figure that leads a chapter was made for this part.
        if (part === "shrinkage") pictures.push(...section.querySelectorAll(":scope > figure"));
        const drawn = pictures.filter(wanted);
        // A part that says one thing says it beside what it shows.
        if (texts.length === 1 && drawn[0]?.matches("figure") && !texts[0].querySelector("pre")) {
          add(heading, texts.pop(), drawn.shift());
        }
        for (const each of [...texts, ...drawn]) add(heading, each);
      }
      const answer = section.querySelector(":scope > .answer");
      for (const part of answer ? portions(answer) : []) add(heading, part);
    }
    for (const each of document.querySelectorAll("#_lesson-1 > .lesson")) {
      for (const part of portions(each)) {
        add(document.querySelector("#_lesson-1 > h2").textContent, part);
      }
    }
    return found;
  }

  let slides = [], at = -1, all = false, homes = [];
  const stage = made("div", "stage");
  const title = made("p", "of");
  const shown = made("div", "shown");
  const count = made("output", "count");
  const bar = made("div", "turn");
  stage.setAttribute("role", "region");
  stage.setAttribute("aria-label", words.start);
  stage.tabIndex = -1;
  for (const [text, turn] of [
    [words.back, () => turn(-1)], [words.next, () => turn(1)], [words.end, end],
  ]) {
    const button = made("button", "", text);
    button.type = "button";
    button.addEventListener("click", turn);
    bar.append(button);
  }
  bar.append(count);
  stage.append(title, shown, bar);

  function putBack() {
    for (const [home, element] of homes) {
      element.hidden = false;
      home.replaceWith(element);
    }
    shown.replaceChildren();
    homes = [];
  }

  // Long texts become smaller until they fit, as long as they can be read.
  function fit() {
    const over = () =>
      shown.scrollHeight > shown.clientHeight || shown.scrollWidth > shown.clientWidth;
    shown.style.fontSize = "";
    for (let size = 95; size >= 50 && over(); size -= 5) shown.style.fontSize = `${size}%`;
    shown.scrollTop = 0;
  }

  function show(place) {
    if (place < 0 || place >= slides.length) return;
    putBack();
    const { elements } = slides[(at = place)];
    for (const element of elements.filter(({ isConnected }) => isConnected)) {
      const home = document.createComment("slide");
      element.replaceWith(home);
      homes.push([home, element]);
    }
    title.textContent = slides[at].title;
    shown.classList.toggle("pair", elements.length > 1 && elements[1].matches("figure"));
    shown.replaceChildren(...elements);
    for (const answer of answers()) answer.hide(true);
    fit();
    count.textContent = `${at + 1} / ${slides.length}`;
    history.replaceState(null, "", `#_slide-${at + 1}`);
  }

  // What a slide shows only when its question has been read.
  function answers() {
    const asked = [...shown.querySelectorAll("details.ask")];
    const text = [...shown.querySelectorAll(".opening + .lesson")];
    return [
      ...asked.map((each) => ({ hidden: !each.open, hide: (it) => (each.open = !it) })),
      ...text.map((each) => ({ hidden: each.hidden, hide: (it) => (each.hidden = it) })),
    ];
  }

  // An answer comes before the next slide, and goes before the last one.
  function turn(step) {
    const answer = answers().find(({ hidden }) => hidden === step > 0);
    if (!answer) return show(at + step);
    answer.hide(step < 0);
    fit();
  }
  const next = () => turn(1);
  const back = () => turn(-1);

  function start(first) {
    slides = collected(all);
    if (!slides.length) return;
    if (first === undefined) {
      // From where the reader is.
      const here = document.querySelector(".page > nav a[aria-current]")?.hash.slice(1);
      const place = here && document.getElementById(here);
      first = slides.findIndex(({ elements }) => place?.contains(elements[0])) - 1;
    }
    document.body.append(stage);
    document.body.classList.add("slides");
    show(Math.min(Math.max(first, 0), slides.length - 1));
    stage.focus();
  }

  // From the slides of a lecture to those of all there is, or back, at the same place.
  function change() {
    const [here] = slides[at].elements;
    putBack();
    all = !all;
    slides = collected(all);
    show(Math.max(0, slides.findIndex(({ elements }) => elements.includes(here))));
  }

  function end() {
    const [element] = slides[at].elements;
    putBack();
    at = -1;
    all = false;
    stage.remove();
    document.body.classList.remove("slides");
    history.replaceState(null, "", location.pathname);
    element.scrollIntoView?.();
  }

  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const busy = event.target.closest("input, select, textarea, [role=slider]");
    if (event.key.toLowerCase() === "s" && !busy && !document.querySelector("dialog[open]")) {
      return at < 0 ? start() : change();
    }
    if (at < 0) return;
    if (event.key === "Escape") return end();
    if (busy || (event.key === " " && event.target.closest("button, summary"))) return;
    const turned = {
      ArrowRight: next, PageDown: next, " ": next, ArrowLeft: back, PageUp: back,
      Home: () => show(0), End: () => show(slides.length - 1),
    }[event.key];
    if (turned === undefined) return;
    event.preventDefault();
    turned();
  });

  const button = made("button", "", words.start);
  button.type = "button";
  button.addEventListener("click", () => start());
  document.querySelector(".tools")?.append(button);
  const numbered = () => /^#_slide-(\d+)$/.exec(location.hash);
  addEventListener("hashchange", () => {
    if (at >= 0 && numbered()) show(numbered()[1] - 1);
  });
  const asked = numbered();
  const named = new URLSearchParams(location.search).get("slides");
  if (asked || named !== null) {
    all = named === "all";
    addEventListener("load", () => start(asked ? asked[1] - 1 : 0), { once: true });
  }
})();
