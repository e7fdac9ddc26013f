// The candidate and the bot may go over to another language: what the page says at the end follows.

document.addEventListener("beseda-message", ({ detail }) => {
  if (!detail.lang) return;
  for (const part of document.querySelectorAll("[data-speaks]")) part.hidden = part.dataset.speaks !== detail.lang;
});
