// What each message says and whose it is, as far as the page has seen it; and the quotes that point at them.

import { make } from "../chat/elements.js";
import { words } from "./words.js";

const LONGEST = 140;

export class Quotes {
  #said = new Map();
  name = "";

  constructor(chat) {
    this.chat = chat;
  }

  get #me() {
    return this.chat.getAttribute("me");
  }

  row(seq) {
    return this.chat.view?.list.querySelector(`[data-seq="${seq}"]`) ?? null;
  }

  /** What a message says: {text, own, at}; null for one that is gone or was never here. */
  said(seq) {
    return this.#said.get(Number(seq)) ?? null;
  }

  hear(frame) {
    if (frame.type === "message") {
      this.#said.set(frame.seq, { text: frame.message, own: frame.from.id === this.#me, at: Date.parse(frame.at) });
      if (frame.reply_to) setTimeout(() => this.draw(this.row(frame.seq), frame.reply_to));
    } else if (frame.type === "edited") {
      const known = this.said(frame.of);
      if (known) known.text = frame.message;
      this.#redraw(frame.of);
    } else if (frame.type === "deleted") {
      this.#said.delete(frame.of);
      this.#redraw(frame.of);
    }
  }

  /** Put the message that is answered over the answer. */
  draw(row, seq) {
    const bubble = row?.querySelector(".bubble");
    if (!bubble || bubble.querySelector(".quote")) return;
    const quote = make("button", { type: "button", class: "quote", "data-of": seq, click: () => this.show(seq) });
    this.#fill(quote, seq);
    bubble.querySelector(".text").before(quote);
  }

  #fill(quote, seq) {
    const known = this.said(seq);
    const who = known?.own ? words.you : this.name;
    const text = known ? short(known.text) : words.gone;
    quote.replaceChildren(...(known ? [make("strong", {}, who)] : []), make("span", { dir: "auto" }, text));
    quote.classList.toggle("gone", !known);
  }

  #redraw(seq) {
    for (const quote of this.chat.view?.list.querySelectorAll(`.quote[data-of="${seq}"]`) ?? []) this.#fill(quote, seq);
  }

  /** Bring a message into view and point at it; `jumps`: at once, and to the keyboard as well. */
  show(seq, jumps = false) {
    const row = this.row(seq);
    if (!row) return;
    if (jumps) {
      row.tabIndex = -1;
      row.focus({ preventScroll: true });
    }
    const still = jumps || matchMedia("(prefers-reduced-motion: reduce)").matches;
    row.scrollIntoView({ block: "center", behavior: still ? "instant" : "smooth" });
    row.classList.add("pointed");
    setTimeout(() => row.classList.remove("pointed"), 1600);
  }
}

export const short = (text) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
