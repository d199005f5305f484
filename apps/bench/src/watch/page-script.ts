/**
 * The script of the page: takes what the server sends and puts it in place, keeping the focus and which failures are open.
 *
 * It runs in the browser, so it is text here. All markup that it puts in was escaped by the server.
 */
export const pageScript = (): string => `"use strict";
(() => {
  const choice = document.getElementById("curve-form");
  const connection = document.getElementById("connection");
  let source;

  const openIn = (part) => new Set([...part.querySelectorAll("details[open]")].map((each) => each.id));

  function replace(name, markup) {
    const part = document.getElementById(name);
    if (!part) return;
    const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
    const chosen = part.querySelector("select")?.value;
    const open = openIn(part);
    part.innerHTML = markup;
    for (const each of part.querySelectorAll("details")) each.open = open.has(each.id);
    const select = part.querySelector("select");
    if (select && chosen && [...select.options].some((option) => option.value === chosen)) select.value = chosen;
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }

  function connect() {
    source?.close();
    const curve = document.getElementById("curve")?.value ?? "";
    source = new EventSource("/events?curve=" + encodeURIComponent(curve));
    source.addEventListener("parts", (event) => {
      connection.textContent = "";
      const { title, ...parts } = JSON.parse(event.data);
      if (title !== undefined) document.title = title;
      for (const [name, markup] of Object.entries(parts)) replace(name, markup);
    });
    source.addEventListener("error", () => {
      connection.textContent = "The watcher does not answer: it was ended, or this page lost it. Trying again.";
    });
  }

  choice.addEventListener("change", connect);
  choice.addEventListener("submit", (event) => { event.preventDefault(); connect(); });
  connect();
})();
`;
