// Comparing: a button over the list that is ready for two to five chosen candidates, and printing.

const button = document.querySelector("[data-compare]");

function chosen() {
  return [...document.querySelectorAll('#live input[name="ids"]:checked')].map((box) => box.value);
}

function ready() {
  if (button) button.disabled = chosen().length < 2 || chosen().length > 5;
}

button?.addEventListener("click", () => {
  location.assign(`${button.dataset.compare}?${new URLSearchParams(chosen().map((id) => ["ids", id]))}`);
});
document.addEventListener("change", ready);
document.addEventListener("refreshed", ready);
addEventListener("pageshow", ready);
document.querySelector("[data-print]")?.addEventListener("click", () => print());
