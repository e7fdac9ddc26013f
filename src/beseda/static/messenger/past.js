// Older messages, fetched when the reader scrolls up to them, and put above without moving what is being read.

import { make } from "../chat/elements.js";
import { View } from "../chat/view.js";
import { lifetime, words } from "./words.js";

const NEAR = 300;
const SETTLED = 1500;

export class Past {
  #view = null;
  #first = null;
  #asking = false;
  #all = false;
  #scroller = null;
  #minutes = 0;

  constructor(chat, quotes) {
    this.chat = chat;
    this.quotes = quotes;
    this.note = make("div", { class: "line past", role: "status" });
  }

  /** Follow the log: older rows are edited, deleted, read and vanish as the others do. */
  hear(frame) {
    if (frame.type === "ready") this.#greet(frame);
    else if (["edited", "deleted"].includes(frame.type)) this.#view?.entry(frame);
    else if (frame.type === "retention") this.#keep(frame.minutes);
    else if (frame.type === "read" && (frame.who?.id ?? frame.who) !== this.chat.getAttribute("me")) this.#view?.readUpTo(frame.seq);
  }

  #greet(frame) {
    this.#keep(frame.retention_minutes ?? 0);
    this.#view?.expire(frame.oldest ?? 1);
    this.#first ??= frame.first;
    this.#all ||= this.#first <= (frame.oldest ?? 1);
    const other = frame.participants.find((person) => person.id === this.chat.dataset.other);
    this.read = Math.max(this.read ?? 0, other?.read ?? 0);
  }

  #keep(minutes) {
    this.#minutes = minutes;
    this.#view?.keep(minutes);
  }

  watch() {
    const scroller = this.chat.view?.scroller;
    if (!scroller || scroller === this.#scroller) return;
    this.#scroller = scroller;
    let before = 0;
    const scrolled = () => {
      // Only who goes up looks for what is older: a log that is just being filled stands at its top as well.
      if (scroller.scrollTop < before) this.#look();
      before = scroller.scrollTop;
    };
    scroller.addEventListener("scroll", scrolled, { passive: true });
    // A few short messages fill no screen, and what does not scroll can't be scrolled up.
    setTimeout(() => scroller.scrollHeight <= scroller.clientHeight && this.#look(), SETTLED);
  }

  #look() {
    if (this.#scroller.scrollTop < NEAR && !this.#asking && !this.#all && this.#first !== null) this.#fetch();
  }

  async #fetch() {
    this.#asking = true;
    this.#say(words.loading);
    const asked = new URL(`/api/v1/chats/${this.chat.dataset.other}/messages`, location.href);
    asked.searchParams.set("before", this.#first);
    asked.searchParams.set("limit", this.chat.dataset.page);
    try {
      const answer = await fetch(asked);
      if (!answer.ok) throw new Error(String(answer.status));
      const frames = await answer.json();
      this.#all = frames.length < Number(this.chat.dataset.page);
      if (frames.length) {
        this.#first = frames[0].seq;
        this.#show(frames);
      }
      this.#say(this.#all && frames.length ? words.beginning : "");
    } catch {
      this.#say(words.failed);
    }
    this.#asking = false;
  }

  #show(frames) {
    const { list, scroller } = this.chat.view;
    const bottom = scroller.scrollHeight - scroller.scrollTop;
    const view = this.#older();
    for (const frame of frames) {
      this.quotes.hear(frame);
      if (frame.type === "message") view.entry(frame);
      else view.list.append(this.#line(frame));
    }
    view.readUpTo(this.read ?? 0);
    const rows = [...view.list.children].filter((row) => !row.classList.contains("day"));
    if (this.note.isConnected) this.note.after(...rows);
    else list.prepend(...rows);
    for (const frame of frames) if (frame.edited) this.#mark(frame.seq);
    this.chat.view.expire(0); // groups and days are drawn anew, over old and new alike
    const hold = () => (scroller.scrollTop = scroller.scrollHeight - bottom);
    hold();
    requestAnimationFrame(() => requestAnimationFrame(hold));
  }

  /** A log of its own, that makes rows and keeps them in step; they stand in the other's list. */
  #older() {
    if (this.#view) return this.#view;
    const { words: said, language, own } = this.chat.view;
    this.#view = new View({ words: said, language, own, act: { send: () => {}, seen: () => {} } });
    this.#view.keep(this.#minutes);
    return this.#view;
  }

  #line(frame) {
    const who = frame.who?.id === this.chat.getAttribute("me") ? words.you : (frame.who?.name ?? "");
    const line = make("div", { class: "line" }, frame.minutes ? words.vanish(who, lifetime(frame.minutes)) : words.kept(who));
    line.dataset.day = new Date(frame.at).toDateString();
    return line;
  }

  #mark(seq) {
    const meta = this.quotes.row(seq)?.querySelector(".meta");
    if (meta && !meta.querySelector(".changed")) meta.prepend(make("span", { class: "changed" }, words.changed));
  }

  #say(text) {
    this.note.textContent = text;
    if (text) this.chat.view.list.prepend(this.note);
    else this.note.remove();
  }
}
