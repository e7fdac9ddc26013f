// Texts to rejected candidates: picking a saved one, putting variables in, and how it reads, as the server fills it.
//   data-preview="/path"   on a form or dialog: where its [data-letter] fields are sent to be filled; shown in [data-preview-shown]
//   data-letters           a select whose options hold data-ru and data-en; it fills [data-letter] fields by their lang
//   data-variable="{name}" a button that puts it in where the cursor last was

const waits = new WeakMap();
let lastField;

async function preview(holder) {
  const shown = holder.querySelector("[data-preview-shown]");
  const body = new FormData();
  for (const field of holder.querySelectorAll("[data-letter]")) body.set(field.name, field.value);
  if (![...body.values()].some((value) => value.trim())) {
    shown.replaceChildren();
    return;
  }
  const path = holder.dataset.preview.replace("{first}", () => document.querySelector('input[name="ids"]:checked')?.value ?? "");
  const headers = { "X-CSRF-Token": document.querySelector('meta[name="csrf-token"]').content };
  try {
    const answer = await fetch(path, { method: "POST", body, headers });
    if (answer.ok) shown.innerHTML = await answer.text();
  } catch {
    // The preview is a convenience: without it the text is sent all the same.
  }
}

function plan(holder, delay) {
  clearTimeout(waits.get(holder));
  waits.set(holder, setTimeout(preview, delay, holder));
}

document.addEventListener("input", (event) => {
  const holder = event.target.closest("[data-letter]")?.closest("[data-preview]");
  if (holder) plan(holder, 300);
});

document.addEventListener("focusin", (event) => {
  if (event.target.matches("[data-letter]")) lastField = event.target;
});

document.addEventListener("change", (event) => {
  const choice = event.target.closest("select[data-letters]");
  if (!choice) return;
  const holder = choice.closest("[data-preview]");
  const { ru = "", en = "" } = choice.selectedOptions[0].dataset;
  for (const field of holder.querySelectorAll("[data-letter]")) {
    const [own, other] = field.lang === "en" ? [en, ru] : [ru, en];
    field.value = own || (holder.querySelectorAll("[data-letter]").length === 1 ? other : "");
  }
  plan(holder, 0);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-variable]");
  if (!button) return;
  const holder = button.closest("[data-preview]");
  const field = holder.contains(lastField) ? lastField : holder.querySelector("[data-letter]");
  field.setRangeText(button.dataset.variable, field.selectionStart, field.selectionEnd, "end");
  field.focus();
  plan(holder, 0);
});
