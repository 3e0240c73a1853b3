/* Small questions about the page that several modules ask. */

const WRITING = "input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=submit]), textarea, select, [contenteditable=true]";

/** Tells whether keys typed into the element are text. */
export function isWriting(element) {
  return element instanceof Element && element.matches(WRITING);
}

/** Tells whether the element can be seen and used. */
export function isUsable(element) {
  return !element.disabled && !element.closest("[inert], [hidden]") && element.getClientRects().length > 0;
}

/** Returns a text of the page's language that a script needs. */
export function word(name) {
  return document.getElementById("words")?.dataset[name] ?? "";
}

/** Says something to those who listen to the page. */
export function announce(text) {
  const announcer = document.getElementById("announcer");
  if (!announcer) return;
  announcer.textContent = "";
  window.setTimeout(() => { announcer.textContent = text; }, 50);
}

/** Lets others, htmx among them, know that a value was changed by script. */
export function tellChanged(field) {
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

/** Returns a function that waits until it has not been called for a while. */
export function debounce(action, milliseconds) {
  let timer = 0;
  return (...values) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => action(...values), milliseconds);
  };
}
