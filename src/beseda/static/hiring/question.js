// One question's card: from the JSON of the requirements to fields and back. What it does not show it keeps.

import { CHOOSING, OPS, OPTIONED, inLanguage, names, readRule, showRule } from "./rule.js";

const part = (card, name) => card.querySelector(`[data-part="${name}"]`);
const ruleBox = (card) => card.querySelector("[data-requirement]");
// A text in both languages stays so; only the one on the page is changed.
export const withLanguage = (old, language, text) =>
  typeof old === "object" && old !== null ? { ...old, [language]: text } : text;

// Shows the fields that this kind and comparison have use for.
export function describeQuestion(card, question, language) {
  const { kind, rule } = question;
  const judged = (OPS[kind] ?? []).length > 0;
  const shown = { options: OPTIONED.has(kind), rule: judged, knockout: Boolean(rule), weight: judged && (Boolean(rule) || CHOOSING.has(kind)), contact: names.contacts.includes(kind) };
  for (const [name, visible] of Object.entries(shown)) {
    for (const element of card.querySelectorAll(`[data-shown="${name}"]`)) element.hidden = !visible;
  }
  if (judged) showRule(ruleBox(card), question, rule, { language, none: names.none });
}

export function writeQuestion(card, question, language) {
  part(card, "kind").value = question.kind;
  part(card, "prompt").value = inLanguage(question.prompt, language);
  part(card, "options").value = (question.options ?? []).map((option) => inLanguage(option.label, language)).join("\n");
  part(card, "required").checked = question.required !== false;
  part(card, "knockout").checked = question.rule?.knockout !== false;
  part(card, "weight").value = question.weight ?? 1;
  describeQuestion(card, question, language);
}

function readOptions(card, old = [], language) {
  const lines = part(card, "options").value.split("\n").map((line) => line.trim()).filter(Boolean);
  return lines.map((line, index) => {
    const known = old.find((option) => inLanguage(option.label, language) === line) ?? old[index];
    return known ? { ...known, label: withLanguage(known.label, language, line) } : { id: `o${index + 1}_${Math.random().toString(36).slice(2, 6)}`, label: line };
  });
}

const toWeight = (text) => Number(text.replace(",", ".")) || 0;

export function readQuestion(card, old, language, { kindChanged }) {
  const kind = part(card, "kind").value;
  const question = { ...old, kind, prompt: withLanguage(old.prompt, language, part(card, "prompt").value), required: part(card, "required").checked };
  const options = OPTIONED.has(kind) ? readOptions(card, old.options, language) : [];
  if (options.length) question.options = options;
  else delete question.options;
  const rule = kindChanged ? undefined : readRule(ruleBox(card), question, old.rule);
  if (rule) question.rule = { ...rule, knockout: part(card, "knockout").checked };
  else delete question.rule;
  if (rule || (CHOOSING.has(kind) && !kindChanged && old.weight !== undefined)) question.weight = toWeight(part(card, "weight").value || "1");
  else delete question.weight;
  return question;
}
