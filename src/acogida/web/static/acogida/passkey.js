// A passkey that was refused, or that this browser can't reach, says so on the page instead of in the console only.
(() => {
  "use strict";
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    const says = document.querySelector("[data-passkey-failed]");
    if (says) says.hidden = false;
  });
})();
