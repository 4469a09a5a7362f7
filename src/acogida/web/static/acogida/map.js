// The map of the results, loaded when somebody asks for it. Land from our own server, no tiles: it works offline.
(() => {
  "use strict";
  const box = document.getElementById("map");
  const words = document.querySelector("[data-map]").dataset;
  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  const points = [...document.querySelectorAll("article[data-latitude]")].map((card) => ({
    at: [Number(card.dataset.latitude), Number(card.dataset.longitude)],
    exact: card.dataset.exact === "1",
    town: card.dataset.town,
    link: card.querySelector("h2 a"),
  }));

  const caption = ({ exact, link }) => {
    const node = document.createElement("p");
    const anchor = node.appendChild(document.createElement("a"));
    anchor.href = link.href;
    anchor.textContent = link.textContent;
    if (!exact) node.append(document.createElement("br"), words.inTheTown);
    return node;
  };

  box.hidden = false;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(box, { zoomControl: false, maxZoom: 14, minZoom: 3, fadeAnimation: false, zoomAnimation: !calm });
  L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
  map.attributionControl.setPrefix(false).addAttribution(words.madeFrom);
  map.fitBounds(L.latLngBounds(points.map((point) => point.at)).pad(0.3), { maxZoom: 10 });

  const named = new Set();
  for (const point of points) {
    const style = { color: token("--accent"), fillColor: token("--accent"), weight: 2, className: "spot" };
    const mark = point.exact
      ? L.circleMarker(point.at, { ...style, radius: 9, fillOpacity: 0.85 })
      : L.circle(point.at, { ...style, radius: 3000, fillOpacity: 0.15, dashArray: "6 6" });
    mark.addTo(map).bindPopup(caption(point), { closeButton: false });
    if (point.town && !named.has(point.town)) {
      named.add(point.town);
      mark.bindTooltip(point.town, { permanent: true, direction: "right", offset: [8, 0], className: "town" });
    }
  }

  fetch(words.basemap)
    .then((answer) => answer.json())
    .then((world) => {
      const land = topojson.feature(world, world.objects.countries);
      L.geoJSON(land, {
        interactive: false,
        style: { color: token("--edge"), weight: 1, fillColor: token("--card"), fillOpacity: 1 },
      }).addTo(map).bringToBack();
    });
})();
