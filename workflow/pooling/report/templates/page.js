// The page around what it shows: folded parts open for whoever links to them, the contents
// mark where the reader is, and the reader chooses what is printed.
"use strict";
(() => {
  const WORDS = {
    en: { answers: "Print the answers", all: "Print everything" },
    es: { answers: "Imprimir las respuestas", all: "Imprimir todo" },
  };
  const words = WORDS[document.documentElement.lang];
  const folded = () => document.querySelectorAll("main details");

  // Browsers differ in whether they open what a link leads into.
  function reveal() {
    const id = decodeURIComponent(location.hash.slice(1));
    const target = id && document.getElementById(id);
    if (!target) return;
    let shut = false;
    for (let each = target; each; each = each.parentElement?.closest("details")) {
      if (each.tagName === "DETAILS" && !each.open) shut = each.open = true;
    }
    if (shut) target.scrollIntoView();
  }
  addEventListener("hashchange", reveal);
  reveal();

  function print(open) {
    const before = [...folded()].map((each) => [each, each.open]);
    for (const [each] of before) each.open = open;
    addEventListener("afterprint", () => before.forEach(([each, was]) => (each.open = was)), {
      once: true,
    });
    window.print();
  }
  const tools = document.querySelector(".tools");
  for (const [name, open] of [["answers", false], ["all", true]]) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = words[name];
    button.addEventListener("click", () => print(open));
    tools?.append(button);
  }

  // The last heading in the upper third of the screen, or above it, is where the reader is.
  const links = [...document.querySelectorAll(".page > nav a")];
  const places = links.map((link) => document.getElementById(link.hash.slice(1)));
  function mark() {
    const edge = innerHeight / 3;
    let here = -1;
    places.forEach((place, i) => {
      if (place && place.getBoundingClientRect().top < edge) here = i;
    });
    links.forEach((link, i) => {
      if (i === here) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
  }
  let waiting = false;
  addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      mark();
    });
  }, { passive: true });
  mark();
})();
