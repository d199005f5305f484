import { createHash } from "node:crypto";

/** Buttons in the heads of tables sort their rows; heads of rows that belong together stay where they are. */
const sorting = `
function keyOf(row, column) {
  const cell = row.children[column];
  const key = cell.dataset.key;
  return key === undefined ? cell.textContent : key === "" ? NaN : Number(key);
}
function compare(a, b) {
  if (typeof a === "string" || typeof b === "string") return String(a).localeCompare(String(b), "en", { numeric: true });
  return Number.isNaN(a) ? (Number.isNaN(b) ? 0 : 1) : Number.isNaN(b) ? -1 : a - b;
}
function sortTable(table, column, sign) {
  for (const body of table.tBodies) {
    const rows = [...body.rows].filter((row) => row.children.length > column);
    rows.sort((a, b) => {
      const [first, second] = [keyOf(a, column), keyOf(b, column)];
      return Number.isNaN(first) || Number.isNaN(second) ? compare(first, second) : sign * compare(first, second);
    });
    body.append(...rows);
  }
}
function makeSortable(table) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const ascending = head.getAttribute("aria-sort") !== "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", ascending ? "ascending" : "descending");
      sortTable(table, column, ascending ? 1 : -1);
    });
  });
}`;

/** A pointer shows the nearest value; arrow keys go along a line, and from line to line. */
const reading = `
function readable(svg) {
  const lines = [...svg.querySelectorAll("g[data-points]")].map((group) => (
    { label: group.dataset.line, parent: group.parentNode, points: JSON.parse(group.dataset.points) }
  )).filter(({ points }) => points.length > 0);
  if (lines.length === 0) return;
  const marker = document.createElementNS("http://www.w3.org/2000/svg", "circle");
  for (const [name, value] of Object.entries({ r: 7, fill: "none", stroke: "currentColor", "stroke-width": 2, class: "marker" })) {
    marker.setAttribute(name, value);
  }
  const readout = document.createElement("p");
  readout.className = "readout";
  readout.setAttribute("aria-live", "polite");
  svg.after(readout);
  const hint = "Point at the chart, or focus it and press the arrow keys, to read values.";
  const rest = () => { marker.remove(); readout.textContent = hint; };
  let [line, point] = [0, 0];
  const show = () => {
    const { label, parent, points } = lines[line];
    const [x, y, says] = points[point];
    marker.setAttribute("cx", x);
    marker.setAttribute("cy", y);
    parent.append(marker);
    readout.textContent = label + " \\u2013 " + says;
  };
  const nearest = (event) => {
    let best = Infinity;
    lines.forEach(({ parent, points }, lineIndex) => {
      const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(parent.getScreenCTM().inverse());
      points.forEach(([x, y], pointIndex) => {
        const distance = (x - at.x) ** 2 + (y - at.y) ** 2;
        if (distance < best) [best, line, point] = [distance, lineIndex, pointIndex];
      });
    });
    show();
  };
  const along = (step) => { point = Math.max(0, Math.min(lines[line].points.length - 1, point + step)); };
  const across = (step) => { line = (line + step + lines.length) % lines.length; along(0); };
  const keys = {
    ArrowRight: () => along(1), ArrowLeft: () => along(-1), ArrowDown: () => across(1), ArrowUp: () => across(-1),
    Home: () => along(-Infinity), End: () => along(Infinity),
  };
  svg.setAttribute("tabindex", "0");
  svg.setAttribute("role", "application");
  svg.setAttribute("aria-roledescription", "chart");
  svg.addEventListener("pointermove", nearest);
  svg.addEventListener("pointerleave", rest);
  svg.addEventListener("focus", () => { if (svg.matches(":focus-visible")) show(); });
  svg.addEventListener("blur", rest);
  svg.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return rest();
    if (!(event.key in keys) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    keys[event.key]();
    show();
  });
  rest();
}`;

/**
 * What makes the page better where scripts run. It holds no data: what it reads stands in escaped attributes, and it writes text only.
 */
export const pageScript: string = ["\"use strict\";\n{", sorting, reading, `
  for (const table of document.querySelectorAll("table.sortable")) makeSortable(table);
  for (const svg of document.querySelectorAll("figure svg")) readable(svg);
}
`].join("");

/** How the page's policy names the script. */
export const pageScriptHash: string = "sha256-".concat(createHash("sha256").update(pageScript).digest("base64"));
