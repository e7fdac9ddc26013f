// The log on the page: bubbles in groups, day lines, marks, and a scroll that never jumps under the reader.

import { drawing, linked, make } from "./elements.js";

const NEAR = 80; // closer to the end than this counts as reading the latest
const TYPING_LASTS = 6000;

export class View {
  #bySeq = new Map();
  #byCid = new Map();
  #streams = new Map();
  #typists = new Map();
  #unseen = 0;
  #arranging = false;
  #top = 0;

  constructor({ words, language, own, act }) {
    Object.assign(this, { words, language, own, act });
    this.people = new Map();
    this.list = make("div", { class: "list" });
    this.typing = make("div", { class: "typing", hidden: true }, make("span", { class: "who" }), make("i"), make("i"), make("i"));
    this.scroller = make("div", { class: "log", role: "log", "aria-label": words.log, "aria-live": "off", tabindex: "0" }, this.list, this.typing);
    this.pill = make("button", { type: "button", class: "pill", hidden: true, "aria-label": words.down, click: () => this.toEnd(true) }, make("span"), drawing("down"));
    this.scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    // When the keyboard opens or the composer grows, whoever read the latest goes on so.
    this.watch = new ResizeObserver(() => this.#atEnd && this.toEnd());
    this.watch.observe(this.scroller);
  }

  #atEnd = true;
  #there = false;
  #readTo = 0;
  #clearing = null;
  #ahead = -Infinity; // the server's clock

  clear() {
    for (const map of [this.#bySeq, this.#byCid, this.#streams]) map.clear();
    this.list.replaceChildren();
    this.#readTo = 0;
    this.#unseen = 0;
    this.#showPill();
  }

  expire(oldest) {
    this.#letGo((seq) => seq < oldest);
  }

  /** Let go of what is so many minutes old (0: never). */
  keep(minutes) {
    const old = (_, row) => Date.parse(row.querySelector("time").dateTime) < Date.now() + this.#ahead - minutes * 60_000;
    clearInterval(this.#clearing);
    if (minutes) this.#clearing = setInterval(() => this.#letGo(old), 30_000);
  }

  #letGo(gone) {
    for (const [seq, row] of this.#bySeq) {
      if (!gone(seq, row)) continue;
      row.remove();
      this.#bySeq.delete(seq);
    }
    this.#arrange();
  }

  /** Speak new messages from now on; history is not read aloud. */
  listen() {
    this.scroller.setAttribute("aria-live", "polite");
  }

  meet(participants) {
    for (const person of participants ?? []) this.people.set(String(person.id), person);
  }

  /** Show an entry of the log. */
  entry(frame) {
    if (frame.type === "bot_message") this.#message(frame, { kind: "bot", ...this.#bot() });
    else if (frame.type === "message") this.#message(frame, frame.from ?? {});
    else if (frame.type === "edited") this.#edited(frame);
    else if (frame.type === "deleted") this.#deleted(frame);
    else if (frame.type === "floor") this.#floor(frame);
    else if (frame.type === "retention") this.keep(frame.minutes);
  }

  #bot() {
    return [...this.people.values()].find((person) => person.kind === "bot") ?? {};
  }

  #message(frame, from) {
    if (frame.seq !== undefined && this.#bySeq.has(frame.seq)) {
      // An ack told this one's number before the log did.
      this.#arrived(this.#bySeq.get(frame.seq), frame);
      return;
    }
    const waiting = frame.cid && this.#byCid.get(frame.cid);
    this.#hush(from);
    this.#endStreams();
    if (waiting) this.#arrived(waiting, frame);
    else this.#append(this.#bubble({ ...frame, from, own: this.own(from) }));
  }

  /** An own message stands in the log now: it takes its place there, before what still waits. */
  #arrived(row, frame) {
    this.#number(row, frame);
    this.mark(row, frame.seq <= this.#readTo ? "read" : "sent");
    const behind = [...this.list.children].find((other) => other !== row && other.dataset.state === "waiting");
    if (behind && row.compareDocumentPosition(behind) & Node.DOCUMENT_POSITION_PRECEDING) behind.before(row);
    this.#arrange();
  }

  /** Show what was written here and is on its way. */
  pending(entry) {
    if (this.#byCid.has(entry.cid)) return;
    const row = this.#bubble({ message: entry.message, at: new Date(entry.at).toISOString(), cid: entry.cid, own: true, from: {} });
    row.dataset.state = "waiting";
    this.mark(row, this.#there ? "sending" : "queued");
    this.#append(row, true);
  }

  ack(frame) {
    const row = this.#byCid.get(frame.cid);
    if (!row) return;
    this.#number(row, frame);
    this.mark(row, "sent");
  }

  sent(entry) {
    const row = this.#byCid.get(entry.cid);
    if (row) this.mark(row, "sent");
  }

  /** Say that a message was not sent, why, and what can be done. */
  failed(entry, why) {
    if (!this.#byCid.has(entry.cid)) this.pending(entry);
    const row = this.#byCid.get(entry.cid);
    this.mark(row, "failed");
    row.querySelector(".fate")?.remove();
    const text = row.querySelector(".text").textContent;
    const leave = () => {
      row.remove();
      this.#byCid.delete(entry.cid);
      this.#arrange();
    };
    const again = () => {
      leave();
      this.act.send(text);
    };
    const buttons = [make("button", { type: "button", click: again }, this.words.again), make("button", { type: "button", click: leave }, this.words.remove)];
    row.append(make("p", { class: "fate" }, why ? `${why} ` : "", ...buttons));
    this.#pinned();
  }

  /** Say of all that waits whether it is on its way or waits for the network. */
  network(there) {
    this.#there = there;
    for (const row of this.list.querySelectorAll('[data-state="waiting"]')) this.mark(row, there ? "sending" : "queued");
  }

  readUpTo(seq) {
    this.#readTo = Math.max(this.#readTo, seq);
    for (const [number, row] of this.#bySeq) if (number <= seq && row.classList.contains("own")) this.mark(row, "read");
  }

  mark(row, state) {
    const place = row.querySelector(".mark");
    if (!place) return;
    if (state !== "sending" && state !== "queued") delete row.dataset.state;
    const sign = { sending: "clock", queued: "clock", sent: "check", read: "checks", failed: "alert" }[state];
    place.replaceChildren(drawing(sign), make("span", { class: "said" }, this.words[state]));
    place.title = this.words[state];
    row.classList.toggle("failed", state === "failed");
    row.classList.toggle("unsent", state === "sending" || state === "queued");
  }

  #number(row, frame) {
    if (frame.seq !== undefined) {
      row.dataset.seq = frame.seq;
      this.#bySeq.set(frame.seq, row);
      if (frame.at) this.#ahead = Math.max(this.#ahead, Date.parse(frame.at) - Date.now());
    }
    if (frame.at) this.#time(row, frame.at);
  }

  #time(row, at) {
    const moment = new Date(at ?? Date.now());
    const time = row.querySelector("time");
    row.dataset.day = moment.toDateString();
    time.dateTime = moment.toISOString();
    time.textContent = moment.toLocaleTimeString(this.language, { hour: "2-digit", minute: "2-digit" });
    time.title = moment.toLocaleString(this.language, { dateStyle: "long", timeStyle: "short" });
  }

  #bubble({ message, at, cid, seq, from, own }) {
    const text = make("span", { class: "text", dir: "auto" }, ...linked(message ?? ""));
    const meta = make("span", { class: "meta", "aria-live": "off" }, make("time"), own ? make("span", { class: "mark" }) : "");
    const row = make("div", { class: own ? "row own" : "row" }, make("div", { class: "bubble" }, text, meta));
    row.dataset.from = own ? "me" : `${from.kind ?? ""}:${from.id ?? ""}`;
    if (!own && from.name) {
      const kind = this.words[from.kind];
      row.querySelector(".bubble").prepend(make("span", { class: "name" }, from.name, kind ? make("small", {}, kind) : ""));
    }
    this.#number(row, { seq, at });
    if (!at) this.#time(row);
    if (own) this.mark(row, seq <= this.#readTo ? "read" : "sent");
    if (cid) this.#byCid.set(cid, row);
    return row;
  }

  /** Append to the log; the reader of history stays where they are and is told below. */
  #append(row, follow = false) {
    const waiting = this.list.querySelector('[data-state="waiting"]');
    if (waiting && row.dataset.state !== "waiting") waiting.before(row);
    else this.list.append(row);
    if (follow) this.#atEnd = true;
    if (!this.#atEnd && !row.classList.contains("own")) {
      this.#unseen += 1;
      this.#showPill();
    }
    this.#arrange();
  }

  /** Draw groups and days, and follow the end, once for all that came since the last frame. */
  #arrange() {
    if (this.#arranging) return;
    this.#arranging = true;
    requestAnimationFrame(() => {
      this.#arranging = false;
      this.#group();
      this.#pinned();
    });
  }

  /** Draw day lines, and which bubbles belong together. */
  #group() {
    let before = null;
    let day = null;
    for (const row of [...this.list.children]) {
      if (row.classList.contains("day")) {
        row.remove();
        continue;
      }
      const newDay = row.dataset.day !== undefined && row.dataset.day !== day;
      if (newDay) row.before(this.#dayLine(row.dataset.day));
      const goesOn = !newDay && before?.dataset.from === row.dataset.from && row.dataset.from !== undefined;
      row.classList.toggle("goes-on", goesOn);
      before?.classList.toggle("last", !goesOn);
      before = row;
      day = row.dataset.day ?? day;
    }
    before?.classList.add("last");
  }

  #dayLine(day) {
    const moment = new Date(day);
    const ago = Math.round((new Date(new Date().toDateString()) - moment) / 86_400_000);
    const year = moment.getFullYear() === new Date().getFullYear() ? undefined : "numeric";
    const name = [this.words.today, this.words.yesterday][ago] ?? moment.toLocaleDateString(this.language, { day: "numeric", month: "long", year });
    return make("div", { class: "day" }, make("span", {}, name));
  }

  #edited(frame) {
    const row = this.#bySeq.get(frame.of);
    if (!row || row.classList.contains("deleted")) return;
    row.querySelector(".text").replaceChildren(...linked(frame.message));
    if (!row.querySelector(".changed")) row.querySelector(".meta").prepend(make("span", { class: "changed" }, this.words.edited));
  }

