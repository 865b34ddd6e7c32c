// The pan-and-zoom map over the server's own map. Macro data::map draws the element; its content stays if this fails.
//
// data-mode="view"   marks from GET /api/v1/map/clusters?bbox=west,south,east,north&zoom=12&{data-query}:
//   {"total": 1204, "marks": [{"latitude": 21.03, "longitude": 105.85,
//     "counts": {"open": 3, "reported": 1, "confirmed": 0, "ended": 0},
//     "case": null | {"code": "HN-…", "href": "/cases/HN-…", "title": "…", "word": "Đang xử lý", "colour": "progress"}}]}
//   Choosing a mark chooses the row with id="case-{code}"; without such a row its link is followed. The address keeps
//   the place: lat, lon, zoom.
// data-mode="pin"    fires "pin" {latitude, longitude} on the document, and follows "placed" from report.js.
// data-base          address of a drawing of wards and roads, asked with bbox, width and height, answered as SVG.
// data-tiles         tile address with {z}, {x}, {y}, where the operator has set one.

import "./leaflet.js";

const L = window.L;
const COLOURS = { open: "progress", reported: "reported", confirmed: "confirmed", ended: "closed" };
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
const here = (name) => new URL(name, import.meta.url).href;

function svg(name, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}
function html(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}
const symbol = (name) => svg("svg", { class: "icon", "aria-hidden": "true" }, svg("use", { href: here(`icons.svg#${name}`) }));

function style() {
  return new Promise((done) => {
    const link = html("link", { rel: "stylesheet", href: here("leaflet.css") });
    link.onload = link.onerror = done;
    document.head.append(link);
  });
}

/** A ring divided by state, with the number inside. */
function cluster(mark, words) {
  const total = Object.values(mark.counts).reduce((sum, count) => sum + count, 0);
  const link = html("a", { href: "#", "aria-label": words.cluster.replace("#", total) });
  const ring = svg("svg", { viewBox: "0 0 42 42", "aria-hidden": "true" }, svg("circle", { cx: 21, cy: 21, r: 19, fill: "#fff", stroke: "#16212b" }));
  let start = 0;
  for (const [group, count] of Object.entries(mark.counts)) {
    if (!count) continue;
    const length = count / total * 100;
    ring.append(svg("circle", { class: `mark--${COLOURS[group]} mark-ring`, cx: 21, cy: 21, r: 15.915, fill: "none", "stroke-width": 5, "stroke-dasharray": `${length} ${100 - length}`, "stroke-dashoffset": 25 - start }));
    start += length;
  }
  const number = html("span", {});
  number.textContent = total > 9999 ? `${Math.round(total / 1000)}k` : total;
  link.append(ring, number);
  const side = total < 10 ? 36 : total < 100 ? 42 : total < 1000 ? 48 : 56;
  return { link, icon: L.divIcon({ html: html("div", { class: "mark-cluster__box" }, link), className: "mark-cluster", iconSize: [side, side] }) };
}

function point(mark) {
  const { href, title, word, colour, code } = mark.case;
  const link = html("a", { href, "aria-label": `${title}, ${word}`, title: `${title}, ${word}`, "data-code": code });
  return { link, icon: L.divIcon({ html: html("div", {}, link), className: `mark-point mark--${colour}`, iconSize: [28, 28] }) };
}

function tools(map, words, element) {
  const button = (icon, label, act) => {
    const one = html("button", { type: "button", "aria-label": label, title: label }, symbol(icon));
    one.onclick = act;
    return one;
  };
  const by = (x, y) => () => map.panBy([x * map.getSize().x / 3, y * map.getSize().y / 3]);
  // Beside the map and not upon it, where they would cover marks.
  const box = html("div", { class: "map__tools", role: "group", "aria-label": words.label },
    button("plus", words.zoomIn, () => map.zoomIn()), button("arrow-up", words.north, by(0, -1)), button("minus", words.zoomOut, () => map.zoomOut()),
    button("arrow-left", words.west, by(-1, 0)), button("arrow-down", words.south, by(0, 1)), button("arrow-right", words.east, by(1, 0)));
  element.append(box);
}

/** The server's drawing of wards and roads for a little more than what is seen. */
function base(map, address) {
  let shown, covers;
  const draw = () => {
    if (covers?.contains(map.getBounds()) && covers.zoom === map.getZoom()) return;
    const bounds = map.getBounds().pad(0.4);
    const size = map.getSize();
    const bbox = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()].map((degree) => degree.toFixed(5));
    const query = new URLSearchParams({ bbox, width: Math.round(size.x * 1.8), height: Math.round(size.y * 1.8) });
    const overlay = L.imageOverlay(`${address}?${query}`, bounds, { zIndex: 1 });
    overlay.once("load", () => { shown?.remove(); shown = overlay; });
    overlay.once("error", () => overlay.remove());
    overlay.addTo(map);
    covers = bounds;
    covers.zoom = map.getZoom();
  };
  map.on("moveend", draw);
  draw();
}

