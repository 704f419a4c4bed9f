// Upload areas: dropping files, and sending them at once with progress when the area names an address. The answer is JSON:
// { id, name, size, state, message } with 201, or a problem document with a title.
export function improveUploads() {
  for (const area of document.querySelectorAll(".rh-drop")) {
    const input = area.querySelector('input[type="file"]');
    if (!input || input.disabled) continue;
    allowDropping(area, input);
    if (area.dataset.upload) sendAtOnce(area, input);
  }
}

function allowDropping(area, input) {
  area.addEventListener("dragover", (event) => {
    event.preventDefault();
    area.classList.add("is-over");
  });
  area.addEventListener("dragleave", () => area.classList.remove("is-over"));
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    area.classList.remove("is-over");
    if (event.dataTransfer.files.length === 0) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

function sendAtOnce(area, input) {
  const question = area.closest("[data-file-question]");
  const list = question.querySelector(".rh-files");
  const template = question.querySelector("template");
  let replaced = null;
  area.querySelector("[data-upload-button]")?.setAttribute("hidden", "");
  // "Replace" opens the chooser; the file chosen then takes the row's place. Without script the button sends the form.
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-replace]");
    if (!button) return;
    event.preventDefault();
    input.click();
    replaced = button;
  });
  input.addEventListener("click", () => (replaced = null));
  input.addEventListener("cancel", () => (replaced = null));
  input.addEventListener("change", async () => {
    const files = [...input.files];
    const old = replaced;
    replaced = null;
    input.value = "";
    list.hidden = false;
    for (const file of files) await send(area, input, list, template, file, file === files[0] ? old : null);
  });
}

function send(area, input, list, template, file, old) {
  const row = template.content.firstElementChild.cloneNode(true);
  const part = (name) => row.querySelector(`[data-part="${name}"]`);
  const bar = part("bar");
  part("name").textContent = file.name;
  part("size").textContent = sizeOf(file.size);
  const former = old?.closest(".rh-file");
  if (former) former.after(row);
  else list.append(row);

  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", area.dataset.upload + (old ? `&ersetzt=${encodeURIComponent(old.dataset.replace)}` : ""));
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-Rathaus-Token", input.form.elements._token?.value ?? "");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total;
    });
    request.addEventListener("loadend", () => {
      bar.remove();
      const answer = parse(request.responseText);
      const stored = request.status >= 200 && request.status < 300 && answer?.state !== "refused";
      part("sending").hidden = true;
      part(stored ? "done" : "failed").hidden = false;
      const message = answer?.message ?? answer?.title;
      if (!stored && message) part("message").textContent = message;
      if (stored && answer?.id) {
        for (const name of ["replace", "remove"]) {
          const button = part(name);
          button.value += answer.id;
          button.append(" ", hidden(file.name));
          button.hidden = false;
        }
        part("replace").dataset.replace = answer.id;
        preview(part("name"), area, answer.id);
        if (former) {
          former.remove();
          part("replace").focus();
        }
      }
      resolve();
    });
    const body = new FormData();
    body.append(input.name, file);
    request.send(body);
  });
}

// The stored file can be looked at again: its name leads to it.
function preview(name, area, id) {
  const link = document.createElement("a");
  link.href = `${area.dataset.upload.split("?")[0]}/${id}`;
  name.replaceWith(link);
  link.append(name);
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function sizeOf(bytes) {
  const [value, unit] = bytes < 1e6 ? [bytes / 1e3, "kB"] : [bytes / 1e6, "MB"];
  const digits = unit === "MB" ? 1 : 0;
  return `${value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: digits })}\u00a0${unit}`;
}

function hidden(text) {
  const span = document.createElement("span");
  span.className = "kern-sr-only";
  span.textContent = text;
  return span;
}
