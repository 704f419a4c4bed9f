// A page that waits for a phone asks every two seconds how far it is, says so, and keeps its rolling code fresh.
const PAUSE = 2000;
const OPEN = ["created", "claimed", "approved"];

let leaving = false;

export function watchHandover() {
  const area = document.querySelector("[data-handover]");
  if (!area) return;
  // A form on its way leads on by itself; loading the page anew would cut it off.
  document.addEventListener("submit", () => (leaving = true));
  setTimeout(() => look(area), PAUSE);
}

async function look(area) {
  let answer;
  try {
    answer = await fetch(area.dataset.handover, { headers: { accept: "application/json" } });
  } catch (error) {
    // No network for a moment: the next turn asks again.
    console.info(error.name);
  }
  if (leaving) return;
  if (answer?.status === 404) {
    location.reload();
    return;
  }
  if (answer?.ok && !show(area, await answer.json())) return;
  setTimeout(() => look(area), PAUSE);
}

// Whether the page goes on waiting; else it is loaded anew and says how it ended.
function show(area, { state, link, image }) {
  if (!OPEN.includes(state)) {
    location.reload();
    return false;
  }
  const picture = area.querySelector("[data-handover-link]");
  if (picture && link && picture.dataset.handoverLink !== link) {
    picture.src = image;
    picture.dataset.handoverLink = link;
  }
  if (state === area.dataset.handoverState) return true;
  area.dataset.handoverState = state;
  area.querySelector("[data-handover-code]")?.toggleAttribute("hidden", state !== "created");
  const status = area.querySelector("[data-handover-status]");
  if (status.dataset[state]) status.textContent = status.dataset[state];
  if (state === "approved") area.querySelector("form input[name=ziffern]")?.focus();
  return true;
}
