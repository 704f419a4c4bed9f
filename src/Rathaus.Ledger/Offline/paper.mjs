// A printed code was scanned: the part behind the # stays in this browser. It is checked here against texts of the public log.
const area = document.getElementById("papier");
const code = location.hash.slice(1);

const STEPS = ["commitment", "inclusion", "log", "quorum", "successor"];
const SIGNS = { holds: "✓", fails: "✗", open: "?" };

const locale = document.documentElement.lang.startsWith("en") ? "en-GB" : "de-DE";
const moment = (seconds) => (seconds === undefined ? "" : new Date(seconds * 1000).toLocaleString(locale, { timeZone: "Europe/Berlin" }));
const day = (iso) => new Date(`${iso}T12:00:00Z`).toLocaleDateString(locale, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
const cut = (name) => area.querySelector(`template[data-part="${name}"]`).content.cloneNode(true);

function pair(list, label, value) {
  if (!value) return;
  const row = document.createElement("div");
  const [term, definition] = [document.createElement("dt"), document.createElement("dd")];
  term.textContent = label;
  definition.textContent = value;
  row.append(term, definition);
  list.append(row);
}

function factsOf(facts) {
  const labels = JSON.parse(area.dataset.labels);
  const list = document.createElement("dl");
  list.className = "rh-answers";
  pair(list, labels.title, facts.t);
  pair(list, labels.town, facts.o);
  pair(list, labels.number, facts.n);
  pair(list, labels.day, facts.d && day(facts.d));
  pair(list, labels.until, facts.u && day(facts.u));
  for (const [label, value] of facts.f ?? []) pair(list, label || labels.more, value);
  return list;
}

function stepsOf(verdict) {
  const words = JSON.parse(area.dataset.words);
  const values = { n: verdict.cosigners, origin: verdict.origin, from: moment(verdict.from), until: moment(verdict.until) };
  const list = document.createElement("ol");
  list.className = "rh-small";
  for (const step of STEPS.filter((one) => verdict.steps[one])) {
    const line = document.createElement("li");
    const sentence = words[`step.${step}.${verdict.steps[step]}`].replace(/\{([A-Za-z]+)\}/g, (_, name) => values[name] ?? "");
    line.textContent = `${SIGNS[verdict.steps[step]]} ${sentence}`;
    list.append(line);
  }
  return list;
}

function show(verdict) {
  const parts = [cut(verdict.answer)];
  const today = new Date().toLocaleDateString("sv-SE", { timeZone: "Europe/Berlin" });
  if (verdict.facts && verdict.answer !== "forged") {
    if (verdict.facts.u && verdict.facts.u < today) parts.push(cut("expired"));
    if (verdict.facts.s) parts.push(cut("simulated"));
    parts.push(cut("compare"), factsOf(verdict.facts));
  }
  if (verdict.steps) parts.push(stepsOf(verdict));
  area.querySelector("[data-result]").replaceChildren(...parts);
  area.hidden = false;
}

async function read() {
  // The facts of the paper shall not stay in the browser's history.
  history.replaceState(null, "", location.pathname + location.search);
  let answer;
  try {
    answer = await fetch(area.dataset.evidence, { headers: { accept: "application/json" } });
  } catch (away) {
    console.info(away.name);
    return show({ answer: "away" });
  }
  if (answer.status === 404) return show({ answer: "missing" });
  if (!answer.ok) return show({ answer: "away" });
  show(await verifyPaper(code, await answer.json(), area.dataset.policy));
}

if (area && code) await read();
