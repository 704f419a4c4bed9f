// A drawn map with data-map becomes one that can be moved. The program for it is large: only pages with such a map load it.
export function unfoldMaps() {
  const places = document.querySelectorAll("[data-map]");
  if (!places.length) return;
  const { mapScript, mapStyle, mapWorker } = places[0].dataset;
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = mapStyle;
  document.head.append(style);
  import(mapScript)
    .then((program) => Promise.all([...places].map((place) => program.unfold(place, new URL(mapWorker, location.href).href))))
    .catch((error) => console.info("The drawing stays:", error.message));
}
