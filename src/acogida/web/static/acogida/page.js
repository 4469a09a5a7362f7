// What a page can do a little better with JavaScript. Everything here has a way without it.
(() => {
  "use strict";
  const find = (selector) => document.querySelector(selector);
  const KILOMETRE = 2; // decimals of a degree: about one kilometre, and never more leaves the phone

  const near = (button) => {
    const [place, at, says] = [find("#place"), find("input[name=at]"), find("[data-near-says]")];
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        at.value = [coords.latitude, coords.longitude].map((degree) => degree.toFixed(KILOMETRE)).join(",");
        at.disabled = false;
        place.value = "";
        place.placeholder = button.dataset.done;
        says.textContent = "";
        place.addEventListener("input", () => { at.disabled = true; }, { once: true });
      },
      () => { says.textContent = button.dataset.refused; },
      { maximumAge: 600000, timeout: 15000 },
    );
  };

  const share = async (link) => {
    if (navigator.share) return navigator.share({ title: document.title, url: link.href }).catch(() => {});
    await navigator.clipboard.writeText(link.href);
    find("[data-share-says]").textContent = link.dataset.done;
  };

  const load = (tag, attributes) => new Promise((done, failed) => {
    const node = Object.assign(document.createElement(tag), attributes, { onload: done, onerror: failed });
    document.head.append(node);
  });

  const map = async (button) => {
    const files = button.dataset;
    button.disabled = true;
    await Promise.all([
      load("link", { rel: "stylesheet", href: files.leafletCss }),
      load("script", { src: files.leaflet }),
      load("script", { src: files.topojson }),
    ]);
    await load("script", { src: files.map });
    button.hidden = true;
  };

  const deeds = {
    near,
    map,
    print: () => window.print(),
  };

  // A list that could not be changed in place: without signal the page stays and says so, else the answer is shown whole.
  const isMain = (event) => event.detail.target.id === "main";
  addEventListener("htmx:sendError", (event) => {
    if (isMain(event)) find("[data-no-signal]").hidden = false;
  });
  addEventListener("htmx:responseError", (event) => {
    if (isMain(event)) location.assign(event.detail.pathInfo.finalRequestPath);
  });

  addEventListener("click", (event) => {
    for (const [name, deed] of Object.entries(deeds)) {
      const button = event.target.closest(`[data-${name}]`);
      if (button) deed(button);
    }
    const link = event.target.closest("[data-share]");
    if (link && (navigator.share || navigator.clipboard)) {
      event.preventDefault();
      share(link);
    }
  });
})();
