// The page as slides: one idea a screen, questions before their answers. Started by
// "?slides" behind the address, by the button, or by the key S. What a slide shows is the
// element of the page itself, so that what can be played with works here too.
"use strict";
(() => {
  const WORDS = {
    en: { start: "Slides", end: "End the slides", next: "Next", back: "Back" },
    es: { start: "Diapositivas", end: "Terminar", next: "Siguiente", back: "Anterior" },
  };
  const words = WORDS[document.documentElement.lang];
  // Parts whose texts and figures are shown, in the order of a lecture; of the fits, only
  // the figures of partial pooling.
  const PARTS = [
    "opening", "data", "models", "before", "posterior", "shrinkage", "play", "new_group",
    "comparison", "closing",
  ];
  const OF_PART = ":scope > .inside > :is(.lesson, figure, .play)";

  function made(tag, name, text) {
    const element = document.createElement(tag);
    element.className = name;
    if (text !== undefined) element.textContent = text;
    return element;
  }

  // What is shown, each with where it belongs; an answer is a step of its own.
  function collected() {
    const found = [];
    const add = (title, element) => {
      found.push({ title, element, open: false });
      if (element.matches?.("details.ask")) found.push({ title, element, open: true });
    };
    for (const section of document.querySelectorAll("section.analysis")) {
      const heading = section.querySelector(":is(h2, h3)").firstChild.textContent.trim();
      const first = made("div", "opening");
      first.append(made("p", "heading", heading));
      const question = section.querySelector(":scope > .question");
      if (question) first.append(question.cloneNode(true));
      add("", first);
      for (const part of PARTS) {
        const own = document.getElementById(`${section.id}-${part}`);
        for (const each of own?.querySelectorAll(OF_PART) ?? []) {
          const ofFit = each.id.startsWith(`${section.id}-partial_pooling-`);
          const ofAll = each.id.startsWith(`${section.id}-figure-`);
          if (each.tagName !== "FIGURE" || ofAll || ofFit) add(heading, each);
        }
        if (part === "shrinkage") {
          const lead = section.querySelector(":scope > figure");
          if (lead) add(heading, lead);
        }
      }
      const answer = section.querySelector(":scope > .answer");
      if (answer) add(heading, answer);
    }
    for (const each of document.querySelectorAll("#_lesson-1 > .lesson")) {
      add(document.querySelector("#_lesson-1 > h2").textContent, each);
    }
    return found;
  }

  let slides = [], at = -1, home = null;
  const stage = made("div", "stage");
  const title = made("p", "of");
  const shown = made("div", "shown");
  const count = made("output", "count");
  const bar = made("div", "turn");
  stage.setAttribute("role", "region");
  stage.setAttribute("aria-label", words.start);
  stage.tabIndex = -1;
  for (const [text, turn] of [
    [words.back, () => show(at - 1)], [words.next, () => show(at + 1)], [words.end, end],
  ]) {
    const button = made("button", "", text);
    button.type = "button";
    button.addEventListener("click", turn);
    bar.append(button);
  }
  bar.append(count);
  stage.append(title, shown, bar);

  function putBack() {
    if (home) home.replaceWith(shown.firstElementChild);
    else shown.replaceChildren();
    home = null;
  }

  function show(next) {
    if (next < 0 || next >= slides.length) return;
    putBack();
    const { element, open } = slides[(at = next)];
    if (element.isConnected) {
      home = document.createComment("slide");
      element.replaceWith(home);
    }
    if (element.tagName === "DETAILS") element.open = open;
    title.textContent = slides[at].title;
    shown.replaceChildren(element);
    shown.scrollTop = 0;
    // Long texts become smaller until they fit, as long as they can be read.
    shown.style.fontSize = "";
    for (let size = 95; size >= 60 && shown.scrollHeight > shown.clientHeight; size -= 5) {
      shown.style.fontSize = `${size}%`;
    }
    count.textContent = `${at + 1} / ${slides.length}`;
    history.replaceState(null, "", `#_slide-${at + 1}`);
  }

  function start(first) {
    slides = collected();
    if (!slides.length) return;
    if (first === undefined) {
      // From where the reader is.
      const here = document.querySelector(".page > nav a[aria-current]")?.hash.slice(1);
      const place = here && document.getElementById(here);
      first = slides.findIndex(({ element }) => place?.contains(element)) - 1;
    }
    document.body.append(stage);
    document.body.classList.add("slides");
    show(Math.min(Math.max(first, 0), slides.length - 1));
    stage.focus();
  }

  function end() {
    const { element } = slides[at];
    putBack();
    at = -1;
    stage.remove();
    document.body.classList.remove("slides");
    history.replaceState(null, "", location.pathname);
    element.scrollIntoView?.();
  }

  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const busy = event.target.closest("input, select, textarea, [role=slider]");
    if (at < 0) {
      if (event.key.toLowerCase() === "s" && !busy && !document.querySelector("dialog[open]")) {
        start();
      }
      return;
    }
    if (event.key === "Escape") return end();
    if (busy || (event.key === " " && event.target.closest("button, summary"))) return;
    const turned = {
      ArrowRight: at + 1, PageDown: at + 1, " ": at + 1, ArrowLeft: at - 1, PageUp: at - 1,
      Home: 0, End: slides.length - 1,
    }[event.key];
    if (turned === undefined) return;
    event.preventDefault();
    show(turned);
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
  if (asked || new URLSearchParams(location.search).has("slides")) {
    addEventListener("load", () => start(asked ? asked[1] - 1 : 0), { once: true });
  }
})();
