// The page around the verifier: a file in, one sentence and one line per step out.
const words = JSON.parse(document.getElementById("words").textContent);
const trust = document.getElementById("policy");
const result = document.getElementById("result");
const language = document.getElementById("language");

const say = (key, values = {}) =>
  (words[language.value][key] ?? key).replace(/\{([A-Za-z]+)\}/g, (_, name) => values[name] ?? "");
const when = (seconds) => (seconds === undefined ? "" : new Date(seconds * 1000).toLocaleString(language.value === "en" ? "en-GB" : "de-DE"));

let last = null;

function show() {
  document.documentElement.lang = language.value === "en" ? "en" : "de";
  if (last === null) return;
  const values = { n: last.cosigners, origin: last.origin, from: when(last.from), until: when(last.until) };
  const list = document.createElement("ol");
  for (const step of ["files", "commitment", "inclusion", "log", "quorum", "successor"]) {
    const line = document.createElement("li");
    line.textContent = `${{ holds: "✓", fails: "✗", open: "?" }[last.steps[step]]} ${say(`step.${step}.${last.steps[step]}`, values)}`;
    list.append(line);
  }
  const answer = document.createElement("p");
  answer.className = last.answer === "genuine" ? "good" : "bad";
  answer.textContent = say(`answer.${last.answer}`, values);
  result.replaceChildren(answer, list);
}

document.getElementById("file").addEventListener("change", async (event) => {
  const [file] = event.target.files;
  if (!file) return;
  try {
    last = await verify(new Uint8Array(await file.arrayBuffer()), trust.value);
  } catch {
    last = { answer: "unreadable", steps: { files: "fails", commitment: "open", inclusion: "open", log: "open", quorum: "open", successor: "open" } };
  }
  show();
});
language.addEventListener("change", show);
