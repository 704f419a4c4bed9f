// After a refused form the focus goes to the error summary, so that it is read first.
export function focusFaults() {
  document.querySelector(".rh-errors")?.focus();
}
