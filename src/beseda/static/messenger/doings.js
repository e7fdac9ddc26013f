// What can be done with a message: answer it, copy it, change it, take it back; by pointer, finger and keys.

import { toast } from "../toasts.js";
import { make } from "../chat/elements.js";
import { short } from "./quotes.js";
import { words } from "./words.js";

const DOTS = "M12 6h.01M12 12h.01M12 18h.01";
const CROSS = "M18 6 6 18M6 6l12 12";

function sign(path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "drawing");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

export class Doings {
  #list = null;
  #about = null; // {kind: "reply" | "edit", seq}

  constructor(chat, quotes, say) {
    Object.assign(this, { chat, quotes, say });
    this.menu = make("div", { class: "message-menu", popover: "auto", role: "menu" });
    this.menu.addEventListener("keydown", (event) => this.#walk(event));
    document.body.append(this.menu);
    this.bar = make("div", { class: "about", hidden: true });
    chat.send = (text) => this.#send(text);
  }

  /** Dress the rows that are there, and each that comes. */
  dress() {
    const { view, composer } = this.chat;
    if (!view || view.list === this.#list) return;
    this.#list = view.list;
    new MutationObserver((changes) => {
      for (const change of changes) for (const node of change.addedNodes) this.#row(node);
    }).observe(view.list, { childList: true });
    for (const row of view.list.children) this.#row(row);
    view.list.addEventListener("contextmenu", (event) => this.#pressed(event));
    composer?.form.before(this.bar);
    composer?.field.addEventListener("keydown", (event) => this.#key(event));
  }

  #row(row) {
    if (!row.classList?.contains("row") || row.querySelector(".more")) return;
    const more = make("button", { type: "button", class: "more", "aria-label": words.more, title: words.more, "aria-haspopup": "menu", "aria-live": "off" }, sign(DOTS));
    more.addEventListener("click", () => this.#open(row, more.getBoundingClientRect()));
    row.querySelector(".bubble").append(more);
  }

  #pressed(event) {
    const row = event.target.closest?.(".row");
    if (!row?.dataset.seq || event.target.closest("a") || !getSelection().isCollapsed) return;
    event.preventDefault();
    this.#open(row, { left: event.clientX, right: event.clientX, top: event.clientY, bottom: event.clientY });
  }

  #open(row, at) {
    const seq = Number(row.dataset.seq);
    const known = seq && this.quotes.said(seq);
    if (!known) return;
    const writes = Boolean(this.chat.composer);
    const changes = writes && known.own && this.#until(known) > Date.now();
    const items = [
      writes && [words.reply, () => this.#begin("reply", seq)],
      [words.copy, () => this.#copy(known.text)],
      changes && [words.edit, () => this.#begin("edit", seq)],
      writes && [words.removeMine, () => this.#remove(seq, "me"), "danger"],
      changes && [words.removeBoth, () => this.#remove(seq, "both"), "danger"],
    ].filter(Boolean);
    this.menu.replaceChildren(...items.map((item) => this.#item(...item)));
    if (writes && known.own) this.menu.append(make("p", { class: "small muted" }, changes ? words.until(this.#when(this.#until(known))) : words.tooLate));
    this.menu.showPopover();
    const { width, height } = this.menu.getBoundingClientRect();
    this.menu.style.left = `${Math.max(8, Math.min(at.left, innerWidth - width - 8))}px`;
    this.menu.style.top = `${at.bottom + height > innerHeight - 8 ? Math.max(8, at.top - height) : at.bottom}px`;
    this.menu.firstChild.focus();
  }

  /** Return the moment until which a message can be changed for both. */
  #until(known) {
    return known.at + Number(this.chat.dataset.hours) * 3_600_000;
  }

  #when(moment) {
    return new Date(moment).toLocaleString(document.documentElement.lang, { weekday: "short", hour: "2-digit", minute: "2-digit" });
  }

  #item(text, act, kind = "") {
    const button = make("button", { type: "button", role: "menuitem", class: kind }, text);
    button.addEventListener("click", () => {
      this.menu.hidePopover();
      act();
    });
    return button;
  }

  #walk(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const items = [...this.menu.querySelectorAll("button")];
    items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus();
  }

  async #copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      toast(words.copied);
    } catch {
      // A page without the right to the clipboard leaves it as it was.
    }
  }

  #remove(seq, scope) {
    if (!this.say({ type: "delete", seq, for: scope })) toast(words.notNow);
  }

  #begin(kind, seq) {
    const { field } = this.chat.composer;
    const text = this.quotes.said(seq)?.text ?? "";
    if (this.#about?.kind === "edit") this.#write("");
    this.#about = { kind, seq };
    const close = make("button", { type: "button", class: "close", "aria-label": words.cancel, title: words.cancel, click: () => this.#end(true) }, sign(CROSS));
    const title = kind === "edit" ? words.editing : `${words.replying}: ${this.quotes.said(seq)?.own ? words.you : this.quotes.name}`;
    this.bar.replaceChildren(make("div", { class: "about-words" }, make("strong", {}, title), make("span", { dir: "auto" }, short(text))), close);
    this.bar.hidden = false;
    if (kind === "edit") this.#write(text);
    field.focus();
  }

  #write(text) {
    const { field } = this.chat.composer;
    field.value = text;
    field.dispatchEvent(new Event("input"));
  }

  #end(clears) {
    if (clears && this.#about?.kind === "edit") this.#write("");
    this.#about = null;
    this.bar.hidden = true;
    this.chat.composer.field.focus();
  }

  #send(text) {
    const about = this.#about;
    if (!about) this.chat.connection.send(text);
    else if (about.kind === "reply") this.chat.connection.send(text, { reply_to: about.seq });
    else if (text !== this.quotes.said(about.seq)?.text && !this.say({ type: "edit", seq: about.seq, message: text })) {
      toast(words.notNow);
      this.#write(text);
      return;
    }
    if (about) this.#end(false);
  }

  /** Escape leaves; the arrow up in an empty field takes one's last message back into hand. */
  #key(event) {
    if (event.key === "Escape" && this.#about) this.#end(true);
    if (event.key !== "ArrowUp" || this.chat.composer.field.value || event.isComposing) return;
    const own = [...this.#list.querySelectorAll(".row.own[data-seq]:not(.deleted)")].at(-1);
    const known = own && this.quotes.said(own.dataset.seq);
    if (!known || this.#until(known) <= Date.now()) return;
    event.preventDefault();
    this.#begin("edit", Number(own.dataset.seq));
  }
}
