// Forms with data-passkey ask the browser for a passkey and then go their normal way with its answer in `credential`.
// Without script, or when the server refuses, the form is sent as it is and the page says what is the matter.
const AHEAD = 270_000; // a challenge holds 300 s; a waiting suggestion is renewed before

let waiting = null; // the suggestion beside the account field; a press of the button ends it

export function usePasskeys() {
  if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) return;
  signalAccepted();
  signalUnknown();
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.addEventListener("submit", (event) => {
      if (form.elements.credential.value) return;
      event.preventDefault();
      ask(form, event.submitter);
    });
    if (form.dataset.passkey === "get" && !form.hasAttribute("data-passkey-explicit")) suggest(form);
  }
}

// Password managers drop passkeys that were removed here; browsers without this interface go on as before.
function signalAccepted() {
  const accepted = document.querySelector("[data-passkey-signal]");
  if (!accepted) return;
  PublicKeyCredential.signalAllAcceptedCredentials?.(JSON.parse(accepted.dataset.passkeySignal)).catch((error) =>
    console.info(error.name),
  );
}

// A passkey that opens nothing here is not offered again.
function signalUnknown() {
  const unknown = document.querySelector("[data-passkey-unknown]");
  if (!unknown) return;
  PublicKeyCredential.signalUnknownCredential?.(JSON.parse(unknown.dataset.passkeyUnknown)).catch((error) =>
    console.info(error.name),
  );
}

async function ask(form, button) {
  waiting?.abort();
  const options = await optionsOf(form, button);
  if (!options) {
    form.submit();
    return;
  }
  try {
    const credential =
      form.dataset.passkey === "create"
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
    send(form, credential);
  } catch (error) {
    // The person closed the window of the browser, or no passkey fits: nothing happened, say so.
    console.info(error.name);
    tell(form);
  }
}

async function suggest(form) {
  if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
  const options = await optionsOf(form);
  if (!options) return;
  waiting = new AbortController();
  const renewal = setTimeout(() => {
    waiting.abort();
    suggest(form);
  }, AHEAD);
  try {
    const credential = await navigator.credentials.get({
      mediation: "conditional",
      publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options),
      signal: waiting.signal,
    });
    send(form, credential);
  } catch (error) {
    if (error.name !== "AbortError") tell(form);
  } finally {
    clearTimeout(renewal);
  }
}

// The pressed button may say which kind of device is meant.
async function optionsOf(form, button = null) {
  const answer = await fetch(form.dataset.passkeyOptions, {
    method: "POST",
    body: new URLSearchParams(new FormData(form, button)),
    headers: { accept: "application/json" },
  });
  return answer.ok ? answer.json() : null;
}

function send(form, credential) {
  form.elements.credential.value = JSON.stringify(credential.toJSON());
  form.submit();
}

function tell(form) {
  delete form.dataset.sent;
  const status = form.querySelector("[data-passkey-status]");
  if (status) status.hidden = false;
}
