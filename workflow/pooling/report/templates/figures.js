// Figures that fill the screen when they are pressed, or their button is: type that is too
// small on a phone, or from the last row of a lecture hall, can then be read.
"use strict";
(() => {
  const WORDS = {
    en: { open: "Full screen", close: "Close" },
    es: { open: "Pantalla completa", close: "Cerrar" },
  };
  const words = WORDS[document.documentElement.lang];

  const dialog = document.createElement("dialog");
  dialog.className = "full";
  // Wherever it is pressed it closes; on a small screen a finger moves the picture.
  dialog.addEventListener("click", () => dialog.close());

  function button(text) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    return made;
  }

  function fill(picture, name) {
    const sheet = document.createElement("div");
    sheet.tabIndex = 0;
    sheet.setAttribute("role", "region");
    sheet.setAttribute("aria-label", name);
    sheet.append(picture.cloneNode());
    dialog.setAttribute("aria-label", name);
    dialog.replaceChildren(button(words.close), sheet);
    if (!dialog.isConnected) document.body.append(dialog);
    dialog.showModal();
  }

  for (const picture of document.querySelectorAll("main figure > img")) {
    const name = picture.parentElement.querySelector("h3, h4, h5").textContent;
    const opener = button(words.open);
    opener.className = "opener";
    opener.setAttribute("aria-label", `${words.open}: ${name}`);
    for (const each of [opener, picture]) {
      each.addEventListener("click", () => fill(picture, name));
    }
    picture.after(opener);
  }
})();