  #deleted(frame) {
    const row = this.#bySeq.get(frame.of);
    if (!row) return;
    row.classList.add("deleted");
    row.querySelector(".text").replaceChildren(this.words.deleted);
  }

  #floor(frame) {
    const words = this.words.floor[frame.floor];
    if (!words || (frame.floor === "bot" && (frame.epoch ?? 0) <= 1)) return;
    this.#endStreams();
    const line = make("div", { class: "line" }, frame.who?.name && frame.floor !== "bot" ? `${words}: ${frame.who.name}` : words);
    if (frame.at) line.dataset.day = new Date(frame.at).toDateString();
    this.#append(line);
  }

  /** A bot's answer while it is being made; the message that follows takes its place. */
  stream(frame) {
    let row = this.#streams.get(frame.run);
    if (!row) {
      row = this.#bubble({ message: "", from: { kind: "bot", ...this.#bot() }, own: false });
      row.classList.add("streaming");
      row.setAttribute("aria-hidden", "true");
      this.#streams.set(frame.run, row);
      this.#append(row);
    }
    const text = row.querySelector(".text");
    text.textContent = text.textContent.slice(0, frame.offset) + frame.text;
    this.#pinned();
  }

  #endStreams() {
    for (const row of this.#streams.values()) row.remove();
    this.#streams.clear();
  }

  type(frame) {
    const who = String(frame.who?.id ?? frame.who ?? "");
    clearTimeout(this.#typists.get(who)?.timer);
    const name = frame.who?.name ?? this.people.get(who)?.name ?? "";
    this.#typists.set(who, { name, timer: setTimeout(() => this.#hush({ id: who }), TYPING_LASTS) });
    this.#showTyping();
  }

  /** Nobody writes any more. */
  rest() {
    for (const typist of this.#typists.values()) clearTimeout(typist.timer);
    this.#typists.clear();
    this.#showTyping();
  }

  #hush(from) {
    const who = String(from.id ?? "");
    clearTimeout(this.#typists.get(who)?.timer);
    if (this.#typists.delete(who)) this.#showTyping();
  }

  #showTyping() {
    const names = [...this.#typists.values()].map((typist) => typist.name).filter(Boolean);
    this.typing.hidden = this.#typists.size === 0;
    this.typing.firstChild.textContent = names.length ? `${names.join(", ")} ${this.words.typing}` : "";
    this.#pinned();
  }

  #pinned() {
    if (this.#atEnd) this.toEnd();
  }

  toEnd(smooth = false) {
    const still = !smooth || matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#atEnd = true;
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior: still ? "instant" : "smooth" });
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    // Only a scroll upward leaves the end: what came since the scroll down began must not look like it.
    if (scrollHeight - scrollTop - clientHeight < NEAR) this.#atEnd = true;
    else if (scrollTop < this.#top) this.#atEnd = false;
    this.#top = scrollTop;
    if (this.#atEnd) {
      this.#unseen = 0;
      this.act.seen();
    }
    this.#showPill();
  }

  get atEnd() {
    return this.#atEnd;
  }

  #showPill() {
    this.pill.hidden = this.#atEnd;
    this.pill.firstChild.textContent = this.#unseen ? this.words.fresh(this.#unseen) : "";
    this.pill.classList.toggle("fresh", this.#unseen > 0);
  }

  close() {
    this.watch.disconnect();
    clearInterval(this.#clearing);
    this.rest();
  }
}
