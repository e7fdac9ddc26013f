// The vacancy's editor: the list of questions as cards, kept as JSON in the form, and the interview to try beside it.

import { addCondition, questionsAbove, readConditions, removeCondition, showConditions } from "./conditions.js";
import { isProposed, keepProposal, startDrafting } from "./drafting.js";
import { describeQuestion, readQuestion, withLanguage, writeQuestion } from "./question.js";
import { readReminders, writeReminders } from "./reminders.js";
import { inLanguage } from "./rule.js";
import { startTryout } from "./tryout.js";
import { startWhatIf } from "./whatif.js";

const list = document.getElementById("questions");
const template = document.getElementById("question-template");
const store = document.getElementById("requirements");
const form = document.getElementById("editor");

const document_ = JSON.parse(store.value || "{}");
let changed = false;

const language = () => form.elements.locale.value;
const cards = () => [...list.children];
const kept = () => cards().filter((card) => !isProposed(card));
const above = (card) => questionsAbove(cards().map((one) => one.question), cards().indexOf(card));

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
    // What somebody is typing in must not be drawn anew under their hands.
    if (!card.querySelector("[data-conditions]").contains(document.activeElement)) showConditions(card, above(card), language());
  });
}

function readDemands() {
  const fields = form.elements;
  const { minimum_score: _minimum, below: _below, resume: _resume, language_model: _model, notes, reminders, ...rest } = document_;
  const demands = { ...rest };
  if (fields.notes.value.trim() || typeof notes === "object") demands.notes = withLanguage(notes, language(), fields.notes.value);
  const percent = Number(fields.minimum_percent.value);
  if (fields.minimum_percent.value.trim() && Number.isFinite(percent)) demands.minimum_score = percent / 100;
  if (fields.below.value === "reject") demands.below = "reject";
  const terms = fields.resume_terms.value.split(/[,;\n]/).map((term) => term.trim()).filter(Boolean);
  const resume = { weight: Number(fields.resume_weight.value.replace(",", ".")) || 0, terms };
  const years = Number(fields.resume_years.value.replace(",", "."));
  if (years > 0) resume.years = years;
  if (resume.weight > 0 || terms.length || resume.years) demands.resume = resume;
  const reminding = readReminders(fields, reminders);
  if (reminding) demands.reminders = reminding;
  if (!fields.language_model.checked) demands.language_model = false;
  return demands;
}

function writeDemands() {
  const fields = form.elements;
  const { minimum_score: minimum, below, resume = {} } = document_;
  writeReminders(fields, document_.reminders);
  fields.notes.value = inLanguage(document_.notes, language());
  fields.minimum_percent.value = minimum === undefined ? "" : Math.round(minimum * 100);
  fields.below.value = below ?? "review";
  fields.language_model.checked = document_.language_model !== false;
  fields.resume_weight.value = resume.weight ?? 0;
  fields.resume_terms.value = (resume.terms ?? []).join(", ");
  fields.resume_years.value = resume.years ?? "";
}

function requirements() {
  const { questions: _questions, ...demands } = readDemands();
  const questions = kept().map((card) => card.question);
  return questions.length ? { ...demands, questions } : demands;
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
    description: fields.description.value,
    location: fields.location.value,
    remote: fields.remote.checked,
    salary_min: fields.salary_min.value,
    salary_max: fields.salary_max.value,
    currency: fields.currency.value,
    mode: fields.mode.value,
    locale: language(),
    requirements: requirements(),
  };
}

function act(card, action) {
  if (action === "up") card.previousElementSibling?.before(card);
  if (action === "down") card.nextElementSibling?.after(card);
  if (action === "copy") addCard({ ...structuredClone(card.question), id: freshId(card.question.kind) }, card.nextElementSibling).focus();
  if (action === "keep") keepProposal(card);
  if (action === "condition") addCondition(card, above(card), language());
  if (action === "remove" || action === "drop") {
    const neighbour = card.nextElementSibling ?? card.previousElementSibling;
    card.remove();
    neighbour?.focus();
  }
  keep();
}

list.addEventListener("click", (event) => {
  const button = event.target.closest("[data-act]");
  if (!button) return;
  const card = button.closest(".question");
  if (button.dataset.act === "uncondition") removeCondition(card, button.closest("li[data-condition]"));
  else act(card, button.dataset.act);
  if (["condition", "uncondition"].includes(button.dataset.act)) showConditions(card, above(card), language());
  if (["condition", "uncondition"].includes(button.dataset.act)) keep();
  if (button.isConnected && !button.disabled && !button.hidden) button.focus();
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
  if (event.target.closest("[data-conditions]")) {
    const rested = event.target.dataset.when === "question";
    readConditions(card, above(card), language(), { rested });
    if (rested || event.target.dataset.part === "op") showConditions(card, above(card), language());
    keep();
    return;
  }
  const kindChanged = event.target.dataset.part === "kind";
  card.question = readQuestion(card, card.question, language(), { kindChanged });
  if (kindChanged) writeQuestion(card, card.question, language());
  else if (["op", "options"].includes(event.target.dataset.part)) {
    const asked = event.target.dataset.part;
    describeQuestion(card, card.question, language());
    if (asked === "op") card.querySelector('[data-requirement] [data-part="op"]').focus();
  }
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

writeDemands();
for (const question of document_.questions ?? []) addCard(question);
keep({ quietly: true });
showErrors();
startDrafting({ form, addCard, cards, keep, freshId });
startWhatIf({ form, draft });
startTryout({ chat: document.getElementById("tryout"), outcome: document.getElementById("tryout-outcome"), form, draft });
