// One question's card: from the JSON of the requirements to fields and back. What it does not show it keeps.

const names = JSON.parse(document.getElementById("op-names").dataset.names);
const OPS = {
  city: ["same_city", "in"],
  years: [">=", "<=", "between"],
  number: [">=", "<=", "between"],
  money: ["<=", ">=", "between"],
  yes_no: ["is"],
  choice: ["is", "in"],
  multi_choice: ["has_all", "has_any"],
  date: ["on_or_before", "on_or_after", "between"],
  text: [],
};
const NUMERIC = new Set(["years", "number", "money"]);
const CHOOSING = new Set(["choice", "multi_choice"]);
const LISTS = new Set(["in", "has_all", "has_any"]);

const part = (card, name) => card.querySelector(`[data-part="${name}"]`);
const inLanguage = (text, language) =>
  typeof text === "object" && text !== null ? (text[language] ?? Object.values(text)[0] ?? "") : (text ?? "");
// A text in both languages stays so; only the one on the page is changed.
const withLanguage = (old, language, text) =>
  typeof old === "object" && old !== null ? { ...old, [language]: text } : text;

function fillOps(card, question) {
  const select = part(card, "op");
  const none = new Option(names.none, "");
  select.replaceChildren(none, ...OPS[question.kind].map((op) => new Option(names[`${question.kind} ${op}`] ?? names[op], op)));
  select.value = question.rule?.op ?? "";
}

function showValue(question) {
  const { rule, options = [] } = question;
  if (!rule || rule.value === undefined || rule.value === null) return ["", ""];
  if (rule.op === "between") return rule.value.map(String);
  const label = (id) => inLanguage(options.find((option) => option.id === id)?.label ?? id, document.documentElement.lang);
  if (CHOOSING.has(question.kind)) return [[rule.value].flat().map(label).join(", "), ""];
  return [[rule.value].flat().join(", "), ""];
}

// Shows the fields that this kind and comparison have use for.
export function describeQuestion(card, question) {
  const { kind, rule } = question;
  const shown = { options: CHOOSING.has(kind), rule: OPS[kind].length > 0, knockout: Boolean(rule) };
  for (const [name, visible] of Object.entries(shown)) {
    for (const element of card.querySelectorAll(`[data-shown="${name}"]`)) element.hidden = !visible;
  }
  const [value, upper] = [part(card, "value"), part(card, "value2")];
  value.hidden = !rule || rule.op === "same_city";
  upper.hidden = rule?.op !== "between";
  for (const input of [value, upper]) {
    input.type = kind === "date" ? "date" : "text";
    input.inputMode = NUMERIC.has(kind) ? "decimal" : "text";
    input.placeholder = names[`value ${kind}`] ?? "";
  }
}

export function writeQuestion(card, question, language) {
  part(card, "kind").value = question.kind;
  part(card, "prompt").value = inLanguage(question.prompt, language);
  part(card, "options").value = (question.options ?? []).map((option) => inLanguage(option.label, language)).join("\n");
  part(card, "required").checked = question.required !== false;
  part(card, "knockout").checked = question.rule?.knockout !== false;
  part(card, "weight").value = question.weight ?? 1;
  fillOps(card, question);
  [part(card, "value").value, part(card, "value2").value] = showValue(question);
  describeQuestion(card, question);
}

function readOptions(card, old = [], language) {
  const lines = part(card, "options").value.split("\n").map((line) => line.trim()).filter(Boolean);
  return lines.map((line, index) => {
    const known = old.find((option) => inLanguage(option.label, language) === line) ?? old[index];
    return known ? { ...known, label: withLanguage(known.label, language, line) } : { id: `o${index + 1}_${Math.random().toString(36).slice(2, 6)}`, label: line };
  });
}

const toNumber = (text) => Number(text.replace(/[\s  ]/g, "").replace(",", "."));

function readValue(card, question, op, language) {
  const text = part(card, "value").value.trim();
  if (op === "same_city") return undefined;
  const one = (value) => {
    if (NUMERIC.has(question.kind)) return toNumber(value);
    if (question.kind === "yes_no") return /^(no|нет|n|н)$/i.test(value) ? "no" : "yes";
    if (CHOOSING.has(question.kind)) {
      return (question.options ?? []).find((option) => inLanguage(option.label, language).toLowerCase() === value.toLowerCase())?.id ?? value;
    }
    return value;
  };
  if (op === "between") return [one(text), one(part(card, "value2").value.trim())];
  if (LISTS.has(op)) return text.split(/[,;\n]/).map((item) => item.trim()).filter(Boolean).map(one);
  return one(text);
}

export function readQuestion(card, old, language, { kindChanged }) {
  const kind = part(card, "kind").value;
  const question = { ...old, kind, prompt: withLanguage(old.prompt, language, part(card, "prompt").value), required: part(card, "required").checked };
  if (CHOOSING.has(kind)) question.options = readOptions(card, old.options, language);
  else delete question.options;
  const op = kindChanged ? "" : part(card, "op").value;
  if (op) {
    const { value: _old, ...rest } = old.rule ?? {};
    const value = readValue(card, question, op, language);
    question.rule = { ...rest, op, knockout: part(card, "knockout").checked, ...(value === undefined ? {} : { value }) };
    question.weight = toNumber(part(card, "weight").value || "1");
  } else {
    delete question.rule;
    delete question.weight;
  }
  return question;
}
