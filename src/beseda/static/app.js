// What every page can do: theme, dialogs, menus, tabs, toasts, keys, times, copying. All by data attributes, none by name.

import { wireDialogs } from "./dialogs.js";
import { wireKeys } from "./keys.js";
import { refreshTimes } from "./times.js";
import { toast, wireToasts } from "./toasts.js";

const csrf = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";

// Both choices are cookies, so that the server writes the page in the right language and colours at once.
const remember = (name, value) => {
  document.cookie = `${name}=${value}; Path=/; Max-Age=31536000; SameSite=Lax`;
};

function wireTheme() {
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-switch]")) return;
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    remember("theme", root.dataset.theme);
  });
}

function wireLanguage() {
  // The link works by itself; with a script the choice is kept, and so are the filters in the address.
  for (const link of document.querySelectorAll("a[data-language]")) {
    const address = new URL(location.href);
    address.searchParams.set("lang", link.dataset.language);
    link.href = address.pathname + address.search + address.hash;
    link.addEventListener("click", () => remember("locale", link.dataset.language));
  }
}

function wireCopying() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy], [data-copy-from]");
    if (!button) return;
    const source = button.dataset.copyFrom && document.querySelector(button.dataset.copyFrom);
    const text = source ? (source.value ?? source.textContent).trim() : button.dataset.copy;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      if (!source?.select) return;
      source.select();
      document.execCommand("copy");
    }
    if (button.dataset.copied) toast(button.dataset.copied);
  });
}

function wireForms() {
  // A form with data-autosubmit sends itself when a filter changes; a form sent once is not sent twice.
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-autosubmit]");
    if (form) form.requestSubmit();
  });
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.method === "dialog") return;
    const button = event.submitter;
    if (button && !event.target.hasAttribute("hx-post")) setTimeout(() => button.setAttribute("aria-busy", "true"));
  });
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return; // only a page brought back from memory still shows what was being sent
    for (const button of document.querySelectorAll(".button[aria-busy]")) button.removeAttribute("aria-busy");
  });
}

function wireZones() {
  // A workspace that never named its time zone is in UTC; its people mostly are not.
  for (const field of document.querySelectorAll('input[data-own-zone="UTC"]')) {
    if (field.value === "UTC") field.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
  }
}

function wireHtmx() {
  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRF-Token"] = csrf();
  });
  document.addEventListener("htmx:afterSettle", () => refreshTimes());
  for (const failure of ["htmx:responseError", "htmx:sendError"]) {
    document.addEventListener(failure, () => toast(document.body.dataset.failed ?? "", { kind: "danger" }));
  }
}

wireTheme();
wireLanguage();
wireDialogs();
wireToasts(csrf);
wireKeys();
wireCopying();
wireForms();
wireZones();
wireHtmx();
refreshTimes();
setInterval(refreshTimes, 30_000);
