// Older messages, fetched when the reader scrolls up to them, and put above without moving what is being read.

import { make } from "../chat/elements.js";
import { View } from "../chat/view.js";
import { lifetime, words } from "./words.js";

const NEAR = 300;
const SETTLED = 1500;
const LARGEST = 200;
const TRIES = 20;
const frame = () => new Promise((go) => requestAnimationFrame(go));
const pause = () => new Promise((go) => setTimeout(go, 100));

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

  /** Fetch as much of what is older as it takes to have a message here; returns whether it is. */
  async reach(seq) {
    while (this.#first === null || this.#asking) await pause();
    while (seq < this.#first && !this.#all) if (!(await this.#fetch(LARGEST))) return false;
    // What is not older comes by the socket.
    for (let tries = 0; tries < TRIES && !this.quotes.row(seq); tries += 1) await pause();
    return Boolean(this.quotes.row(seq));
  }

  async #fetch(most = Number(this.chat.dataset.page)) {
    this.#asking = true;
    let fetched = false;
    this.#say(words.loading);
    const asked = new URL(`/api/v1/chats/${this.chat.dataset.other}/messages`, location.href);
    asked.searchParams.set("before", this.#first);
    asked.searchParams.set("limit", most);
    try {
      const answer = await fetch(asked);
      if (!answer.ok) throw new Error(String(answer.status));
      const frames = await answer.json();
      this.#all = frames.length < most;
      if (frames.length) {
        this.#first = frames[0].seq;
        await this.#show(frames);
      }
      this.#say(this.#all && frames.length ? words.beginning : "");
      fetched = true;
    } catch {
      this.#say(words.failed);
    }
    this.#asking = false;
    return fetched;
  }

  async #show(frames) {
    const { list, scroller } = this.chat.view;
    const bottom = scroller.scrollHeight - scroller.scrollTop;
    const view = this.#older();
    for (const one of frames) {
      this.quotes.hear(one);
      if (one.type === "message") view.entry(one);
      else view.list.append(this.#line(one));
    }
    view.readUpTo(this.read ?? 0);
    const rows = [...view.list.children].filter((row) => !row.classList.contains("day"));
    this.#unspoken(scroller);
    if (this.note.isConnected) this.note.after(...rows);
    else list.prepend(...rows);
    for (const one of frames) if (one.edited) this.#mark(one.seq);
    this.chat.view.expire(0); // groups and days are drawn anew, over old and new alike
    const hold = () => (scroller.scrollTop = scroller.scrollHeight - bottom);
    hold();
    await frame();
    await frame();
    hold();
  }

  /** Let a screen reader pass over what is put in now: what is old is not announced as new. */
  #unspoken(scroller) {
    if (scroller.getAttribute("aria-live") === "off") return;
    scroller.setAttribute("aria-live", "off");
    setTimeout(() => scroller.setAttribute("aria-live", "polite"), SETTLED);
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
