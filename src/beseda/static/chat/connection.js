// The client's side of the one protocol: no page and no framework here, all it needs from outside is given to it.
//
// tell(kind, detail) hears: state, afresh, ready, entry, ack, sent, refused, problem, pending, expired, resume,
// read, typing, presence, delta. An entry is told once, in order, whatever the network did meanwhile.

const SEQUENCED = new Set(["bot_message", "message", "edited", "deleted", "skip", "floor", "retention", "chat_ended"]);
const EPHEMERAL = new Set(["read", "typing", "presence"]);
const FINAL = new Set([4400, 4401, 4403, 4404]);
const MOST_HELD = 512;
// When a server goes down all its clients come back: each waits anywhere between nothing and the whole of its wait,
// so that they are spread, and a connection must have held for a while before its next loss is taken for the first.
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30_000;
const STEADY_AFTER = 10_000;
const GREETING_WAIT = 15_000;

export class Connection {
  #socket = null;
  #held = new Map();
  #timers = {};
  #attempt = 0;
  #byeIn = null;
  #askedToWaitUntil = 0;
  #asked = { after: null, at: 0 };
  #pausedUntil = 0;
  #typedAt = -Infinity;
  #read = { wanted: 0, said: 0 };
  #quiet = 0;
  #heardAt = 0;

  constructor({ address, outbox, tell, token = "", open = (url) => new WebSocket(url), clock = globalThis, random = Math.random }) {
    Object.assign(this, { address, outbox, tell, token, open, clock, random });
    this.now = () => (clock.now ? clock.now() : Date.now());
    this.state = "idle";
    this.code = null; // the close code of a refusal
    this.last = null; // the last entry applied
    this.log = null; // which log `last` counts in
    this.epoch = 0;
    this.live = false; // greeted: what is sent now will be heard
    this.legacy = false; // a server that numbers and acknowledges nothing
    this.ended = false;
    this.stopped = false;
  }

  /** Show what waited from earlier visits, then connect. */
  async start() {
    this.stopped = false;
    if (this.outbox) {
      const { waiting, expired } = await this.outbox.load();
      for (const entry of expired) this.tell("expired", entry);
      for (const entry of waiting) this.tell("pending", entry);
    }
    if (!this.stopped) this.#connect();
  }

