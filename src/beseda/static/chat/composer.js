// Where one writes: a field that grows, choices under the thumb, a counter only when it matters.

import { drawing, make } from "./elements.js";

const length = (text) => [...text].length; // as the server counts: characters, not UTF-16 units

export class Composer {
  constructor({ words, most, place, send, typing }) {
    Object.assign(this, { words, most, place, send, typing });
    this.field = make("textarea", {
      rows: "1",
      enterkeyhint: "send",
      autocomplete: "off",
      dir: "auto",
      input: () => this.#changed(),
      keydown: (event) => this.#key(event),
    });
    this.button = make("button", { type: "submit", class: "send", disabled: true }, drawing("send"));
    this.counter = make("output", { class: "counter", hidden: true });
    this.choices = make("div", { class: "choices", role: "group", hidden: true });
    this.form = make("form", { class: "composer" }, this.counter, make("div", { class: "box" }, this.field, this.button));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.label();
    this.field.value = this.#draft() ?? "";
    requestAnimationFrame(() => this.#fit());
  }

  label() {
    const { write, send, choose } = this.words;
    this.field.placeholder = this.field.ariaLabel = write;
    this.button.title = this.button.ariaLabel = send;
    this.choices.ariaLabel = choose;
  }

  /** Offer answers: strings or {id, label}; with `several` they are ticked and sent together. */
  offer(choices, several = false) {
    const labels = (choices ?? []).map((choice) => (typeof choice === "string" ? choice : (choice.label ?? choice.id)));
    this.choices.hidden = labels.length === 0;
    this.choices.replaceChildren(...labels.map((label) => this.#choice(label, several)));
    if (several && labels.length) this.choices.append(this.#doneButton());
  }

  #choice(label, several) {
    const button = make("button", { type: "button", class: "choice", dir: "auto", "aria-pressed": several ? "false" : null }, label);
    button.addEventListener("click", () => {
      if (several) {
        button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
        this.choices.querySelector(".done").disabled = !this.choices.querySelector('[aria-pressed="true"]');
      } else this.#answer(label);
    });
    return button;
  }

  #doneButton() {
    const done = make("button", { type: "button", class: "choice done", disabled: true }, this.words.done);
    done.addEventListener("click", () => {
      const chosen = [...this.choices.querySelectorAll('[aria-pressed="true"]')];
      this.#answer(chosen.map((button) => button.textContent).join(", "));
    });
    return done;
  }

  #answer(text) {
    this.offer([]);
    this.send(text);
    if (matchMedia("(pointer: fine)").matches) this.focus();
  }

  #key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#submit();
  }

  #submit() {
    const text = this.field.value.trim();
    if (!text || length(text) > this.most) return;
    this.field.value = "";
    this.#changed();
    this.offer([]);
    this.send(text);
    this.focus();
  }

  #changed() {
    this.#fit();
    this.#keep();
    if (this.field.value.trim()) this.typing();
  }

  #fit() {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, 160)}px`;
    this.field.style.overflowY = this.field.scrollHeight > 160 ? "auto" : "hidden";
    const left = this.most - length(this.field.value.trim());
    this.counter.hidden = left > this.most * 0.15;
    this.counter.value = left < 0 ? this.words.over(-left) : this.words.left(left);
    this.counter.classList.toggle("over", left < 0);
    this.field.setAttribute("aria-invalid", String(left < 0));
    this.button.disabled = left < 0 || !this.field.value.trim();
  }

  /** A draft outlives a reload of the page. */
  #keep() {
    try {
      if (this.field.value) sessionStorage.setItem(this.place, this.field.value);
      else sessionStorage.removeItem(this.place);
    } catch {
      // A browser that keeps nothing keeps no draft.
    }
  }

  #draft() {
    try {
      return sessionStorage.getItem(this.place);
    } catch {
      return null;
    }
  }

  focus() {
    this.field.focus({ preventScroll: true });
  }
}
