// Keeps a list up to date: the inbox's socket says that something changed, and the list is fetched again as it is now.

const live = document.getElementById("live");
let socket;
let waiting;
let retry = 1000;

async function refresh() {
  const answer = await fetch(live.dataset.live || location.href, { headers: { Accept: "text/html" }, credentials: "same-origin" });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("live");
  if (!fresh) return;
  const focused = document.activeElement?.closest("[data-row]")?.id;
  const chosen = [...live.querySelectorAll("input[type=checkbox]:checked")].map((box) => box.value);
  const current = live.querySelector(".is-current")?.id;
  const known = new Set([...live.querySelectorAll("[data-row]")].map((row) => row.id));
  live.replaceChildren(...fresh.childNodes);
  for (const box of live.querySelectorAll("input[type=checkbox]")) box.checked = chosen.includes(box.value);
  if (current) document.getElementById(current)?.classList.add("is-current");
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  for (const row of live.querySelectorAll("[data-row]")) row.classList.toggle("is-fresh", known.size > 0 && Boolean(row.id) && !known.has(row.id));
  replaceTabs(page);
  window.htmx?.process(live);
  document.dispatchEvent(new CustomEvent("htmx:afterSettle"));
  live.dispatchEvent(new CustomEvent("refreshed", { bubbles: true }));
}

function replaceTabs(page) {
  const [old, fresh] = [document.querySelector("nav.tabs"), page.querySelector("nav.tabs")];
  if (old && fresh) old.replaceWith(fresh);
}

function soon() {
  clearTimeout(waiting);
  waiting = setTimeout(refresh, 250);
}

function connect() {
  socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws/inbox`);
  socket.addEventListener("open", () => {
    if (retry > 1000) soon();
    retry = 1000;
  });
  socket.addEventListener("message", (event) => {
    const frame = JSON.parse(event.data);
    if (frame.type !== "changed") return;
    document.dispatchEvent(new CustomEvent("inbox", { detail: frame }));
    soon();
  });
  socket.addEventListener("close", () => {
    setTimeout(connect, retry * (0.5 + Math.random()));
    retry = Math.min(retry * 2, 30_000);
  });
}

if (live) connect();
