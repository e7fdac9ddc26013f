// <beseda-chat>: the candidate's interview, the widget, the operator's pane, the private chat and the playground.
//
// Attributes: src (the socket's address), token (of the first frame), lang, readonly, me (own principal id or kind),
// max-length, autofocus. Slots: "head" above the log, "outcome" at the end. Events: beseda-state, beseda-message, beseda-ended.
// A bot_message may carry `choices` (`many`: several), `progress` {n, of}, and `lang`, which a candidate's labels follow.
// A page without a server sets `openSocket` (an address → something like a WebSocket) before src. Colours: chat.css.

import { Composer } from "./composer.js";
import { Connection } from "./connection.js";
import { drawing, make } from "./elements.js";
import { Outbox } from "./outbox.js";
import { texts } from "./texts.js";
import { View } from "./view.js";

const PATIENCE = 900; // a connection that comes within this is not worth a word
let sheet = null;

/** The style sheet is fetched once, and allowed by a policy without inline styles. */
function styles() {
  sheet ??= fetch(new URL("chat.css", import.meta.url))
    .then((answer) => answer.text())
    .then((text) => new CSSStyleSheet().replace(text));
  return sheet;
}

function linkedStyles() {
  const link = make("link", { rel: "stylesheet", href: new URL("chat.css", import.meta.url).href });
  const loaded = new Promise((resolve) => {
    link.onload = resolve;
    link.onerror = resolve;
  });
  return [link, loaded];
}

function socketAddress(source) {
  const address = new URL(source, location.href);
  address.protocol = address.protocol.replace("http", "ws");
  return address.href;
}

export class BesedaChat extends HTMLElement {
  #ownIds = new Set();

  static observedAttributes = ["src", "readonly"];

  async connectedCallback() {
    if (this.connection || !this.getAttribute("src")) return;
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    this.words = { ...texts(this.#language) };
    this.#build();
    this.#connect();
    const { connection, frame } = this;
    await this.#dress(root);
    if (connection !== this.connection) return; // left, or sent elsewhere, while the styles came
    root.append(frame);
    this.#watchPage();
    this.view.toEnd();
    connection.start();
  }

  disconnectedCallback() {
    // A move within the page disconnects and connects again at once; only a real leave ends the conversation.
    queueMicrotask(() => this.isConnected || this.#leave());
  }

  /** Another src is another conversation in the same place; who takes the floor stops being an observer. */
  attributeChangedCallback(_name, before, now) {
    if (before === now || !this.isConnected) return;
    this.#leave();
    this.connectedCallback();
  }

  #leave() {
    if (!this.connection) return;
    this.connection.stop();
    this.connection = null;
    this.leaving?.abort();
    this.view.close();
    this.frame.remove();
    this.#ownIds.clear();
    clearTimeout(this.saying);
  }

  get #language() {
    return this.getAttribute("lang") || document.documentElement.lang || navigator.language;
  }

  get #readonly() {
    return this.hasAttribute("readonly");
  }

