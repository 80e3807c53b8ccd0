// Tables of class "sortable": headings that sort, and above long ones a field that filters.
// Cells sort by their data-value (empty: undefined, always last), others by their text.
"use strict";
(() => {
  const LONG = 12; // rows, above which there is a field
  const WORDS = {
    en: { find: "Find", rows: (shown, all) => `${shown} of ${all} rows` },
    es: { find: "Buscar", rows: (shown, all) => `${shown} de ${all} filas` },
  };
  const language = document.documentElement.lang;
  const words = WORDS[language];
  const compare = new Intl.Collator(language, { numeric: true }).compare;
  const folded = (text) =>
    text.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLowerCase();

  // The cells' texts apart, so that nothing is found across two of them.
  const textOf = (row) => folded([...row.cells].map((cell) => cell.textContent).join("\n"));

  function valueOf(cell) {
    const value = cell.dataset.value;
    if (value === undefined) return cell.textContent.trim();
    return value === "" ? NaN : Number(value);
  }

  // What is undefined stays last in either direction.
  function order(a, b, direction) {
    if (typeof a === "string" || typeof b === "string") return direction * compare(a, b);
    if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) - Number.isNaN(b);
    return direction * (a - b);
  }

  function sortBy(table, heading, column) {
    const direction = heading.getAttribute("aria-sort") === "ascending" ? -1 : 1;
    const body = table.tBodies[0];
    const keyed = [...body.rows].map((row) => [valueOf(row.cells[column]), row]);
    keyed.sort(([a], [b]) => order(a, b, direction));
    body.append(...keyed.map(([, row]) => row));
    for (const other of heading.parentElement.cells) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
  }

  function addField(table) {
    const field = document.createElement("input");
    const label = document.createElement("label");
    const count = document.createElement("output");
    const line = document.createElement("div");
    const rows = [...table.tBodies[0].rows];
    field.type = "search";
    label.append(`${words.find} `, field);
    line.className = "filter";
    line.append(label, count);
    field.addEventListener("input", () => {
      const wanted = folded(field.value.trim());
      for (const row of rows) row.hidden = !textOf(row).includes(wanted);
      const shown = rows.filter((row) => !row.hidden).length;
      count.textContent = wanted ? words.rows(shown, rows.length) : "";
    });
    (table.closest(".scroll") ?? table).before(line);
  }

  for (const table of document.querySelectorAll("table.sortable")) {
    [...table.tHead.rows[0].cells].forEach((heading, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...heading.childNodes);
      heading.append(button);
      button.addEventListener("click", () => sortBy(table, heading, column));
    });
    if (table.tBodies[0].rows.length > LONG) addField(table);
  }
})();
