// The interview tried out beside the editor: the real component and the real interviewer, over a draft nobody has saved.
// There is no socket: each answer goes to the server with those before it, and what comes back is told as frames.

const SETTLES_AFTER = 500;

class DraftSocket {
  constructor(tryout, address) {
    this.tryout = tryout;
    this.after = Number(new URL(address).searchParams.get("after") ?? 0);
    this.readyState = 1;
    queueMicrotask(() => this.#greet());
  }

  #tell(frame) {
    if (this.readyState === 1) this.onmessage?.({ data: JSON.stringify(frame) });
  }

  #greet() {
    this.onopen?.();
    const { frames, run } = this.tryout;
    this.#tell({ type: "ready", conversation: "tryout", log: run, oldest: 1, first: this.after + 1, head: frames.length, floor: "bot", participants: [] });
    this.#tellFrom(this.after);
  }

  #tellFrom(seq) {
    for (const frame of this.tryout.frames.slice(seq)) this.#tell(frame);
  }

  async send(text) {
    const { message, cid } = JSON.parse(text);
    if (message === undefined) return;
    const known = this.tryout.frames.length;
    const went = await this.tryout.answer(message, cid);
    if (!went) {
      this.#tell({ type: "error", code: "unavailable", message: this.tryout.words.failed, cid });
      return;
    }
    this.#tell({ type: "ack", cid, seq: known + 1, duplicate: false });
    this.#tellFrom(known);
  }

  close() {
    this.readyState = 3;
  }
}

class Tryout {
  constructor({ chat, outcome, form, draft, words }) {
    Object.assign(this, { chat, outcome, form, draft, words, answers: [], frames: [], run: "0", replays: 0 });
  }

  async #ask() {
    const answer = await fetch("/console/tryout", {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-CSRF-Token": this.form.elements.csrf_token.value },
      body: JSON.stringify({ draft: this.draft(), answers: this.answers }),
    });
    return { ok: answer.ok, body: await answer.json() };
  }

  /** Play all answers again over the draft as it is now. */
  async replay() {
    this.replays += 1;
    const replay = this.replays;
    const { ok, body } = await this.#ask().catch(() => ({ ok: false, body: {} }));
    if (replay !== this.replays) return; // A newer draft is being played: what this one came to is out of date.
    if (!ok) {
      this.outcome.textContent = body.errors?.[0]?.message ?? body.detail ?? this.words.failed;
      return;
    }
    this.frames = this.#frames(body);
    this.run = String(Number(this.run) + 1);
    this.#restart();
    this.#conclude(body);
  }

  async answer(message, cid) {
    this.answers.push(message);
    const { ok, body } = await this.#ask().catch(() => ({ ok: false, body: {} }));
    if (!ok) {
      this.answers.pop();
      return false;
    }
    const known = this.frames.length;
    this.frames = this.#frames(body);
    if (this.frames[known]?.type === "message") this.frames[known].cid = cid;
    this.#conclude(body);
    return true;
  }

  #frames(body) {
    const said = body.messages.map(({ from, text, ...data }, index) => {
      const common = { seq: index + 1, message: text, at: new Date().toISOString() };
      if (from === "bot") return { type: "bot_message", ...common, ...data };
      return { type: "message", ...common, from: { id: "candidate", kind: "candidate", name: "" } };
    });
    return body.ended ? [...said, { type: "chat_ended", seq: said.length + 1 }] : said;
  }

  #restart() {
    const fresh = this.chat.cloneNode(false);
    fresh.openSocket = (address) => new DraftSocket(this, address);
    fresh.setAttribute("src", `/console/tryout?run=${this.run}`);
    this.chat.replaceWith(fresh);
    this.chat = fresh;
  }

  #conclude(body) {
    this.outcome.innerHTML = body.outcome_html ?? "";
  }

  startOver() {
    this.answers = [];
    return this.replay();
  }
}

export function startTryout(parts) {
  const words = JSON.parse(document.getElementById("op-names").dataset.words);
  const tryout = new Tryout({ ...parts, words });
  let waiting;
  parts.form.addEventListener("draft", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => tryout.replay(), SETTLES_AFTER);
  });
  document.getElementById("tryout-restart").addEventListener("click", () => tryout.startOver());
  tryout.replay();
}
