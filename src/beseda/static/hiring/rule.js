// A rule's fields: a comparison and what is compared with, as the kind of answer has it. The same fields serve a
// question's requirement and a condition on an earlier answer.

const data = document.getElementById("op-names").dataset;
export const names = JSON.parse(data.names);
export const words = JSON.parse(data.words);
export const OPS = JSON.parse(data.ops);
const LEVELS = JSON.parse(data.levels);
const LANGUAGES = JSON.parse(data.languages);
const UNITS = JSON.parse(data.units);

const NUMERIC = new Set(["years", "number", "money", "duration", "notice"]);
const LISTS = new Set(["in", "has_all", "has_any"]);
export const CHOOSING = new Set(["choice", "multi_choice"]);
export const OPTIONED = new Set(["choice", "multi_choice", "skills"]);

export const inLanguage = (text, language) =>
  typeof text === "object" && text !== null ? (text[language] ?? Object.values(text)[0] ?? "") : (text ?? "");

const toNumber = (text) => (text.trim() === "" ? NaN : Number(text.replace(/[\s  ]/g, "").replace(",", ".")));

function select(part, label, options, value) {
  const frame = document.createElement("span");
  frame.className = "select";
  const field = document.createElement("select");
  field.className = "input";
  field.dataset.part = part;
  field.setAttribute("aria-label", label);
  field.append(...options.map(([key, text]) => new Option(text, key)));
  field.value = value ?? options[0]?.[0] ?? "";
  const arrow = document.getElementById("op-names").content.querySelector("svg").cloneNode(true);
  frame.append(field, arrow);
  return frame;
}

function input(part, label, value, { type = "text", mode = "text", hint = "" } = {}) {
  const field = document.createElement("input");
  field.className = "input question-value";
  field.dataset.part = part;
  field.setAttribute("aria-label", label);
  field.type = type;
  field.inputMode = mode;
  field.placeholder = hint;
  field.value = value ?? "";
  return field;
}

// Options of a list are ticked, not typed: a label that is mistyped would demand what nobody can answer.
function ticks(options, chosen, language) {
  const box = document.createElement("span");
  box.className = "rule-ticks";
  for (const option of options) {
    const label = document.createElement("label");
    label.className = "choice";
    const tick = document.createElement("input");
    tick.type = "checkbox";
    tick.dataset.part = "tick";
    tick.value = option.id;
    tick.checked = chosen.includes(option.id);
    const text = document.createElement("span");
    text.textContent = inLanguage(option.label, language) || option.id;
    label.append(tick, text);
    box.append(label);
  }
  return box;
}

const shownSkill = (one) => (typeof one === "string" ? one : one.skill);

function valueFields(asked, rule, language) {
  const { kind, options = [] } = asked;
  const [low, high] = rule.op === "between" ? (rule.value ?? []) : [rule.value, undefined];
  if (rule.op === "same_city") return [];
  if (kind === "yes_no") return [select("value", names.value, [["yes", names.yes], ["no", names.no]], rule.value)];
  if (CHOOSING.has(kind) && rule.op === "is") {
    return [select("value", names.value, options.map((one) => [one.id, inLanguage(one.label, language)]), rule.value)];
  }
  if (OPTIONED.has(kind) && options.length) return [ticks(options, [rule.value ?? []].flat().map(shownSkill), language)];
  if (kind === "language_level") {
    const spoken = [["", names.language], ...Object.entries(LANGUAGES)];
    return [select("value", names.value, LEVELS.map((one) => [one, one]), rule.value), select("language", names.language, spoken, rule.language ?? "")];
  }
  const type = kind === "date" ? "date" : "text";
  const looks = { type, mode: NUMERIC.has(kind) ? "decimal" : "text", hint: names[`value ${kind}`] ?? "" };
  const text = Array.isArray(low) ? low.map(shownSkill).join(", ") : low;
  const fields = [input("value", names.value, text, looks)];
  if (rule.op === "between") fields.push(input("value2", names.upper, high, looks));
  if (kind === "duration") fields.push(select("unit", names.unit, Object.entries(UNITS), rule.unit ?? "day"));
  return fields;
}

/** Show a rule on an answer in a box; `none` names the choice of no rule, where there may be none. */
export function showRule(box, asked, rule, { language, none = "" }) {
  const ops = (OPS[asked.kind] ?? []).map((op) => [op, names[`${asked.kind} ${op}`] ?? names[op] ?? op]);
  if (none) ops.unshift(["", none]);
  const op = rule?.op ?? ops[0]?.[0] ?? "";
  box.replaceChildren(select("op", names.comparison, ops, op), ...(op ? valueFields(asked, rule ?? { op }, language) : []));
}

const part = (box, name) => box.querySelector(`[data-part="${name}"]`);

function readValue(box, asked, op) {
  const { kind, options = [] } = asked;
  const text = part(box, "value")?.value ?? "";
  if (OPTIONED.has(kind) && op !== "is" && options.length) {
    return [...box.querySelectorAll('[data-part="tick"]:checked')].map((tick) => tick.value);
  }
  const one = (value) => (NUMERIC.has(kind) ? toNumber(value) : value.trim());
  if (op === "between") return [one(text), one(part(box, "value2")?.value ?? "")];
  if (LISTS.has(op)) return text.split(/[,;\n]/).map((item) => item.trim()).filter(Boolean);
  return one(text);
}

/** Read the rule that a box shows; undefined where none is chosen. What the box does not show is kept. */
export function readRule(box, asked, old = {}) {
  const op = part(box, "op")?.value;
  if (!op) return undefined;
  const { value: _value, unit: _unit, language: _language, ...rest } = old;
  const rule = { ...rest, op };
  if (op !== "same_city") rule.value = readValue(box, asked, op);
  // Years and levels beside a skill are not shown; they stay with the skill.
  if (asked.kind === "skills" && Array.isArray(_value)) {
    const known = new Map(_value.map((one) => [shownSkill(one), one]));
    rule.value = rule.value.map((skill) => known.get(skill) ?? skill);
  }
  if (asked.kind === "duration") rule.unit = part(box, "unit")?.value ?? old.unit ?? "day";
  const language = part(box, "language")?.value ?? old.language;
  if (asked.kind === "language_level" && language) rule.language = language;
  return rule;
}