  stop() {
    this.stopped = true;
    for (const name of Object.keys(this.#timers)) this.#cancel(name);
    this.#drop();
    this.#turn("idle");
  }

  /** Send a message once, now or when the network is back; it is kept until it was acknowledged. */
  send(message, { reply_to = undefined, cid = newId() } = {}) {
    const entry = { cid, message, reply_to, at: this.now() };
    this.outbox.add(entry);
    this.tell("pending", entry);
    this.#flush();
    return cid;
  }

  /** Take back what has not been sent. */
  forget(cid) {
    this.outbox.remove(cid);
  }

  /** The network or the reader is back: wait no longer, unless the server has said how long, and take a socket
   * that missed its beat for a dead one. */
  wake() {
    const dead = this.live && this.#quiet && this.now() - this.#heardAt > this.#quiet / 2;
    const free = "retry" in this.#timers && this.now() >= this.#askedToWaitUntil;
    if (free || dead) this.#connect();
  }

  typing() {
    if (!this.live || this.legacy || this.now() - this.#typedAt < 3000) return;
    this.#typedAt = this.now();
    this.#say({ type: "typing" });
  }

  /** Say how far was read; many calls become one frame. */
  read(seq) {
    if (!(seq > this.#read.wanted)) return;
    this.#read.wanted = seq;
    if (!this.#timers.read) this.#later("read", 700, () => this.#sayRead());
  }

  #sayRead() {
    if (!this.live || this.legacy || this.#read.said >= this.#read.wanted) return;
    this.#read.said = this.#read.wanted;
    this.#say({ type: "read", seq: this.#read.said });
  }

  #connect() {
    this.#cancel("retry");
    this.#drop();
    if (!this.ended) this.#turn("connecting");
    const url = this.last === null ? this.address : `${this.address}${this.address.includes("?") ? "&" : "?"}after=${this.last}`;
    const socket = this.open(url);
    this.#socket = socket;
    this.#expect(GREETING_WAIT);
    socket.onopen = () => {
      if (this.token && socket === this.#socket) this.#say({ type: "hello", token: this.token });
    };
    socket.onmessage = (event) => {
      if (socket === this.#socket) this.#receive(parse(event.data));
    };
    socket.onclose = (event) => {
      if (socket === this.#socket) this.#closed(event.code);
    };
  }

  #drop() {
    const socket = this.#socket;
    this.#socket = null;
    this.live = false;
    socket?.close();
  }

  #closed(code) {
    this.#socket = null;
    this.live = false;
    this.#cancel("silence");
    this.#cancel("steady");
    this.#held.clear();
    if (this.stopped) return;
    if (this.ended && (this.legacy || FINAL.has(code))) this.#turn("ended");
    else if (FINAL.has(code)) this.#turn("refused", code);
    else this.#retry(code);
  }

  #retry(code) {
    let wait = this.random() * Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.#attempt);
    if (code === 4408 && this.#attempt === 0) wait = this.random() * 300;
    if (code === 4429) wait = Math.max(wait, 5000 + this.random() * 5000);
    if (this.#byeIn !== null) wait = this.#byeIn * (1 + this.random() / 2);
    this.#askedToWaitUntil = code === 4429 || this.#byeIn !== null ? this.now() + wait : 0;
    this.#byeIn = null;
    this.#attempt += 1;
    // What has ended may be opened again: its page comes back too, but nobody waits for it.
    if (this.ended) this.#turn("ended");
    else this.#turn("waiting", code);
    this.#later("retry", wait, () => this.#connect());
  }

  /** Hear something within `wait` ms, or take the socket for dead: a phone that slept is never told. */
  #expect(wait) {
    this.#later("silence", wait, () => {
      this.#drop();
      this.#closed(1006);
    });
  }

  #receive(frame) {
    if (!frame) return;
    this.#heardAt = this.now();
    if (this.#quiet && this.live) this.#expect(this.#quiet);
    else if (this.live) this.#cancel("silence");
    if (frame.type === "ready") this.#ready(frame);
    else if (SEQUENCED.has(frame.type)) this.#sequenced(frame);
    else if (frame.type === "ack") this.#settle(frame.cid, "ack", frame);
    else if (frame.type === "heartbeat") this.#beat(frame);
    else if (frame.type === "bye") this.#byeIn = frame.retry_ms ?? 1000;
    else if (frame.type === "error") this.#wrong(frame);
    else if (frame.type === "delta") this.#streamed(frame);
    else if (EPHEMERAL.has(frame.type)) this.tell(frame.type, frame);
  }

  #ready(frame) {
    if (this.log !== null && frame.log !== undefined && frame.log !== this.log) {
      this.#startAfresh();
      return;
    }
    this.log = frame.log ?? null;
    this.legacy = false;
    const before = (frame.first ?? 1) - 1;
    if (this.last !== null && (before > this.last || (frame.head ?? this.last) < this.last)) this.#forgetAll(before);
    this.last = Math.max(this.last ?? 0, before);
    if (frame.floor !== undefined) this.ended = frame.floor === "closed";
    this.epoch = Math.max(this.epoch, frame.epoch ?? 0);
    if (frame.heartbeat) {
      // Two beats at their slowest; a server may say its beat in seconds or in milliseconds.
      this.#quiet = (frame.heartbeat < 1000 ? frame.heartbeat * 1000 : frame.heartbeat) * 2.6;
      this.#expect(this.#quiet);
    } else this.#cancel("silence");
    if (frame.resume) {
      this.token = frame.resume;
      this.tell("resume", frame.resume);
    }
    this.tell("ready", frame);
    this.#greeted();
    this.#sayRead();
  }

  /** The log itself was replaced (a restore): what was counted before means nothing any more. */
  #startAfresh() {
    this.log = null;
    this.last = null;
    this.epoch = 0;
    this.ended = false;
    this.#held.clear();
    this.#read = { wanted: 0, said: 0 };
    this.tell("afresh");
    this.#connect();
  }

  /** Nothing of what was shown is in the log any more: it has expired, or was lost with a server's disk. */
  #forgetAll(last) {
    this.last = last;
    this.#held.clear();
    this.#read = { wanted: 0, said: 0 };
    this.tell("afresh");
  }

  #greeted() {
    this.live = true;
    this.#later("steady", STEADY_AFTER, () => (this.#attempt = 0));
    this.#turn(this.ended ? "ended" : "open");
    this.#flush();
  }

