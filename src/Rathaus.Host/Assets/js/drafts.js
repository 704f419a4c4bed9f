// What was typed outlives a server that cannot be reached: a form with data-draft leaves a copy in this tab when it is
// sent; any page that arrives in order removes it; the fault page waits until the server is back and returns to the form,
// which fills the copy in again. The same when the session had ended: the sign-in leads back to the page. The copy lives in
// this tab only and holds neither files nor the form's token.
const STORE = "rathaus-draft";
const MAX_AGE = 24 * 60 * 60 * 1000;
const TOKEN = "_token";
const SIGN_IN = ["/anmelden", "/id/anmelden", "/konto/neu"];

export function keepDrafts() {
  const form = document.querySelector("form[data-draft]");
  const copy = read();
  if (document.body.dataset.fault) {
    if (copy) waitForServer(hold(copy));
    return;
  }
  if (form) showPresentState();
  const signIn = document.querySelector("[data-sign-in]");
  if (copy && signIn) {
    hold(copy);
    signIn.removeAttribute("target");
    for (const part of document.querySelectorAll("[data-beside]")) part.hidden = true;
    return;
  }
  if (copy && SIGN_IN.some((page) => location.pathname.startsWith(page))) {
    hold(copy);
    return;
  }
  if (copy && form?.dataset.draft === copy.key && location.pathname === copy.page) {
    if (wasLost(copy) && !document.querySelector(".rh-errors")) restore(form, copy);
  }
  sessionStorage.removeItem(STORE);
  if (form) watch(form);
}

// Going back to the answer of a refused form would show an earlier state of the draft: ask for the page anew.
function showPresentState() {
  const [navigation] = performance.getEntriesByType("navigation");
  const refused = document.querySelector(".rh-errors") !== null;
  if (navigation?.type === "back_forward" && refused) location.replace(location.href);
  addEventListener("pageshow", (event) => event.persisted && location.replace(location.href));
}

// The form did not arrive: a fault or the sign-in came in place of its answer, or the person went back or loaded again.
function wasLost(copy) {
  return copy.held || performance.getEntriesByType("navigation")[0]?.type !== "navigate";
}

function hold(copy) {
  copy.held = true;
  sessionStorage.setItem(STORE, JSON.stringify(copy));
  return copy;
}

function watch(form) {
  const offline = document.querySelector("[data-offline]");
  const show = () => offline && (offline.hidden = navigator.onLine);
  let waiting = null;

  form.addEventListener("submit", (event) => {
    if (navigator.onLine) {
      write(form);
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    write(form);
    waiting = event.submitter;
    show();
  });
  addEventListener("offline", show);
  addEventListener("online", () => {
    show();
    if (waiting) form.requestSubmit(waiting);
    waiting = null;
  });
}

function write(form) {
  const values = [...new FormData(form)].filter(([name, value]) => name !== TOKEN && typeof value === "string");
  const copy = { key: form.dataset.draft, page: location.pathname, address: location.href, at: Date.now(), values };
  try {
    sessionStorage.setItem(STORE, JSON.stringify(copy));
  } catch {
    // Storage is full or closed: the server's own draft is all there is, as without script.
    sessionStorage.removeItem(STORE);
  }
}

function read() {
  const text = sessionStorage.getItem(STORE);
  const copy = text ? JSON.parse(text) : null;
  return copy && Date.now() - copy.at < MAX_AGE ? copy : null;
}

function restore(form, copy) {
  const values = new Map();
  for (const [name, value] of copy.values) values.set(name, [...(values.get(name) ?? []), value]);
  for (const field of form.elements) {
    const texts = values.get(field.name);
    if (!field.name || field.readOnly || field.type === "file" || field.type === "submit" || field.type === "hidden") continue;
    if (field.type === "radio" || field.type === "checkbox") field.checked = texts?.includes(field.value) ?? false;
    else if (texts) field.value = texts.shift();
  }
  const note = document.querySelector("[data-restored]");
  if (note) note.hidden = false;
}

function waitForServer(copy) {
  const note = document.querySelector("[data-copy]");
  if (note) note.hidden = false;
  let pause = 3000;
  const ask = async () => {
    try {
      const answer = await fetch("/health/ready", { cache: "no-store" });
      if (answer.ok) {
        location.assign(copy.address);
        return;
      }
    } catch {
      // Not reachable yet: that is what this loop waits for.
    }
    pause = Math.min(pause * 1.5, 30000);
    setTimeout(ask, pause);
  };
  setTimeout(ask, pause);
}
