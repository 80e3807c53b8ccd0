// Figures that fill the screen when they are pressed, or their button is: type that is too
// small on a phone, or from the last row of a lecture hall, can then be read. From there a
// figure is saved as SVG or PNG, and its numbers are opened.
"use strict";
(() => {
  const WORDS = {
    en: { open: "Full screen", close: "Close", save: "Save as" },
    es: { open: "Pantalla completa", close: "Cerrar", save: "Guardar como" },
  };
  const words = WORDS[document.documentElement.lang];
  const FINE = 3; // pixels of a PNG to one of the screen

  const dialog = document.createElement("dialog");
  dialog.className = "full";
  // Wherever it is pressed it closes; on a small screen a finger moves the picture.
  dialog.addEventListener("click", (event) => {
    if (!event.target.closest("a")) dialog.close();
  });

  function button(text) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    return made;
  }

  // A picture with all that it refers to, which elsewhere on the page others share.
  function alone(picture) {
    const copy = picture.cloneNode(true);
    const own = document.querySelector(".shared").cloneNode(true);
    const wanted = new Map();
    const look = (root) => {
      for (const each of root.querySelectorAll("[href^='#'], [clip-path]")) {
        const name = (each.getAttribute("href") ?? each.getAttribute("clip-path").slice(4, -1)).slice(1);
        if (wanted.has(name) || copy.querySelector(`[id="${name}"]`)) continue;
        const found = document.getElementById(name).cloneNode(true);
        wanted.set(name, found);
        const around = document.createElement("div");
        around.append(found);
        look(around);
      }
    };
    look(copy);
    const defs = own.querySelector("defs");
    defs.replaceChildren(...wanted.values());
    copy.prepend(own.querySelector("style"), defs);
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    copy.setAttribute("style", "background:#fff");
    return new XMLSerializer().serializeToString(copy);
  }

  function save(content, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(content);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  const SAVE = {
    SVG(picture, name) {
      save(new Blob([alone(picture)], { type: "image/svg+xml" }), `${name}.svg`);
    },
    async PNG(picture, name) {
      const image = new Image();
      image.src = `data:image/svg+xml,${encodeURIComponent(alone(picture))}`;
      await image.decode();
      const canvas = document.createElement("canvas");
      canvas.width = FINE * image.naturalWidth;
      canvas.height = FINE * image.naturalHeight;
      const pen = canvas.getContext("2d");
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob((content) => save(content, `${name}.png`));
    },
  };

  function fill(figure, picture, name) {
    const sheet = document.createElement("div");
    sheet.tabIndex = 0;
    sheet.setAttribute("role", "region");
    sheet.setAttribute("aria-label", name);
    const copy = picture.cloneNode(true);
    for (const each of copy.querySelectorAll("[id]")) each.removeAttribute("id");
    sheet.append(copy);
    const line = document.createElement("nav");
    for (const kind of Object.keys(SAVE)) {
      const saver = button(kind);
      saver.setAttribute("aria-label", `${words.save} ${kind}`);
      saver.addEventListener("click", (event) => {
        event.stopPropagation();
        SAVE[kind](picture, figure.id);
      });
      line.append(saver);
    }
    const numbers = figure.querySelector("a.numbers");
    if (numbers) line.append(numbers.cloneNode(true));
    line.append(button(words.close));
    dialog.setAttribute("aria-label", name);
    dialog.replaceChildren(line, sheet);
    if (!dialog.isConnected) document.body.append(dialog);
    dialog.showModal();
    line.lastChild.focus();
  }

  for (const picture of document.querySelectorAll("main figure > .drawing")) {
    const figure = picture.parentElement;
    const name = figure.querySelector("h3, h4, h5").textContent;
    const opener = button(words.open);
    opener.className = "opener";
    opener.setAttribute("aria-label", `${words.open}: ${name}`);
    for (const each of [opener, picture]) {
      each.addEventListener("click", () => fill(figure, picture, name));
    }
    picture.after(opener);
  }
})();
