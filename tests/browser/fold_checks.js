// Feeds frames to the page's own client and says what it has made of them, for comparison with the reference client.
// A step is a frame, or {cut: code}: the socket closes and the client connects again by itself.

import { Connection } from "/static/chat/connection.js";
import { BesedaChat } from "/static/chat/beseda-chat.js";

class Clock {
  time = 1_000_000;
  timers = new Map();
  next = 1;
  now = () => this.time;
  setTimeout = (act, wait) => {
    this.timers.set(this.next, { at: this.time + wait, act });
    return this.next++;
  };
  clearTimeout = (id) => this.timers.delete(id);
  pass(wait) {
    const until = this.time + wait;
    for (;;) {
      const due = [...this.timers].filter(([, timer]) => timer.at <= until).sort((a, b) => a[1].at - b[1].at)[0];
      if (!due) break;
      this.timers.delete(due[0]);
      this.time = due[1].at;
      due[1].act();
    }
    this.time = until;
  }
}

class Socket {
  readyState = 1;
  said = [];
  constructor(url) {
    this.url = url;
  }
  send(data) {
    this.said.push(JSON.parse(data));
  }
  close() {
    this.readyState = 3;
  }
}

/** Let a connection live through steps; returns what it asked for and what it holds. */
export async function fold(steps) {
  const clock = new Clock();
  const sockets = [];
  const told = [];
  const connection = new Connection({
    address: "ws://x/ws/chat/1",
    outbox: null,
    tell: (kind, detail) => told.push([kind, detail]),
    open: (url) => {
      sockets.push(new Socket(url));
      return sockets.at(-1);
    },
    clock,
    random: () => 0.5,
  });
  await connection.start();
  for (const step of steps) {
    if (step.cut) {
      const before = sockets.length;
      sockets.at(-1).onclose?.({ code: step.cut });
      for (let n = 0; n < 2000 && sockets.length === before; n += 1) clock.pass(50);
    } else sockets.at(-1).onmessage({ data: JSON.stringify(step) });
  }
  const { last, log, epoch, ended } = connection;
  connection.stop();
  return {
    last, log, epoch, ended,
    urls: sockets.map((socket) => socket.url),
    syncs: sockets.flatMap((socket) => socket.said).filter((frame) => frame.type === "sync").map((frame) => frame.after),
    entries: told.filter(([kind]) => kind === "entry").map(([, frame]) => frame.seq),
  };
}

/** Let a whole chat live through steps; returns the bubbles it shows, by their number. */
export async function show(steps) {
  const chat = new BesedaChat();
  const sockets = [];
  chat.openSocket = (url) => {
    sockets.push(new Socket(url));
    return sockets.at(-1);
  };
  chat.setAttribute("readonly", "");
  chat.setAttribute("lang", "en");
  chat.setAttribute("src", "/ws/chat/fold");
  document.body.append(chat);
  while (!sockets.length) await new Promise((resolve) => setTimeout(resolve, 1));
  for (const step of steps) {
    if (step.cut) {
      const before = sockets.length;
      sockets.at(-1).onclose?.({ code: step.cut });
      chat.connection.wake();
      if (sockets.length === before) throw new Error("it did not come back");
    } else sockets.at(-1).onmessage({ data: JSON.stringify(step) });
  }
  const rows = [...chat.shadowRoot.querySelectorAll(".row")];
  const shown = rows.map((row) => [Number(row.dataset.seq), row.classList.contains("deleted") ? null : row.querySelector(".text").textContent]);
  const over = chat.frame.classList.contains("over");
  const urls = sockets.map((socket) => new URL(socket.url).search);
  chat.remove();
  return { shown, over, urls };
}
