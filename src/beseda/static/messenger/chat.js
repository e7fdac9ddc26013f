// The chat's page around <beseda-chat>: its head, quotes, what can be done with a message, and older history.
//
// The component stays as small as a foreign page needs it. What only this page has is added from here: it is given
// the sockets that this module opens, and so hears every frame; rows are dressed as they appear.

import "../chat/beseda-chat.js";
import { make } from "../chat/elements.js";
import { toast } from "../toasts.js";
import { Doings } from "./doings.js";
import { Past } from "./past.js";
import { Quotes } from "./quotes.js";
import { lifetime, words } from "./words.js";

const chat = document.getElementById("chat");
const sheet = new CSSStyleSheet();
const heard = fetch(new URL("rows.css", import.meta.url))
  .then((answer) => answer.text())
  .then((text) => sheet.replace(text));

class Page {
  socket = null;
  ready = null;
  #freshAfter = null;
  #shown = false;

  constructor() {
    this.quotes = new Quotes(chat);
    this.past = new Past(chat, this.quotes);
    this.doings = new Doings(chat, this.quotes, (frame) => this.say(frame));
    chat.openSocket = (address) => this.open(address);
    chat.addEventListener("beseda-state", () => this.dress());
    chat.addEventListener("beseda-presence", (event) => this.presence(event.detail));
    chat.setAttribute("src", chat.dataset.src);
    addEventListener("hashchange", () => this.point());
    this.point();
  }

  /** Go to the message that the address names, as a search that found it does. */
  async point() {
    const seq = Number(/^#m(\d{1,10})$/.exec(location.hash)?.[1]);
    if (!seq) return;
    if (await this.past.reach(seq)) this.quotes.show(seq, true);
    else toast(words.gone);
  }

  open(address) {
    const socket = new WebSocket(address);
    this.socket = socket;
    // Added before the component's own handler is set, so that what a frame is about is known when its row appears.
    socket.addEventListener("message", (event) => this.hear(JSON.parse(event.data)));
    return socket;
  }

  /** Send a frame that is worth nothing later; returns whether there is a connection to send it on. */
  say(frame) {
    if (!chat.connection?.live || this.socket?.readyState !== 1) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  hear(frame) {
    this.quotes.hear(frame);
    this.past.hear(frame);
    if (frame.type === "ready") this.greet(frame);
    else if (frame.type === "retention") this.retention(frame);
    else if (frame.type === "message" && this.#freshAfter !== null) this.line(frame);
  }

  greet(frame) {
    this.ready = frame;
    const mine = frame.participants.find((person) => person.id === chat.getAttribute("me"));
    const other = frame.participants.find((person) => person.id === chat.dataset.other);
    if (other) this.there(other.online);
    this.quotes.name = other?.name ?? "";
    if (this.#freshAfter === null && mine && !this.#shown) this.#freshAfter = mine.read;
  }

  /** Draw the line over the first message that was not read when the page was opened. */
  line(frame) {
    if (frame.seq > this.ready.head) {
      this.#freshAfter = null;
      return;
    }
    if (frame.seq <= this.#freshAfter || frame.from.id === chat.getAttribute("me")) return;
    this.#freshAfter = null;
    this.#shown = true;
    // The component draws the row after this handler.
    setTimeout(() => {
      const row = this.quotes.row(frame.seq);
      const line = make("div", { class: "line fresh" }, words.fresh);
      if (!row) return;
      line.dataset.day = row.dataset.day; // the line of a new day stands above it
      row.before(line);
    });
  }

  retention(frame) {
    const who = frame.who?.id === chat.getAttribute("me") ? words.you : (frame.who?.name ?? "");
    const told = frame.minutes ? words.vanish(who, lifetime(frame.minutes)) : words.kept(who);
    const line = make("div", { class: "line" }, told);
    line.dataset.day = new Date(frame.at).toDateString();
    setTimeout(() => {
      const rows = [...chat.view.list.children];
      const behind = rows.find((row) => Number(row.dataset.seq) > frame.seq);
      if (behind) behind.before(line);
      else chat.view.list.append(line);
      chat.view.expire(0); // groups and days are drawn anew
    });
    document.getElementById("vanish").textContent = frame.minutes ? words.vanishShort(lifetime(frame.minutes)) : words.keptShort;
  }

  presence({ who, online }) {
    if ((who?.id ?? who) === chat.dataset.other) this.there(online);
  }

  there(online) {
    const place = document.getElementById("presence");
    place.textContent = online ? place.dataset.online : "";
    document.querySelector(".talk-head .there").hidden = !online;
  }

  async dress() {
    await heard;
    const root = chat.shadowRoot;
    if (root && !root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    this.doings.dress();
    this.past.watch();
  }
}

// What a menu opens stands over the page; the menu has done its part.
document.querySelector(".talk-head .menu-items").addEventListener("click", (event) => {
  if (event.target.closest("[data-opens]")) event.currentTarget.closest("details").open = false;
});

new Page();
