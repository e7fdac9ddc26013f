// The vacancy's editor: the list of questions as cards, kept as JSON in the form, and the interview to try beside it.

import { describeQuestion, readQuestion, writeQuestion } from "./question.js";
import { startTryout } from "./tryout.js";

const list = document.getElementById("questions");
const template = document.getElementById("question-template");
const store = document.getElementById("requirements");
const form = document.getElementById("editor");

const document_ = JSON.parse(store.value || "{}");
let changed = false;

const language = () => form.elements.locale.value;
const cards = () => [...list.children];

function freshId(base) {
  const taken = new Set(cards().map((card) => card.question.id));
  let number = 1;
  while (taken.has(`${base}${number}`)) number += 1;
  return `${base}${number}`;
}

function addCard(question, before = null) {
  const card = template.content.firstElementChild.cloneNode(true);
  card.question = question;
  list.insertBefore(card, before);
  writeQuestion(card, question, language());
  return card;
}

function renumber() {
  cards().forEach((card, index) => {
    card.querySelector(".question-number").textContent = index + 1;
    card.querySelector('[data-act="up"]').disabled = index === 0;
    card.querySelector('[data-act="down"]').disabled = index === list.children.length - 1;
  });
}

function requirements() {
  const questions = cards().map((card) => card.question);
  return questions.length ? { ...document_, questions } : Object.fromEntries(Object.entries(document_).filter(([key]) => key !== "questions"));
}

function keep({ quietly = false } = {}) {
  store.value = JSON.stringify(requirements());
  renumber();
  if (!quietly) changed = true;
  form.dispatchEvent(new CustomEvent("draft", { bubbles: true }));
}

function draft() {
  const fields = form.elements;
  return {
    title: fields.title.value,
    location: fields.location.value,
    remote: fields.remote.checked,
    currency: fields.currency.value,
    locale: language(),
    requirements: requirements(),
  };
}

function act(card, action) {
  if (action === "up") card.previousElementSibling?.before(card);
  if (action === "down") card.nextElementSibling?.after(card);
  if (action === "copy") addCard({ ...structuredClone(card.question), id: freshId(card.question.kind) }, card.nextElementSibling).focus();
  if (action === "remove") {
    const neighbour = card.nextElementSibling ?? card.previousElementSibling;
    card.remove();
    neighbour?.focus();
  }
  keep();
}

list.addEventListener("click", (event) => {
  const button = event.target.closest("[data-act]");
  if (!button) return;
  act(button.closest(".question"), button.dataset.act);
  if (button.isConnected && !button.disabled) button.focus();
});

list.addEventListener("keydown", (event) => {
  const action = event.altKey && { ArrowUp: "up", ArrowDown: "down" }[event.key];
  const card = event.target.closest(".question");
  if (!action || !card) return;
  event.preventDefault();
  const focused = document.activeElement;
  act(card, action);
  focused.focus();
});

list.addEventListener("input", (event) => {
  const card = event.target.closest(".question");
  const kindChanged = event.target.dataset.part === "kind";
  card.question = readQuestion(card, card.question, language(), { kindChanged });
  if (kindChanged) writeQuestion(card, card.question, language());
  else if (event.target.dataset.part === "op") describeQuestion(card, card.question);
  keep();
});

document.getElementById("add-question").addEventListener("click", () => {
  const card = addCard({ id: freshId("question"), kind: "yes_no", prompt: "", required: true });
  keep();
  card.scrollIntoView({ block: "center" });
  card.querySelector('[data-part="prompt"]').focus();
});

form.addEventListener("input", (event) => {
  changed = true;
  // Texts kept in both languages are shown in the vacancy's: else one would be saved as the other.
  if (event.target === form.elements.locale) for (const card of cards()) writeQuestion(card, card.question, language());
  if (!event.target.closest("#questions")) form.dispatchEvent(new CustomEvent("draft", { bubbles: true }));
});
form.addEventListener("submit", () => {
  keep({ quietly: true });
  changed = false;
});
// What was typed must not be lost by a slip of the mouse.
addEventListener("beforeunload", (event) => {
  if (changed) event.preventDefault();
});

function showErrors() {
  for (const [index, message] of Object.entries(JSON.parse(list.dataset.errors || "{}"))) {
    const line = cards()[Number(index)]?.querySelector('[data-part="error"]');
    if (line) {
      line.hidden = false;
      line.textContent = message;
    }
  }
}

for (const question of document_.questions ?? []) addCard(question);
keep({ quietly: true });
showErrors();
startTryout({ chat: document.getElementById("tryout"), outcome: document.getElementById("tryout-outcome"), form, draft });
