// Quick exit: the page makes way for a neutral one and leaves no entry of its own in the tab's history.
// A browser lets nobody delete the pages before it; so if the person (or whoever took the phone) goes back to
// one of them in this tab, it makes way too. Typing the address or opening a link starts afresh.
(() => {
  "use strict";
  document.documentElement.classList.add("js");
  const KEY = "left";
  const cameBack = () => {
    const [entry] = performance.getEntriesByType("navigation");
    return Boolean(entry) && entry.type === "back_forward";
  };
  const target = () => sessionStorage.getItem(KEY);

  const makeWay = (url) => {
    document.documentElement.hidden = true;
    location.replace(url);
  };

  const leave = (url) => {
    sessionStorage.setItem(KEY, url);
    makeWay(url);
  };

  if (target() && cameBack()) makeWay(target());
  else sessionStorage.removeItem(KEY);

  // A page kept whole in memory runs no script again, but hears this.
  addEventListener("pageshow", (event) => {
    if (event.persisted && target()) makeWay(target());
  });

  const link = () => document.querySelector("[data-exit]");

  addEventListener("click", (event) => {
    if (!event.target.closest("[data-exit]")) return;
    event.preventDefault();
    leave(link().href);
  });

  let lastEscape = 0;
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (event.timeStamp - lastEscape < 600) leave(link().href);
    lastEscape = event.timeStamp;
  });
})();
