// What-if: who of the past candidates would fare otherwise by the requirements as they stand in the editor.

const SETTLES_AFTER = 900;

export function startWhatIf({ form, draft }) {
  const box = document.getElementById("what-if");
  if (!box) return;
  const brief = document.getElementById("what-if-brief");
  let waiting;
  let asking;

  async function look() {
    asking?.abort();
    asking = new AbortController();
    box.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(box.dataset.url, {
        method: "POST",
        credentials: "same-origin",
        signal: asking.signal,
        headers: { "Content-Type": "application/json", "X-CSRF-Token": form.elements.csrf_token.value, Accept: "text/html" },
        body: JSON.stringify(draft()),
      });
      // A draft that is not whole yet can't be judged by; the last answer stays until it is.
      if (answer.ok) box.innerHTML = await answer.text();
      box.classList.toggle("is-stale", !answer.ok);
      brief.textContent = answer.ok ? (box.querySelector(".what-if-sum")?.textContent.trim() ?? "") : "";
      box.removeAttribute("aria-busy");
    } catch (error) {
      if (error.name !== "AbortError") box.removeAttribute("aria-busy");
    }
  }

  form.addEventListener("draft", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, SETTLES_AFTER);
  });
  look();
}
