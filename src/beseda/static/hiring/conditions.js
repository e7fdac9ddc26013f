// When a question is asked: conditions on the answers to the questions above it, all of which must hold.

import { OPS, inLanguage, names, readRule, showRule } from "./rule.js";

const template = document.getElementById("condition-template");
const listed = (question) => (question.when === undefined ? [] : [question.when].flat());
const canRest = (question) => (OPS[question.kind] ?? []).length > 0;

/** Questions whose answers a condition of a card may rest on. */
export const questionsAbove = (questions, place) => questions.slice(0, place).filter(canRest);

function firstRule(asked, language) {
  const box = document.createElement("span");
  showRule(box, asked, undefined, { language });
  const rule = readRule(box, asked) ?? {};
  // A condition must say something from the start: the first answer there is, or the least number.
  if (Array.isArray(rule.value) && !rule.value.length && asked.options?.length) rule.value = [asked.options[0].id];
  if (Number.isNaN(rule.value)) rule.value = 1;
  return rule;
}

function row(condition, above, language) {
  const line = template.content.firstElementChild.cloneNode(true);
  const picked = line.querySelector('[data-when="question"]');
  const known = above.some((one) => one.id === condition.question);
  if (!known) picked.append(new Option(names.gone, condition.question));
  for (const one of above) picked.append(new Option(inLanguage(one.prompt, language) || one.id, one.id));
  picked.value = condition.question;
  line.classList.toggle("is-broken", !known);
  const asked = above.find((one) => one.id === condition.question);
  if (asked) showRule(line.querySelector("[data-rule]"), asked, condition, { language });
  return line;
}

/** Show the conditions of a card's question, and whether one more can be added. */
export function showConditions(card, above, language) {
  const box = card.querySelector("[data-conditions]");
  const conditions = listed(card.question);
  box.closest("fieldset").hidden = !conditions.length;
  box.replaceChildren(...conditions.map((one) => row(one, above, language)));
  card.querySelector('[data-act="condition"]').hidden = !above.length;
}

function keepConditions(card, conditions) {
  if (conditions.length) card.question.when = conditions.length === 1 ? conditions[0] : conditions;
  else delete card.question.when;
}

/** Read the conditions that a card shows into its question. */
export function readConditions(card, above, language, { rested = false } = {}) {
  const old = listed(card.question);
  const conditions = [...card.querySelectorAll("[data-conditions] > li")].map((line, place) => {
    const question = line.querySelector('[data-when="question"]').value;
    const asked = above.find((one) => one.id === question);
    if (!asked) return old[place];
    const { knockout: _knockout, ...rule } = rested && old[place]?.question !== question
      ? firstRule(asked, language)
      : (readRule(line.querySelector("[data-rule]"), asked, { ...old[place], question: undefined }) ?? {});
    return { ...rule, question };
  });
  keepConditions(card, conditions);
}

/** Add a condition on the nearest question above. */
export function addCondition(card, above, language) {
  const asked = above.at(-1);
  if (!asked) return;
  const { knockout: _knockout, ...rule } = firstRule(asked, language);
  keepConditions(card, [...listed(card.question), { ...rule, question: asked.id }]);
}

/** Take the condition of a line away. */
export function removeCondition(card, line) {
  const place = [...line.parentElement.children].indexOf(line);
  keepConditions(card, listed(card.question).filter((_one, at) => at !== place));
}
