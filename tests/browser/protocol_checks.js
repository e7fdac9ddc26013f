// Checks of the modules that know no page: the protocol's state machine and the outbox, with a clock and sockets of our own.
// Each exported function is one test; it throws where something is not as it should be.

import { Connection, newId } from "/static/chat/connection.js";
import { Outbox, Store } from "/static/chat/outbox.js";

function equal(found, wanted, what = "") {
  const [one, other] = [JSON.stringify(found), JSON.stringify(wanted)];
  if (one !== other) throw new Error(`${what}: found ${one}, wanted ${other}`);
}

class Clock {
  time = 1_000_000;
  #timers = new Map();
  #next = 1;
  now = () => this.time;
  setTimeout = (act, wait) => {
    this.#timers.set(this.#next, { at: this.time + wait, act });
    return this.#next++;
  };
  clearTimeout = (id) => this.#timers.delete(id);
  pass(wait) {
    const until = this.time + wait;
    for (;;) {
      const due = [...this.#timers].filter(([, timer]) => timer.at <= until).sort((a, b) => a[1].at - b[1].at)[0];
      if (!due) break;
      this.#timers.delete(due[0]);
      this.time = due[1].at;
      due[1].act();
    }
    this.time = until;
  }
}

class Memory {
  kept = new Map();
  async all(place) {
    return [...this.kept.values()].filter((entry) => entry.place === place);
  }
  put(entry) {
    this.kept.set(entry.cid, entry);
  }
  remove(cid) {
    this.kept.delete(cid);
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
  gets(...frames) {
    for (const frame of frames) this.onmessage({ data: typeof frame === "string" ? frame : JSON.stringify(frame) });
  }
  hangUp(code = 1006) {
    this.readyState = 3;
    this.onclose({ code });
  }
}

async function setUp(more = {}) {
  const world = { sockets: [], told: [], clock: new Clock(), store: new Memory() };
  world.outbox = new Outbox("here", { store: world.store, now: world.clock.now });
  world.connection = new Connection({
    address: "ws://x/ws/chat/1",
    outbox: world.outbox,
    tell: (kind, detail) => world.told.push([kind, detail]),
    open: (url) => {
      const socket = new Socket(url);
      world.sockets.push(socket);
      return socket;
    },
    clock: world.clock,
    random: () => 0.5,
    ...more,
  });
  world.entries = () => world.told.filter(([kind]) => kind === "entry").map(([, frame]) => frame.seq);
  world.heard = (kind) => world.told.filter(([name]) => name === kind).map(([, detail]) => detail);
  await world.connection.start();
  world.socket = () => world.sockets.at(-1);
  world.socket().onopen?.();
  return world;
}

const ready = (more = {}) => ({ type: "ready", log: "a", first: 1, oldest: 1, head: 0, heartbeat: 25, participants: [], ...more });
const said = (seq, more = {}) => ({ type: "bot_message", seq, message: `m${seq}`, ...more });

export async function the_token_is_said_in_the_first_frame() {
  const { sockets, connection } = await setUp({ token: "secret" });
  equal(sockets[0].said, [{ type: "hello", token: "secret" }]);
  equal(sockets[0].url.includes("secret"), false, "no token in an address");
  equal(connection.state, "connecting");
}

export async function entries_are_applied_once_and_in_order() {
  const { socket, entries, connection } = await setUp();
  socket().gets(ready(), said(1), said(2), said(2), said(1), { type: "skip", seq: 3 }, said(4));
  equal(entries(), [1, 2, 3, 4]);
  equal(connection.last, 4);
}

export async function a_gap_is_asked_for_once_and_what_came_early_is_kept() {
  const { socket, entries, clock } = await setUp();
  socket().gets(ready(), said(1), said(4), said(5));
  equal(socket().said, [{ type: "sync", after: 1 }]);
  equal(entries(), [1]);
  clock.pass(5001);
  socket().gets(said(5));
  equal(socket().said.length, 2, "asked again after five seconds");
  socket().gets(said(2), said(3));
  equal(entries(), [1, 2, 3, 4, 5]);
}

export async function a_heartbeat_names_what_a_lost_wake_up_hid() {
  const { socket } = await setUp();
  socket().gets(ready(), said(1), { type: "heartbeat", head: 1 });
  equal(socket().said, []);
  socket().gets({ type: "heartbeat", head: 3 });
  equal(socket().said, [{ type: "sync", after: 1 }]);
}

export async function history_may_begin_anywhere() {
  const { socket, entries } = await setUp();
  socket().gets(ready({ first: 41, oldest: 30 }), said(41), said(42));
  equal(entries(), [41, 42]);
}

export async function a_message_is_kept_until_it_was_acknowledged() {
  const { socket, connection, store, heard } = await setUp();
  socket().gets(ready());
  const cid = connection.send("hello");
  equal(socket().said, [{ message: "hello", cid }]);
  equal(store.kept.size, 1);
  const before = connection.last;
  socket().gets({ type: "ack", cid, seq: 1, duplicate: false });
  equal(store.kept.size, 0);
  equal(connection.last, before, "an ack does not move the last");
  equal(heard("ack").length, 1);
}

export async function what_was_not_acknowledged_is_sent_again_with_the_same_cid_in_order() {
  const { socket, sockets, connection, clock } = await setUp();
  socket().gets(ready());
  const first = connection.send("one");
  const second = connection.send("two");
  socket().hangUp();
  const third = connection.send("three");
  clock.pass(600);
  equal(sockets.length, 2);
  socket().gets(ready());
  equal(socket().said.map((frame) => frame.cid), [first, second, third]);
}

export async function nothing_is_sent_before_the_greeting() {
  const { socket, connection } = await setUp();
  connection.send("early");
  equal(socket().said, []);
  socket().gets(ready());
  equal(socket().said.length, 1);
}

export async function an_own_message_in_the_log_is_as_good_as_an_ack() {
  const { socket, connection, store } = await setUp();
  socket().gets(ready());
  const cid = connection.send("hello");
  socket().gets({ type: "message", seq: 1, message: "hello", cid, from: { id: "me" } });
  equal(store.kept.size, 0);
}

export async function a_reconnect_names_the_last_entry_seen() {
  const { socket, sockets, clock, entries } = await setUp();
  socket().gets(ready(), said(1), said(2));
  socket().hangUp();
  clock.pass(600);
  equal(sockets[1].url, "ws://x/ws/chat/1?after=2");
  socket().gets(ready({ first: 1, head: 3 }), said(1), said(2), said(3));
  equal(entries(), [1, 2, 3], "a server that sends all again is understood too");
}

export async function backoff_grows_is_bounded_and_ends_with_a_greeting() {
  const { socket, sockets, clock, connection } = await setUp();
  const waits = [];
  for (let n = 0; n < 9; n += 1) {
    socket().hangUp();
    const from = clock.time;
    const count = sockets.length;
    while (sockets.length === count) clock.pass(25);
    waits.push(clock.time - from);
  }
  equal(waits, [500, 1000, 2000, 4000, 8000, 15000, 15000, 15000, 15000]);
  socket().gets(ready());
  socket().hangUp();
  equal(connection.state, "waiting");
  clock.pass(1000);
  equal(connection.state, "waiting", "a greeting that does not hold is no end of the trouble");
  clock.pass(14000);
  socket().gets(ready());
  clock.pass(10000);
  socket().hangUp();
  clock.pass(505);
  equal(connection.state, "connecting");
}

export async function the_network_that_is_back_ends_a_wait_but_not_one_that_was_asked_for() {
  const { socket, sockets, connection } = await setUp();
  socket().gets(ready());
  socket().hangUp();
  connection.wake();
  equal(sockets.length, 2);
  socket().gets(ready(), { type: "bye", retry_ms: 2000 });
  socket().hangUp(1012);
  connection.wake();
  equal(sockets.length, 2);
}

export async function a_planned_close_says_when_to_come_back() {
  const { socket, sockets, clock } = await setUp();
  socket().gets(ready(), { type: "bye", retry_ms: 2000 });
  socket().hangUp(1012);
  clock.pass(2400);
  equal(sockets.length, 1);
  clock.pass(200);
  equal(sockets.length, 2);
}

export async function a_slow_reader_comes_back_at_once_a_fast_writer_later() {
  const slow = await setUp();
  slow.socket().gets(ready());
  slow.socket().hangUp(4408);
  slow.clock.pass(200);
  equal(slow.sockets.length, 2);
  const fast = await setUp();
  fast.socket().gets(ready());
  fast.socket().hangUp(4429);
  fast.clock.pass(4900);
  equal(fast.sockets.length, 1);
  fast.clock.pass(3000);
  equal(fast.sockets.length, 2);
}

export async function a_refusal_is_final_and_named() {
  for (const code of [4400, 4401, 4403, 4404]) {
    const { socket, sockets, clock, connection } = await setUp();
    socket().hangUp(code);
    clock.pass(120_000);
    equal(sockets.length, 1);
    equal([connection.state, connection.code], ["refused", code]);
  }
}

export async function a_replaced_log_starts_afresh() {
  const { socket, sockets, heard, clock, connection } = await setUp();
  socket().gets(ready(), said(1), said(2));
  connection.send("kept");
  socket().hangUp(1012);
  clock.pass(600);
  socket().gets(ready({ log: "b", first: 3 }));
  equal(heard("afresh").length, 1);
  equal(sockets[2].url, "ws://x/ws/chat/1", "asked from the beginning");
  socket().gets(ready({ log: "b" }), said(1));
  equal(connection.last, 1);
  equal(socket().said.length, 1, "what was written is sent into the new log");
}

export async function a_log_that_ends_before_ours_starts_afresh() {
  const { socket, heard, clock, connection, entries } = await setUp();
  socket().gets(ready({ head: 2 }), said(1), said(2));
  socket().hangUp();
  clock.pass(60_000);
  socket().gets(ready({ head: 1 }), said(1, { message: "another" }));
  equal([heard("afresh").length, connection.last, entries()], [1, 1, [1, 2, 1]]);
}

export async function what_expired_while_one_was_away_is_let_go() {
  const { socket, heard, clock, connection, entries } = await setUp();
  socket().gets(ready({ head: 2 }), said(1), said(2));
  socket().hangUp();
  clock.pass(60_000);
  socket().gets(ready({ first: 6, oldest: 6, head: 6 }), said(6));
  equal([heard("afresh").length, connection.last, entries()], [1, 6, [1, 2, 6]]);
}

export async function the_page_of_an_ended_conversation_comes_back_quietly() {
  const { socket, sockets, clock, connection, heard } = await setUp();
  socket().gets(ready({ head: 1 }), { type: "chat_ended", seq: 1, approved: null });
  socket().hangUp(1012);
  equal(connection.state, "ended");
  clock.pass(60_000);
  equal(sockets.length > 1, true);
  socket().gets(ready({ head: 2, first: 2, floor: "operator" }), { type: "floor", seq: 2, floor: "operator", epoch: 2 });
  equal(connection.state, "open");
  equal(heard("state").map(({ state }) => state).includes("waiting"), false, "nobody is told to wait");
}

export async function who_comes_to_a_closed_conversation_is_told_so() {
  const { socket, connection } = await setUp();
  socket().gets(ready({ floor: "closed", first: 41, head: 41 }), said(41));
  equal(connection.state, "ended");
}

export async function a_silent_socket_is_a_dead_one() {
  const { socket, sockets, clock, connection } = await setUp();
  socket().gets(ready());
  clock.pass(40_000);
  socket().gets({ type: "heartbeat", head: 0 });
  clock.pass(40_000);
  equal(sockets.length, 1);
  clock.pass(30_000);
  equal(sockets.length > 1, true);
  equal(connection.live, false);
}

export async function a_greeting_that_never_comes_is_not_waited_for_for_ever() {
  const { sockets, clock } = await setUp();
  clock.pass(16_000);
  equal(sockets.length, 2);
}

export async function waking_up_does_not_wait_for_the_backoff() {
  const { socket, sockets, connection, clock } = await setUp();
  socket().gets(ready());
  socket().hangUp();
  connection.wake();
  equal(sockets.length, 2);
  socket().gets(ready());
  connection.wake();
  equal(sockets.length, 2, "a socket that beats is left alone");
  clock.time += 45_000; // asleep: time passed and no timer ran
  connection.wake();
  equal(sockets.length, 3);
}

export async function too_fast_is_sent_again_later_and_in_order() {
  const { socket, connection, clock, store } = await setUp();
  socket().gets(ready());
  const cids = [connection.send("a"), connection.send("b"), connection.send("c")];
  socket().gets({ type: "ack", cid: cids[0], seq: 1 }, { type: "error", code: "too_fast", message: "…", cid: cids[1], retry_ms: 1000 });
  clock.pass(900);
  equal(socket().said.length, 3);
  clock.pass(200);
  equal(socket().said.slice(3).map((frame) => frame.cid), [cids[1], cids[2]]);
  equal(store.kept.size, 2);
}

export async function a_refused_message_is_not_sent_again() {
  const { socket, connection, store, heard } = await setUp();
  socket().gets(ready());
  const cid = connection.send("x");
  socket().gets({ type: "error", code: "too_long", message: "Too long", cid });
  equal(store.kept.size, 0);
  equal(heard("refused")[0].message, "Too long");
  socket().gets({ type: "error", code: "odd", message: "Odd" });
  equal(heard("problem").length, 1);
}

export async function the_seeds_server_is_enough() {
  const { socket, connection, heard, store, clock, sockets } = await setUp();
  socket().gets({ type: "bot_message", message: "City?" });
  connection.send("Moscow");
  equal(socket().said[0].message, "Moscow");
  equal(store.kept.size, 0, "it acknowledges nothing");
  equal(heard("sent").length, 1);
  connection.typing();
  connection.read(3);
  clock.pass(120_000);
  equal(socket().said.length, 1, "it hears only messages");
  socket().gets({ type: "chat_ended", approved: true, relevance_score: 1, rejection_reasons: [] });
  equal(connection.state, "ended");
  socket().hangUp(1000);
  clock.pass(120_000);
  equal([connection.state, sockets.length], ["ended", 1]);
}

export async function an_ended_conversation_may_be_opened_again() {
  const { socket, connection } = await setUp();
  socket().gets(ready(), { type: "chat_ended", seq: 1, approved: null });
  equal(connection.state, "ended");
  socket().gets({ type: "floor", seq: 2, floor: "operator", epoch: 2 });
  equal(connection.state, "open");
}

export async function a_delta_of_an_older_epoch_is_thrown_away() {
  const { socket, heard } = await setUp();
  socket().gets(ready(), { type: "floor", seq: 1, floor: "operator", epoch: 3 });
  socket().gets({ type: "delta", run: "r", epoch: 2, offset: 0, text: "old" }, { type: "delta", run: "r", epoch: 3, offset: 0, text: "new" });
  equal(heard("delta").map((frame) => frame.text), ["new"]);
}

export async function the_seat_is_reopened_with_its_own_token() {
  const { socket, clock } = await setUp();
  socket().gets(ready({ resume: "mine" }));
  socket().hangUp();
  clock.pass(600);
  socket().onopen();
  equal(socket().said, [{ type: "hello", token: "mine" }]);
}

export async function reads_and_typing_are_said_sparingly() {
  const { socket, connection, clock } = await setUp();
  socket().gets(ready());
  for (const seq of [1, 2, 3, 2]) connection.read(seq);
  clock.pass(1000);
  connection.typing();
  connection.typing();
  equal(socket().said, [{ type: "read", seq: 3 }, { type: "typing" }]);
}

export async function nonsense_is_passed_over() {
  const { socket, connection } = await setUp();
  socket().gets(ready(), "{", "null", '"text"', "[]", '{"type": 5}', '{"type": "of the future", "seq": 9}', said(1));
  equal(connection.last, 1);
}

export async function a_stopped_connection_stays_stopped() {
  const { sockets, connection, clock } = await setUp();
  connection.stop();
  clock.pass(600_000);
  equal([connection.state, sockets.length], ["idle", 1]);
}

export async function nothing_older_than_a_week_is_sent_by_itself() {
  const store = new Memory();
  const now = 100 * 24 * 3600 * 1000;
  const day = 24 * 3600 * 1000;
  for (const [cid, age] of [["old", 8], ["new", 6], ["newer", 1]]) store.put({ cid, place: "here", message: cid, at: now - age * day, order: 1 });
  store.put({ cid: "elsewhere", place: "there", message: "x", at: now, order: 1 });
  const { waiting, expired } = await new Outbox("here", { store, now: () => now }).load();
  equal(waiting.map((entry) => entry.cid), ["new", "newer"]);
  equal(expired.map((entry) => entry.cid), ["old"]);
  equal([...store.kept.keys()].sort(), ["elsewhere", "new", "newer"]);
}

export async function the_browsers_database_keeps_what_was_written() {
  const place = newId();
  const outbox = new Outbox(place);
  await outbox.load();
  outbox.add({ cid: newId(), message: "first", at: Date.now() });
  const second = newId();
  outbox.add({ cid: second, message: "second", at: Date.now() });
  await new Store().all(place);
  const { waiting } = await new Outbox(place).load();
  equal(waiting.map((entry) => entry.message), ["first", "second"]);
  const again = new Outbox(place);
  await again.load();
  again.remove(second);
  equal((await new Store().all(place)).map((entry) => entry.message), ["first"]);
}

export function ids_are_uuids_with_and_without_a_secure_page() {
  const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  equal(shape.test(newId()), true);
  const made = crypto.randomUUID;
  Object.defineProperty(crypto, "randomUUID", { value: undefined, configurable: true });
  const without = newId();
  Object.defineProperty(crypto, "randomUUID", { value: made, configurable: true });
  equal(shape.test(without), true, without);
}