  #sequenced(frame) {
    if (frame.seq === undefined || frame.seq === null) {
      if (!this.live) {
        this.legacy = true;
        this.#cancel("silence");
      }
      this.#apply(frame);
      if (!this.live) this.#greeted();
      return;
    }
    this.last ??= frame.seq - 1;
    if (frame.seq <= this.last) return;
    if (frame.seq > this.last + 1) {
      if (this.#held.size < MOST_HELD) this.#held.set(frame.seq, frame);
      this.#sync();
      return;
    }
    this.#take(frame);
    while (this.#held.has(this.last + 1)) this.#take(this.#held.get(this.last + 1));
    for (const seq of this.#held.keys()) if (seq <= this.last) this.#held.delete(seq);
  }

  #take(frame) {
    this.last = frame.seq;
    this.#apply(frame);
  }

  #apply(frame) {
    if (frame.type === "floor") this.epoch = Math.max(this.epoch, frame.epoch ?? 0);
    if (frame.cid) this.outbox?.remove(frame.cid);
    if (frame.type === "chat_ended") this.ended = true;
    // Whoever passes the floor after the end opens the conversation again.
    else if (frame.type === "floor") this.ended = frame.floor === "closed";
    this.tell("entry", frame);
    if (this.live) this.#turn(this.ended ? "ended" : "open");
  }

  #beat(frame) {
    if (frame.head > (this.last ?? 0)) this.#sync();
  }

  /** Ask for what is missing, once per gap and again after 5 s. */
  #sync() {
    const after = this.last ?? 0;
    if (this.#asked.after === after && this.now() - this.#asked.at < 5000) return;
    this.#asked = { after, at: this.now() };
    this.#say({ type: "sync", after });
  }

  #settle(cid, kind, detail) {
    this.outbox?.remove(cid);
    this.tell(kind, detail);
  }

  #wrong(frame) {
    if (!frame.cid) this.tell("problem", frame);
    else if (frame.retry_ms === undefined || frame.retry_ms === null) this.#settle(frame.cid, "refused", frame);
    else this.#pause(frame.cid, frame.retry_ms);
  }

  /** Too fast: the message and those after it are sent again, in order, when the server can hear them. */
  #pause(cid, wait) {
    let after = false;
    for (const entry of this.outbox.waiting()) {
      after ||= entry.cid === cid;
      if (after) this.outbox.mark(entry.cid, null);
    }
    this.#pausedUntil = this.now() + wait;
    this.#later("flush", wait, () => this.#flush());
  }

  #streamed(frame) {
    if ((frame.epoch ?? this.epoch) >= this.epoch) this.tell("delta", frame);
  }

  #flush() {
    if (!this.live || !this.outbox || this.now() < this.#pausedUntil) return;
    for (const entry of this.outbox.waiting()) {
      if (this.outbox.sentBy(entry.cid) === this.#socket) continue;
      this.outbox.mark(entry.cid, this.#socket);
      this.#say({ message: entry.message, cid: entry.cid, reply_to: entry.reply_to });
      if (this.legacy) this.#settle(entry.cid, "sent", entry);
    }
  }

  #say(frame) {
    if (this.#socket?.readyState === 1) this.#socket.send(JSON.stringify(frame));
  }

  #turn(state, code = null) {
    if (state === this.state && code === this.code) return;
    this.state = state;
    this.code = code;
    this.tell("state", { state, code });
  }

  #later(name, wait, act) {
    this.#cancel(name);
    this.#timers[name] = this.clock.setTimeout(() => {
      delete this.#timers[name];
      act();
    }, wait);
  }

  #cancel(name) {
    if (name in this.#timers) this.clock.clearTimeout(this.#timers[name]);
    delete this.#timers[name];
  }
}

function parse(data) {
  try {
    const frame = JSON.parse(data);
    return frame && typeof frame.type === "string" ? frame : null;
  } catch {
    return null;
  }
}

/** A message's own id; crypto.randomUUID is missing where the page came over plain http. */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
