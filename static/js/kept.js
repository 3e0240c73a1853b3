/* Ticked rows stay ticked while the reader pages through a list; another filter, tab or search begins anew. */
import { dressRows } from "./rows.js";

const BOXES = "input[type=checkbox][name=selected]";
const KEPT = "input[type=hidden][name=selected][data-bo-kept]";
let before = null;

function formOf(list) {
  return list?.querySelector("#bo-rows");
}

/** What the rows are rows of: filters, search and tab, without the place in the list. */
function stateOf(form) {
  const inputs = [...form.querySelectorAll(":scope > input[type=hidden]:not([data-bo-kept])")];
  return JSON.stringify(inputs.map((input) => [input.name, input.value]));
}

function tickedIn(form) {
  return [...form.querySelectorAll(`${BOXES}:checked, ${KEPT}`)].map((input) => input.value);
}

function keep(form, key) {
  const input = document.createElement("input");
  Object.assign(input, { type: "hidden", name: "selected", value: key });
  input.dataset.boKept = "";
  form.append(input);
}

function remember(event) {
  const form = event.detail.target?.id === "bo-list" ? formOf(event.detail.target) : null;
  before = form ? { path: window.location.pathname, state: stateOf(form), keys: tickedIn(form) } : null;
}

function restore() {
  const form = formOf(document.getElementById("bo-list"));
  const was = before;
  before = null;
  if (!form || !was?.keys.length || was.path !== window.location.pathname || was.state !== stateOf(form)) return;
  const boxes = new Map([...form.querySelectorAll(BOXES)].map((box) => [box.value, box]));
  was.keys.forEach((key) => { if (boxes.has(key)) boxes.get(key).checked = true; else keep(form, key); });
  dressRows(document);
  form.dispatchEvent(new Event("change", { bubbles: true }));
}

function clear(event) {
  const form = event.target.closest?.("[data-bo-clear]") ? event.target.closest("form") : null;
  if (!form) return;
  form.querySelectorAll(KEPT).forEach((input) => input.remove());
  form.querySelectorAll(`${BOXES}, [name=matching]`).forEach((box) => { box.checked = false; });
  dressRows(document);
  form.dispatchEvent(new Event("change", { bubbles: true }));
}

export function startKept() {
  document.body.addEventListener("htmx:beforeSwap", remember);
  document.body.addEventListener("htmx:afterSettle", restore);
  document.addEventListener("click", clear);
}
