// The map that can be moved: our own GeoJSON on an empty ground, no tiles from anywhere. Stations can be dragged where the page answers
// what that does.
import { Map as LiveMap, Marker, NavigationControl, setWorkerUrl } from "maplibre-gl";

const colours = ["#d5d9e0", "#fde725", "#7ad151", "#22a884", "#2a788e", "#414487"];
const hatched = { 4: "stripes", 5: "dots" };
const nudge = 100 / 111_320;

export async function unfold(place, worker) {
  const answer = await fetch(place.dataset.map, { headers: { Accept: "application/geo+json" } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  const all = await answer.json();
  const cells = { type: "FeatureCollection", features: all.features.filter((one) => one.properties.kind === "cell") };
  const roads = { type: "FeatureCollection", features: all.features.filter((one) => one.properties.kind === "road") };
  const ground = document.createElement("div");
  ground.className = "rh-map__live";
  ground.setAttribute("role", "group");
  ground.setAttribute("aria-label", place.dataset.mapLabel);
  place.append(ground);
  setWorkerUrl(worker);
  try {
    const map = new LiveMap({
      container: ground,
      style: { version: 8, sources: {}, layers: [{ id: "ground", type: "background", paint: { "background-color": "#eef1f4" } }] },
      bounds: boundsOf(cells),
      fitBoundsOptions: { padding: 12 },
      attributionControl: false,
      cooperativeGestures: true,
      dragRotate: false,
      pitchWithRotate: false,
      fadeDuration: 0,
    });
    await new Promise((ready, failed) => {
      map.once("load", ready);
      map.once("error", (event) => failed(event.error));
    });
    map.touchZoomRotate.disableRotation();
    map.addControl(new NavigationControl({ showCompass: false }), "top-right");
    draw(map, cells, roads);
    for (const station of all.features.filter((one) => one.properties.kind === "station")) pin(map, place, station, cells);
    place.querySelector(":scope > svg").setAttribute("aria-hidden", "true");
    place.dataset.mapReady = "";
  } catch (error) {
    ground.remove();
    throw error;
  }
}

function boundsOf(cells) {
  const points = cells.features.flatMap((cell) => cell.geometry.coordinates[0]);
  const [east, north] = [points.map((point) => point[0]), points.map((point) => point[1])];
  return [Math.min(...east), Math.min(...north), Math.max(...east), Math.max(...north)];
}

function draw(map, cells, roads) {
  map.addImage("stripes", pattern((x, y) => (x + y) % 8 < 2));
  map.addImage("dots", pattern((x, y) => (x - 3) ** 2 + (y - 3) ** 2 < 4));
  map.addSource("cells", { type: "geojson", data: cells });
  map.addSource("roads", { type: "geojson", data: roads });
  const step = ["get", "step"];
  map.addLayer({ id: "cells", type: "fill", source: "cells", paint: { "fill-color": ["match", step, ...colours.flatMap((colour, at) => [at, colour]), colours[0]], "fill-outline-color": "#fff" } });
  for (const [at, image] of Object.entries(hatched))
    map.addLayer({ id: image, type: "fill", source: "cells", filter: ["==", step, Number(at)], paint: { "fill-pattern": image } });
  map.addLayer({ id: "roads", type: "line", source: "roads", paint: { "line-color": "#14224f", "line-width": 1.5, "line-opacity": 0.4 } });
}

function pattern(isWhite) {
  const data = new Uint8Array(8 * 8 * 4);
  for (let y = 0; y < 8; y++) for (let x = 0; x < 8; x++) if (isWhite(x, y)) data.set([255, 255, 255, 190], (y * 8 + x) * 4);
  return { width: 8, height: 8, data };
}

function pin(map, place, station, cells) {
  const moves = place.dataset.mapTry !== undefined;
  const element = document.createElement(moves ? "button" : "span");
  element.className = "rh-map__pin";
  element.textContent = station.properties.letter;
  element.title = station.properties.name;
  if (moves) {
    element.type = "button";
    element.setAttribute("aria-label", place.dataset.mapMove.replace("{0}", `${station.properties.letter}, ${station.properties.name}`));
  }
  const marker = new Marker({ element, draggable: moves }).setLngLat(station.geometry.coordinates).addTo(map);
  if (!moves) return;
  let last = 0;
  const ask = async () => {
    const at = marker.getLngLat();
    const turn = ++last;
    const where = `${at.lng.toFixed(6)},${at.lat.toFixed(6)}`;
    const answer = await fetch(`${place.dataset.mapTry}&wache=${encodeURIComponent(station.properties.station)}&ort=${where}`);
    if (turn !== last) return;
    element.toggleAttribute("data-impossible", !answer.ok);
    if (answer.ok) tell(map, cells, await answer.json(), station.properties.station, where);
  };
  let waiting = false;
  marker.on("drag", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(async () => {
      await ask();
      waiting = false;
    });
  });
  marker.on("dragend", ask);
  element.addEventListener("keydown", (event) => {
    const way = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
    if (!way) return;
    event.preventDefault();
    event.stopPropagation();
    const at = marker.getLngLat();
    marker.setLngLat([at.lng + (way[0] * nudge) / Math.cos((at.lat * Math.PI) / 180), at.lat + way[1] * nudge]);
    ask();
  });
}

// The form says the same as the map, so that it can be sent.
function tell(map, cells, reply, station, where) {
  cells.features.forEach((cell, at) => (cell.properties.step = reply.steps[at]));
  map.getSource("cells").setData(cells);
  const language = document.documentElement.lang.slice(0, 2);
  const number = (value, digits, sign = "auto") => value.toLocaleString(language, { minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay: sign });
  const show = (name, text) => {
    const figure = document.querySelector(`[data-map-figures] [data-figure="${name}"]`);
    if (figure) figure.textContent = text;
  };
  show("share", `${number(reply.share * 100, 1)}\u00a0%`);
  show("points", number(reply.share_gained * 100, 1, "exceptZero"));
  show("calls", reply.calls_gained === null ? "–" : number(reply.calls_gained, 0, "exceptZero"));
  show("cells", `+${reply.gained} / −${reply.lost}`);
  const [choice, field] = [document.querySelector("select[name=wache]"), document.querySelector("[data-map-place]")];
  if (choice) choice.value = station;
  if (field) field.value = where;
}