  get #place() {
    return `chat ${this.getAttribute("src")}`;
  }

  async #dress(root) {
    if (root.adoptedStyleSheets && CSSStyleSheet.prototype.replace) {
      try {
        root.adoptedStyleSheets = [await styles()];
        return;
      } catch {
        sheet = null; // The link below tries once more.
      }
    }
    const [link, loaded] = linkedStyles();
    root.prepend(link);
    await loaded;
  }

  #build() {
    const words = this.words;
    const act = { send: (text) => this.send(text), seen: () => this.#seen() };
    this.view = new View({ words, language: this.#language, own: (from) => this.#isMe(from), act });
    this.notice = make("div", { class: "notice", role: "status" });
    this.progress = make("div", { class: "progress", hidden: true }, make("span"), make("progress"));
    this.outcome = make("div", { class: "ended", hidden: true, tabindex: "-1" }, make("slot", { name: "outcome" }, words.ended));
    this.frame = make(
      "div",
      { class: "frame" },
      make("slot", { name: "head" }),
      this.progress,
      make("div", { class: "middle" }, this.view.scroller, this.notice, this.view.pill),
      this.outcome,
    );
    if (this.#readonly) this.frame.append(make("p", { class: "reading" }, drawing("eye"), words.readonly));
    else this.#buildComposer();
  }

  #buildComposer() {
    this.composer = new Composer({
      words: this.words,
      most: Number(this.getAttribute("max-length")) || 4000,
      place: this.#place,
      send: (text) => this.send(text),
      typing: () => this.connection.typing(),
    });
    this.frame.append(this.composer.choices, this.composer.form);
  }

  #connect() {
    this.connection = new Connection({
      address: socketAddress(this.getAttribute("src")),
      token: this.getAttribute("token") ?? "",
      ...(this.openSocket && { open: this.openSocket }), // the editor's try-out has no server's socket
      outbox: this.#readonly ? null : new Outbox(this.#place),
      tell: (kind, detail) => this.#hear(kind, detail),
    });
  }

  send(text) {
    this.connection.send(text);
  }

  focus() {
    this.composer?.focus();
  }

  #hear(kind, detail) {
    const hearers = {
      state: () => this.#state(detail),
      afresh: () => this.view.clear(),
      ready: () => this.#ready(detail),
      entry: () => this.#entry(detail),
      pending: () => this.view.pending(detail),
      ack: () => this.view.ack(detail),
      sent: () => this.view.sent(detail),
      refused: () => this.view.failed(detail, detail.message),
      expired: () => this.view.failed(detail, this.words.tooOld),
      problem: () => detail.code !== "malformed" && this.#say(detail.message, "warning"),
      read: () => !this.#isMe({ id: detail.who?.id ?? detail.who }) && this.view.readUpTo(detail.seq),
      typing: () => !this.#isMe({ id: detail.who?.id ?? detail.who }) && this.view.type(detail),
      presence: () => this.#tellPage("beseda-presence", detail),
      delta: () => this.view.stream(detail),
    };
    hearers[kind]?.();
  }

  #isMe(from) {
    const me = this.getAttribute("me");
    return this.#ownIds.has(String(from.id)) || (me !== null && (me === String(from.id) || me === from.kind));
  }

  #ready(frame) {
    for (const person of frame.participants ?? []) if (person.me) this.#ownIds.add(String(person.id));
    this.view.expire(frame.oldest ?? 1);
    if (frame.floor !== undefined) this.#endShown(frame.floor === "closed");
    this.view.meet(frame.participants);
    this.view.keep(frame.retention_minutes ?? 0);
    for (const person of frame.participants ?? []) {
      if (!this.#isMe(person)) this.view.readUpTo(person.read ?? 0);
    }
    setTimeout(() => this.view.listen(), 600);
    if (this.hasAttribute("autofocus") && matchMedia("(pointer: fine)").matches) this.focus();
  }

  #entry(frame) {
    if (frame.lang && this.getAttribute("me") === "candidate") this.#speak(frame.lang);
    this.view.entry(frame);
    if (frame.type === "chat_ended") this.#over(frame);
    if (frame.type === "floor") this.#reopened(frame);
    if (frame.type === "bot_message") this.#asked(frame);
    if (frame.type === "message" && this.#isMe(frame.from ?? {})) this.composer?.offer([]);
    if (frame.type === "bot_message" || frame.type === "message") {
      this.#seen();
      this.#tellPage("beseda-message", frame);
    }
  }

  /** Go over to the language of candidate and bot. */
  #speak(language) {
    Object.assign(this.words, texts(language));
    this.view.language = language;
    this.composer?.label();
  }

  #asked(frame) {
    if (!this.connection.ended) this.composer?.offer(frame.choices, frame.many ?? false);
    if (!frame.progress) return;
    const { n, of } = frame.progress;
    const [words, bar] = this.progress.children;
    this.progress.hidden = false;
    words.textContent = this.words.progress(n, of);
    bar.max = of;
    bar.value = n;
    bar.setAttribute("aria-label", words.textContent);
  }

  #over(frame) {
    this.#endShown(true);
    this.#tellPage("beseda-ended", frame);
  }

  #reopened(frame) {
    this.#endShown(frame.floor === "closed");
    if (frame.floor === "operator") this.composer?.offer([]);
  }

  #endShown(over) {
    this.outcome.hidden = !over;
    if (over) {
      this.progress.hidden = true;
      this.view.rest();
    }
    this.frame.classList.toggle("over", over);
    if (!this.composer) return;
    if (over) this.composer.offer([]);
    const wasWriting = this.shadowRoot.activeElement === this.composer.field;
    this.composer.form.hidden = over;
    if (over && wasWriting) this.outcome.focus({ preventScroll: true });
  }

  #state({ state, code }) {
    clearTimeout(this.saying);
    this.view.network(state === "open");
    this.frame.dataset.state = state;
    if (state === "connecting") this.saying = setTimeout(() => this.#say(this.words.connecting), PATIENCE);
    else if (state === "waiting") this.saying = setTimeout(() => this.#say(this.#readonly ? this.words.waitingReader : this.words.waiting), 400);
    else if (state === "refused") this.#say(this.words.refused[code], "danger", true);
    else this.#say("");
    if (this.composer) this.composer.field.disabled = state === "refused";
    this.#tellPage("beseda-state", { state, code });
  }

  /** Say something about the connection over the log. */
  #say(text, kind = "", reload = false) {
    const parts = [make("span", {}, text)];
    if (reload) parts.push(make("button", { type: "button", click: () => location.reload() }, this.words.reload));
    this.notice.className = `notice ${kind} ${text ? "" : "quiet"}`;
    this.notice.replaceChildren(...(text ? parts : []));
    if (kind === "warning") this.saying = setTimeout(() => this.#say(""), 6000);
  }

  #seen() {
    if (document.visibilityState === "visible" && this.view.atEnd && !this.#readonly && this.connection?.last) {
      this.connection.read(this.connection.last);
    }
  }

  #tellPage(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  #watchPage() {
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    const back = () => {
      if (document.visibilityState !== "visible") return;
      this.connection?.wake();
      this.#seen();
    };
    addEventListener("online", back, { signal });
    addEventListener("pageshow", back, { signal });
    document.addEventListener("visibilitychange", back, { signal });
    // A phone's keyboard may lie over the page: lift the composer by what is covered.
    const seen = window.visualViewport;
    const lift = () => {
      const covered = Math.max(0, Math.round(this.getBoundingClientRect().bottom - (seen.offsetTop + seen.height)));
      const shown = this.shadowRoot.activeElement === this.composer?.field ? covered : 0;
      this.frame.style.paddingBottom = shown ? `${shown}px` : "";
    };
    seen?.addEventListener("resize", lift, { signal });
    seen?.addEventListener("scroll", lift, { signal });
  }
}

if (!customElements.get("beseda-chat")) customElements.define("beseda-chat", BesedaChat);
