// What was written and not yet acknowledged: kept in the browser's database, so that closing the page loses nothing.

const WEEK = 7 * 24 * 3600 * 1000; // the server remembers a message's id for longer than this, so a repeat can't double
const PATIENCE = 800; // a database that does not answer must not keep the chat from opening

export class Outbox {
  #entries = new Map();
  #sockets = new Map();
  #order = 0;

  constructor(place, { store = new Store(), now = Date.now } = {}) {
    this.place = place;
    this.store = store;
    this.now = now;
  }

  /** Read what waited: those to send, oldest first, and those that are too old to be sent by themselves. */
  async load() {
    const all = (await this.store.all(this.place)).sort((a, b) => a.at - b.at || a.order - b.order);
    const old = (entry) => this.now() - entry.at > WEEK;
    const expired = all.filter(old);
    for (const entry of expired) this.store.remove(entry.cid);
    for (const entry of all.filter((one) => !old(one))) this.#entries.set(entry.cid, entry);
    return { waiting: this.waiting(), expired };
  }

  add(entry) {
    this.#order += 1;
    const kept = { ...entry, place: this.place, order: this.#order };
    this.#entries.set(entry.cid, kept);
    this.store.put(kept);
  }

  remove(cid) {
    if (!this.#entries.delete(cid)) return;
    this.#sockets.delete(cid);
    this.store.remove(cid);
  }

  has(cid) {
    return this.#entries.has(cid);
  }

  waiting() {
    return [...this.#entries.values()];
  }

  /** Remember which connection carried a message last; another one has to carry it again. */
  mark(cid, socket) {
    this.#sockets.set(cid, socket);
  }

  sentBy(cid) {
    return this.#sockets.get(cid) ?? null;
  }
}

/** The browser's database; where there is none (a private window) the page's memory has to do. */
export class Store {
  #database = null;

  #open() {
    this.#database ??= new Promise((resolve) => {
      setTimeout(() => resolve(null), PATIENCE);
      try {
        const request = indexedDB.open("beseda", 1);
        request.onupgradeneeded = () => request.result.createObjectStore("outbox", { keyPath: "cid" }).createIndex("place", "place");
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => resolve(null);
      } catch {
        resolve(null);
      }
    });
    return this.#database;
  }

  async #ask(mode, act) {
    const database = await this.#open();
    if (!database) return undefined;
    return new Promise((resolve) => {
      try {
        const request = act(database.transaction("outbox", mode).objectStore("outbox"));
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => resolve(undefined);
      } catch {
        resolve(undefined);
      }
    });
  }

  async all(place) {
    return (await this.#ask("readonly", (entries) => entries.index("place").getAll(place))) ?? [];
  }

  put(entry) {
    return this.#ask("readwrite", (entries) => entries.put(entry));
  }

  remove(cid) {
    return this.#ask("readwrite", (entries) => entries.delete(cid));
  }
}
