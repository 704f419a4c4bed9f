// Keys of the back office: J and K move through a table with data-keys, Enter opens, X marks, A and the like press what
// carries data-key, / goes to the search, ? shows the list of keys. Never active in fields or with modifiers; the box
// data-keys-switch turns them off for this browser (WCAG 2.1.4).
const STORE = "rathaus-tasten";

export function listenToKeys() {
  const box = document.querySelector("[data-keys-switch]");
  if (box) {
    box.closest("[hidden]")?.removeAttribute("hidden");
    box.checked = localStorage.getItem(STORE) !== "aus";
    box.addEventListener("change", () => localStorage.setItem(STORE, box.checked ? "an" : "aus"));
  }
  if (!document.body.classList.contains("rh-office")) return;
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.closest("input, select, textarea, [contenteditable]")) return;
    if (localStorage.getItem(STORE) === "aus") return;
    if (act(event.key.toLowerCase(), event)) event.preventDefault();
  });
}

function act(key, event) {
  switch (key) {
    case "j":
      return move(1);
    case "k":
      return move(-1);
    case "enter":
      return event.target.closest("a, button, summary") ? false : press(current()?.querySelector("a[href]"));
    case "x":
      return press(current()?.querySelector('input[type="checkbox"]'));
    case "/":
      return focus(document.querySelector("[data-search]"));
    case "?":
      return show(document.querySelector("[data-keys-help]"));
    default:
      return /^[a-z]$/.test(key) && press(byKey(key));
  }
}

const rows = () => [...document.querySelectorAll("table[data-keys] tbody tr")];
const current = () => document.querySelector("table[data-keys] tr.is-focus");

// Marked rows go first, then the row's own button, then the page's.
function byKey(key) {
  const marked = document.querySelector("table[data-keys] tbody input:checked");
  const own = marked ? null : current()?.querySelector(`[data-row-key="${key}"]`);
  return own ?? document.querySelector(`[data-key="${key}"]`);
}

function move(step) {
  const all = rows();
  if (all.length === 0) return false;
  const at = all.indexOf(current());
  const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
  for (const row of all) row.classList.toggle("is-focus", row === next);
  next.querySelector("a[href]")?.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function press(element) {
  element?.click();
  return Boolean(element);
}

function focus(element) {
  element?.focus();
  return Boolean(element);
}

function show(details) {
  if (!details) return false;
  details.open = !details.open;
  details.querySelector("summary")?.focus();
  return true;
}
