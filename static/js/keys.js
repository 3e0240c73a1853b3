/* Keys: whatever carries data-key="n", "ctrl+s", "Escape" or "/" answers to that key and shows it. */
import { isUsable, isWriting } from "./dom.js";

const SWITCH = "letter-keys";
const SHOWN = { escape: "Esc", " ": "Space" };

/** Returns the name of the pressed key as data-key spells it. */
export function nameOf(event) {
  const key = event.key.toLowerCase();
  const parts = [];
  if (event.ctrlKey || event.metaKey) parts.push("ctrl");
  if (event.altKey) parts.push("alt");
  parts.push(key);
  return parts.join("+");
}

/** Tells whether single letters work; the reader may switch them off. */
export function lettersWork() {
  return window.localStorage.getItem(SWITCH) !== "off";
}

function isLetter(name) {
  return name.length === 1;
}

function holderOf(name) {
  const within = document.querySelector("dialog[open]") ?? document;
  const holders = [...within.querySelectorAll("[data-key]")].filter((element) => element.dataset.key.toLowerCase() === name);
  return holders.find(isUsable);
}

function use(element) {
  if (isWriting(element)) {
    element.focus();
    element.select?.();
    return;
  }
  element.focus({ preventScroll: true });
  element.click();
}

function onKey(event) {
  if (event.defaultPrevented || event.isComposing) return;
  const name = nameOf(event);
  if (isWriting(document.activeElement) && !name.startsWith("ctrl+") && !name.startsWith("alt+")) {
    if (name === "escape" && !document.querySelector("dialog[open]")) {
      document.activeElement.blur();
      event.preventDefault();
    }
    return;
  }
  if (isLetter(name) && !lettersWork()) return;
  const holder = holderOf(name);
  if (!holder) return;
  event.preventDefault();
  use(holder);
}

/** Returns a key as it is printed on a button. */
export function shownKey(name) {
  return name.split("+").map((part) => SHOWN[part.toLowerCase()] ?? part.charAt(0).toUpperCase() + part.slice(1)).join(" ");
}

/** Prints the key on buttons that have one, and tells assistive technology. */
export function dressKeys(root) {
  for (const element of root.querySelectorAll("[data-key]")) {
    element.setAttribute("aria-keyshortcuts", element.dataset.key.replace(/ctrl/i, "Control").replace(/alt/i, "Alt"));
    if (!element.matches(".btn") || element.matches(".btn-icon") || element.querySelector("kbd") || element.dataset.key.toLowerCase() === "escape") continue;
    const key = document.createElement("kbd");
    key.setAttribute("aria-hidden", "true");
    key.textContent = shownKey(element.dataset.key);
    element.append(" ", key);
  }
}

function labelOf(element) {
  if (element.dataset.keyLabel) return element.dataset.keyLabel;
  const copy = element.cloneNode(true);
  copy.querySelectorAll("kbd, svg").forEach((part) => part.remove());
  return element.getAttribute("aria-label") || copy.textContent.trim() || element.placeholder || element.title;
}

function rowOf(label, key) {
  const row = document.createElement("div");
  const term = document.createElement("dt");
  const definition = document.createElement("dd");
  const shown = document.createElement("kbd");
  term.textContent = label;
  shown.textContent = shownKey(key);
  definition.append(shown);
  row.append(term, definition);
  row.dataset.found = "";
  return row;
}

const CONTEXTS = { list: "[data-bo-list]", lines: "[data-lines], [data-bo-lines]", form: "[data-bo-form], [data-lines]" };

/** Fills the sheet of keys with those that work on this page. */
export function listKeys(list) {
  list.querySelectorAll("[data-found]").forEach((row) => row.remove());
  for (const row of list.querySelectorAll("[data-standing]")) row.hidden = !document.querySelector(CONTEXTS[row.dataset.standing]);
  const seen = new Set();
  for (const element of [...document.querySelectorAll("[data-key]")].reverse()) {
    const key = element.dataset.key.toLowerCase();
    if (seen.has(key) || !isUsable(element)) continue;
    seen.add(key);
    list.prepend(rowOf(labelOf(element), element.dataset.key));
  }
}

export function startKeys() {
  document.addEventListener("keydown", onKey);
  const choice = document.querySelector("[data-letter-keys]");
  if (!choice) return;
  choice.checked = lettersWork();
  choice.addEventListener("change", () => window.localStorage.setItem(SWITCH, choice.checked ? "on" : "off"));
}
