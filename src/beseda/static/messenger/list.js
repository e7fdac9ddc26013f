// The list of chats: a socket says that something changed, and the list is fetched again as it is now.

const place = document.getElementById("chats");
const title = document.title;
const language = document.documentElement.lang;
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30_000;
let wait = FIRST_WAIT;
let waiting;
let fetching = false;
let again = false;

async function refresh() {
  // What was searched for stays until the search is ended.
  if (!navigator.onLine || !place.dataset.source) return;
  if (fetching) {
    again = true;
    return;
  }
  fetching = true;
  try {
    const answer = await fetch(place.dataset.source, { headers: { Accept: "text/html" } });
    if (answer.ok && !answer.redirected) show(await answer.text());
  } catch {
    // Without a network the list stays as it was; the socket's return fetches it anew.
  }
  fetching = false;
  if (again) {
    again = false;
    soon();
  }
}

function show(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const focused = document.activeElement?.closest("[data-chat]")?.dataset.chat;
  const top = place.scrollTop;
  place.replaceChildren(...page.body.childNodes);
  place.scrollTop = top;
  if (focused) place.querySelector(`[data-chat="${focused}"]`)?.focus({ preventScroll: true });
  dress();
}

function dress() {
  const list = place.querySelector("[data-unread]");
  // What is read here and now needs no badge: its mark is on the way.
  const open = place.querySelector('[aria-current="page"] .fresh-count');
  if (open && document.visibilityState === "visible") open.remove();
  const unread = [...place.querySelectorAll(".fresh-count:not(.quiet-count)")].reduce((sum, badge) => sum + (parseInt(badge.textContent, 10) || 0), 0);
  document.title = list && unread ? `(${unread > 99 ? "99+" : unread}) ${title}` : title;
  for (const time of place.querySelectorAll("[data-clock]")) time.textContent = clock(new Date(time.dateTime));
}

/** Today's moments by the clock, others by their day. */
function clock(moment) {
  const now = new Date();
  if (moment.toDateString() === now.toDateString()) return moment.toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" });
  const year = moment.getFullYear() === now.getFullYear() ? undefined : "2-digit";
  return moment.toLocaleDateString(language, { day: "numeric", month: "short", year });
}

function soon() {
  clearTimeout(waiting);
  waiting = setTimeout(refresh, 200);
}

function connect() {
  const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws/chats`);
  let refused = false;
  socket.addEventListener("message", (event) => {
    const frame = JSON.parse(event.data);
    if (frame.type === "changed") soon();
    if (frame.type === "ready") {
      if (wait > FIRST_WAIT) soon();
      wait = FIRST_WAIT;
    }
  });
  socket.addEventListener("close", (event) => {
    refused = event.code === 4401 || event.code === 4403;
    if (event.code === 4401) location.reload(); // signed out elsewhere: the page goes to sign in
    if (refused) return;
    setTimeout(connect, wait * Math.random());
    wait = Math.min(wait * 2, LONGEST_WAIT);
  });
}

dress();
connect();
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && soon());
addEventListener("online", soon);
addEventListener("pageshow", (event) => event.persisted && soon());
setInterval(() => document.visibilityState === "visible" && soon(), 60_000);
