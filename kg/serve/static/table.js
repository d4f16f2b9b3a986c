// Lets the rows of a table be sorted by a click on a heading; without it the table stands as it was sent.
"use strict";

const value = (row, at, number) => {
  const text = row.cells[at].textContent.trim();
  return number ? (text === "" ? -Infinity : Number(text.replaceAll(",", ""))) : text;
};

const sort = (table, at, heading) => {
  const descending = heading.getAttribute("aria-sort") === "ascending";
  const number = heading.classList.contains("number");
  const words = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row) => [value(row, at, number), row]);
  rows.sort(([one], [other]) => (number ? one - other || 0 : words.compare(one, other)));
  if (descending) rows.reverse();
  body.append(...rows.map(([, row]) => row));
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", descending ? "descending" : "ascending");
};

for (const table of document.querySelectorAll("table.sortable")) {
  [...table.tHead.rows[0].cells].forEach((heading, at) => {
    const button = document.createElement("button");
    button.type = "button";
    button.title = "Sort by this column";
    // A heading that leads somewhere keeps its link, and the button stands beside it.
    if (heading.querySelector("a")) button.ariaLabel = `Sort by ${heading.textContent.trim()}`;
    else button.append(...heading.childNodes);
    button.addEventListener("click", () => sort(table, at, heading));
    heading.append(button);
  });
}
