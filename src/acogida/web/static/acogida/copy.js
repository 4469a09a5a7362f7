// Copies what stands in another element. Without JavaScript it can be marked by hand.
(() => {
  "use strict";
  addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).textContent.trim());
    document.querySelector("[data-copied]").hidden = false;
  });
})();