function marks(map, words, failed) {
  const layer = L.layerGroup().addTo(map);
  let running;
  const choose = (code, href, event) => {
    const row = document.getElementById(`case-${code}`);
    if (!row) return;
    event.preventDefault();
    document.querySelectorAll(".case-row.is-chosen").forEach((one) => one.classList.remove("is-chosen"));
    row.classList.add("is-chosen");
    row.querySelector("a")?.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
  };
  // Half of the largest mark: one that is cut off at the edge could not be seen whole, and keys would not find it.
  const EDGE = 28;
  const load = async () => {
    const size = map.getSize();
    const bounds = L.latLngBounds(map.containerPointToLatLng([EDGE, EDGE]), map.containerPointToLatLng([size.x - EDGE, size.y - EDGE]));
    const bbox = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()].map((degree) => degree.toFixed(5)).join(",");
    running?.abort();
    running = new AbortController();
    try {
      const query = new URLSearchParams(words.query);
      query.set("bbox", bbox);
      query.set("zoom", map.getZoom());
      const answer = await fetch(`/api/v1/map/clusters?${query}`, { signal: running.signal });
      if (!answer.ok) throw new Error(answer.status);
      const data = await answer.json();
      layer.clearLayers();
      for (const mark of data.marks) {
        const { link, icon } = mark.case ? point(mark) : cluster(mark, words);
        const at = [mark.latitude, mark.longitude];
        link.addEventListener("click", (event) => {
          event.stopPropagation();
          if (mark.case) choose(mark.case.code, mark.case.href, event);
          else { event.preventDefault(); map.setView(at, Math.min(map.getZoom() + 2, map.getMaxZoom())); }
        });
        L.marker(at, { icon, keyboard: false }).addTo(layer);
      }
      failed.hidden = true;
      const url = new URL(location.href);
      const centre = map.getCenter();
      for (const [key, value] of [["lat", centre.lat.toFixed(5)], ["lon", centre.lng.toFixed(5)], ["zoom", map.getZoom()]]) url.searchParams.set(key, value);
      history.replaceState(history.state, "", url);
    } catch (error) {
      if (error.name !== "AbortError") failed.hidden = false;
    }
  };
  map.on("moveend", load);
  load();
}

function pin(map, words, element) {
  const icon = L.divIcon({ html: html("div", {}, html("span", { role: "img", "aria-label": words.pin, class: "map__pin" }, symbol("map-pin"))), className: "mark-pin", iconSize: [40, 40], iconAnchor: [20, 38] });
  let marker, circle;
  const put = (at, metres) => {
    marker = marker?.setLatLng(at) ?? L.marker(at, { icon, keyboard: false }).addTo(map);
    circle?.remove();
    if (metres) circle = L.circle(at, { radius: metres, weight: 1.5, color: "#b40645", fillOpacity: 0.12, interactive: false }).addTo(map);
  };
  const tell = (at) => {
    put(at);
    document.dispatchEvent(new CustomEvent("pin", { detail: { latitude: at.lat, longitude: at.lng } }));
  };
  const use = html("button", { type: "button", class: "button button--primary" });
  use.textContent = words.useCentre;
  use.onclick = () => tell(map.getCenter());
  map.getContainer().append(html("div", { class: "map__cross" }, symbol("plus")));
  element.append(html("div", { class: "map__centre" }, use));
  map.on("click", (event) => tell(event.latlng));
  document.addEventListener("placed", (event) => {
    const { latitude, longitude, accuracy } = event.detail;
    put(L.latLng(latitude, longitude), accuracy);
    if (accuracy) map.setView([latitude, longitude], accuracy > 500 ? 14 : 17);
  });
  const [latitude, longitude] = ["latitude", "longitude"].map((name) => parseFloat(document.querySelector(`[name=${name}]`)?.value));
  if (latitude && longitude) { put(L.latLng(latitude, longitude)); map.setView([latitude, longitude], 17); }
}

export async function start(element) {
  const words = element.dataset;
  await style();
  const canvas = html("div", { class: "map__canvas" });
  const failed = html("p", { class: "map__failed", role: "status" });
  failed.textContent = words.failed;
  failed.hidden = true;
  // The server's drawing stays for print.
  const drawn = html("div", { class: "map__drawn" }, ...element.childNodes);
  element.replaceChildren(canvas, drawn);
  element.classList.add("is-live");
  const asked = new URLSearchParams(location.search);
  const number = (name, other) => { const value = parseFloat(asked.get(name)); return Number.isFinite(value) ? value : parseFloat(other); };
  const map = L.map(canvas, { zoomControl: false, attributionControl: false, minZoom: 9, maxZoom: 19, zoomAnimation: !calm, fadeAnimation: !calm, markerZoomAnimation: !calm, inertia: !calm, scrollWheelZoom: words.mode === "view" })
    .setView([number("lat", words.latitude), number("lon", words.longitude)], Math.round(number("zoom", words.zoom)));
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-label", words.label);
  if (words.tiles) L.tileLayer(words.tiles, { maxZoom: 19 }).addTo(map);
  if (words.base) base(map, words.base);
  tools(map, words, element);
  element.append(failed);
  if (words.mode === "pin") pin(map, words, element);
  else marks(map, words, failed);
}
