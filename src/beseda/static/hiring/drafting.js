// Questions drafted from the vacancy's text: proposed as cards with the sentence they came from, to keep, edit or drop.

import { words } from "./rule.js";

function quoted(card, sentence, byModel) {
  const strip = card.querySelector("[data-proposal]");
  strip.hidden = false;
  strip.querySelector("[data-by-model]").hidden = !byModel;
  strip.querySelector("[data-sentence]").textContent = sentence;
  card.classList.add("is-proposed");
}

/** Take a proposal as one's own, in place of the card it is the better form of. */
export function keepProposal(card) {
  card.replaces?.remove();
  card.classList.remove("is-proposed");
  card.querySelector("[data-proposal]").hidden = true;
}

export const isProposed = (card) => card.classList.contains("is-proposed");

function fillEmpty(form, facts) {
  const filled = [];
  for (const [name, value] of Object.entries(facts)) {
    const field = form.elements[name];
    if (!field) continue;
    if (field.type === "checkbox") {
      if (value && !field.checked) filled.push(name);
      field.checked ||= Boolean(value);
    } else if (!field.value) {
      field.value = value;
      filled.push(name);
    }
  }
  return filled;
}

export function startDrafting({ form, addCard, cards, keep, freshId }) {
  const dialog = document.getElementById("drafting");
  const text = dialog.querySelector("textarea");
  const note = document.getElementById("drafting-note");

  document.getElementById("draft-questions").addEventListener("click", () => {
    text.value = form.elements.description.value;
    dialog.showModal();
    text.focus();
  });

  function propose({ questions, facts, left_out: leftOut }) {
    const asked = new Map(cards().map((card) => [card.question.id, card]));
    // A question that is there without a requirement gets one proposed; what somebody demands already stays.
    const fresh = questions.filter(({ question, by_model: byModel }) => byModel || !asked.has(question.id) || (question.rule && !asked.get(question.id).question.rule));
    for (const { question, sentence, by_model: byModel } of fresh) {
      const known = byModel ? undefined : asked.get(question.id);
      const card = addCard(question, known?.nextElementSibling ?? null);
      card.replaces = known;
      if (byModel) card.question = { ...question, id: freshId("question") };
      quoted(card, sentence, byModel);
    }
    const filled = fillEmpty(form, facts);
    if (!form.elements.description.value.trim()) form.elements.description.value = text.value;
    note.replaceChildren();
    const say = (line) => note.append(Object.assign(document.createElement("p"), { textContent: line }));
    say(fresh.length ? words.drafted.replace("{count}", fresh.length) : words.nothing_drafted);
    if (filled.length) say(words.filled);
    for (const sentence of leftOut) say(words.left_out.replace("{sentence}", sentence));
    note.hidden = false;
    keep();
    (cards().find(isProposed) ?? note).scrollIntoView({ block: "center" });
  }

  dialog.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = dialog.querySelector("[type=submit]");
    button.disabled = true;
    try {
      const answer = await fetch("/console/draft", {
        method: "POST",
        credentials: "same-origin",
        headers: { "Content-Type": "application/json", "X-CSRF-Token": form.elements.csrf_token.value },
        body: JSON.stringify({ text: text.value }),
      });
      if (!answer.ok) throw new Error(String(answer.status));
      dialog.close();
      propose(await answer.json());
    } catch {
      dialog.querySelector("[data-failed]").hidden = false;
    } finally {
      button.disabled = false;
    }
  });
}
