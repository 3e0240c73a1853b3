/* Asks before a form is left with changes that are not saved. */

const FORMS = "form[data-bo-unsaved]";
let dirty = false;

export function startUnsaved() {
  document.addEventListener("input", (event) => { if (event.target.closest?.(FORMS)) dirty = true; });
  document.addEventListener("submit", (event) => { if (!event.defaultPrevented) dirty = false; });
  document.addEventListener("lines:changed", () => { dirty = true; });
  window.addEventListener("beforeunload", (event) => {
    if (!dirty || !document.querySelector(FORMS)) return;
    event.preventDefault();
    event.returnValue = "";
  });
  if (document.querySelector(`${FORMS} [aria-invalid=true], ${FORMS} .invalid-feedback`)) dirty = true;
}
