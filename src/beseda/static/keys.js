// Keys: what the page can do without a mouse, and `?` to see it.
//   data-key="n"  or "g v" (one after the other): clicks or focuses that element; its name is data-key-name or its text
//   data-list: j, k and the arrows walk its [data-row] elements; Enter opens the row's first link; x ticks its checkbox

let first = "";
let firstAt = 0;

const writing = (target) => target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
const seen = (element) => element.getClientRects().length > 0;

function press(keys) {
  const found = [...document.querySelectorAll(`[data-key="${CSS.escape(keys)}"]`)].find(seen);
  if (!found) return false;
  if (found.matches("input:not([type=checkbox]), textarea, select")) found.focus();
  else found.click();
  return true;
}

function walk(event) {
  const step = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 }[event.key];
  const rows = [...document.querySelectorAll("[data-list] [data-row]")].filter(seen);
  const current = document.activeElement?.closest("[data-row]");
  if (step && rows.length && (current || event.key.length === 1)) {
    const next = rows[Math.min(rows.length - 1, Math.max(0, rows.indexOf(current) + step))];
    next.tabIndex = 0;
    next.focus();
    next.scrollIntoView({ block: "nearest" });
    return true;
  }
  if (!current || document.activeElement !== current) return false;
  if (event.key === "Enter") return Boolean(current.querySelector("a[href]")?.click() ?? true);
  if (event.key === "x") return Boolean(current.querySelector("input[type=checkbox]")?.click() ?? true);
  return false;
}

function line(keys, name) {
  const term = document.createElement("dt");
  for (const key of keys.split(" ")) {
    const drawn = document.createElement("kbd");
    drawn.textContent = key;
    term.append(drawn, " ");
  }
  const words = document.createElement("dd");
  words.textContent = name;
  return [term, words];
}

function showKeys() {
  const overlay = document.getElementById("keys");
  if (!overlay || overlay.open) return;
  const list = overlay.querySelector(".keys");
  const lines = new Map([["?", list.dataset.help]]);
  if (document.querySelector("[data-list]")) {
    lines.set("j k", list.dataset.walk);
    lines.set("Enter", list.dataset.open);
  }
  for (const element of document.querySelectorAll("[data-key]")) {
    if (!lines.has(element.dataset.key)) {
      const name = element.dataset.keyName || element.getAttribute("aria-label") || element.textContent;
      lines.set(element.dataset.key, name.trim());
    }
  }
  list.replaceChildren(...[...lines].flatMap(([keys, name]) => line(keys, name)));
  overlay.showModal();
}

function onKey(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.localName?.includes("-") || writing(event.target) || document.querySelector("dialog[open]")) return;
  if (event.key === "?") {
    showKeys();
    return;
  }
  const sequence = event.timeStamp - firstAt < 1000 && first ? `${first} ${event.key}` : "";
  const done = (sequence && press(sequence)) || press(event.key) || walk(event);
  first = done ? "" : event.key;
  firstAt = event.timeStamp;
  if (done) event.preventDefault();
}

export function wireKeys() {
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-shows-keys]")) showKeys();
  });
}
