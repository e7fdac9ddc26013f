// Toasts: what just happened, with the way back. The server sends one in `HX-Trigger: {"toast": {"text": …, "undo": {…}}}`.
//   undo: {url, label}  is posted with the page's token; the page is then read anew.

let token = () => "";

function iconButton(label) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-quiet button-icon";
  button.setAttribute("aria-label", label);
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  drawing.setAttribute("class", "icon");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", "M18 6 6 18M6 6l12 12");
  drawing.append(path);
  button.append(drawing);
  return button;
}

async function undoIt(undo, element) {
  element.remove();
  const answer = await fetch(undo.url, { method: "POST", headers: { "X-CSRF-Token": token() } });
  if (answer.ok) location.reload();
  else toast(document.body.dataset.failed ?? "", { kind: "danger" });
}

/** Show a toast; with `undo` it stays ten seconds, otherwise five, and as long as it is hovered or focused. */
export function toast(text, { undo = null, kind = "" } = {}) {
  const place = document.getElementById("toasts");
  if (!place || !text) return;
  const element = document.createElement("div");
  element.className = `toast ${kind ? `toast-${kind}` : ""}`;
  const words = document.createElement("p");
  words.textContent = text;
  element.append(words);
  if (undo) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-quiet";
    button.textContent = undo.label ?? place.dataset.undo;
    button.addEventListener("click", () => undoIt(undo, element));
    element.append(button);
  }
  const close = iconButton(place.dataset.close);
  close.addEventListener("click", () => element.remove());
  element.append(close);
  place.append(element);
  if (place.showPopover) {
    // Shown anew, so that it stands above a dialog that was opened since.
    if (place.matches(":popover-open")) place.hidePopover();
    place.showPopover();
  }
  leaveLater(element, undo ? 10_000 : 5_000);
}

function leaveLater(element, after) {
  const watch = setInterval(() => {
    if (element.matches(":hover, :focus-within")) return;
    element.remove();
    clearInterval(watch);
  }, after);
}

export function wireToasts(csrf) {
  token = csrf;
  document.addEventListener("toast", (event) => toast(event.detail.text ?? event.detail.value, event.detail));
  for (const waiting of document.querySelectorAll("[data-toast]")) {
    const undo = waiting.dataset.undoUrl ? { url: waiting.dataset.undoUrl } : null;
    toast(waiting.dataset.toast, { undo });
  }
}
