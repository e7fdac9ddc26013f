// The recruiter's desk: walking the list loads each response beside it; several can be decided at once.

const pane = document.getElementById("pane");
const bulk = document.querySelector("[data-bulk]");
const wide = matchMedia("(min-width: 1000px)");
let loading;

function markCurrent(id) {
  for (const row of document.querySelectorAll(".response-row")) row.classList.toggle("is-current", row.id === `r-${id}`);
}

// Walking with the keys loads the row that is stayed on, not each one passed.
document.addEventListener("focusin", (event) => {
  const row = event.target.closest?.(".response-row");
  if (!row || event.target !== row || !wide.matches) return;
  clearTimeout(loading);
  loading = setTimeout(() => row.querySelector(".response-link").click(), 120);
});

document.addEventListener("htmx:beforeRequest", (event) => {
  const link = event.target.closest?.(".response-link");
  if (!link) return;
  if (!wide.matches) {
    event.preventDefault();
    location.assign(link.href);
    return;
  }
  markCurrent(link.closest(".response-row").id.slice(2));
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target === pane) pane.scrollTop = 0;
});

// Somebody else, or the interview itself, changed the response that is open: show it as it is now.
document.addEventListener("inbox", (event) => {
  const shown = pane?.querySelector("[data-response]")?.dataset.response;
  const typing = pane?.contains(document.activeElement) && document.activeElement.matches("input, textarea, beseda-chat:not([readonly])");
  if (shown && shown === event.detail.response_id && !typing) {
    const tab = pane.querySelector('[role="tab"][aria-selected="true"]')?.id;
    window.htmx?.ajax("GET", `/console/responses/${shown}?pane=1`, { target: "#pane", swap: "innerHTML" }).then(() => {
      if (tab && tab !== "pane-verdict-tab") document.getElementById(tab)?.click();
    });
  }
});

// A letter about a call leads to the conversation, and so does what is said of it above the tabs.
function showPanel(id) {
  document.getElementById(`${id}-tab`)?.click();
}
document.addEventListener("click", (event) => {
  const shows = event.target.closest?.("[data-shows]")?.dataset.shows;
  if (shows) showPanel(shows);
});
if (/^#pane-[a-z]+$/.test(location.hash)) showPanel(location.hash.slice(1));

function countChosen() {
  if (!bulk) return;
  const chosen = document.querySelectorAll('#live input[name="ids"]:checked').length;
  bulk.hidden = chosen === 0;
  bulk.querySelector("[data-bulk-count]").textContent = chosen;
}
document.addEventListener("change", countChosen);
document.addEventListener("refreshed", countChosen);
addEventListener("pageshow", countChosen);
