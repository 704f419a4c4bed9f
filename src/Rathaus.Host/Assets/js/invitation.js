// A link may carry a code (of an invitation, or a wallet's in base64url) behind the number sign, which browsers send to nobody; it goes
// into the field and out of the address.
export function takeCode() {
  const field = document.querySelector("form[data-code-from-address] [name=code]");
  const code = location.hash.slice(1);
  if (!field || !/^[0-9A-Za-z_-]{20,64}$/.test(code)) return;
  field.value = code;
  history.replaceState(null, "", location.pathname);
}
