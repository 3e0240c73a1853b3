/* The palette: Ctrl+K, type, choose with the arrows, Enter. */
import { debounce, word } from "./dom.js";
import { openSheet } from "./sheets.js";

let asked = 0;

function parts() {
  const sheet = document.getElementById("palette");
  return { sheet, field: sheet?.querySelector("[data-palette-url]"), results: document.getElementById("palette-results") };
}

function hits() {
  return [...parts().results.querySelectorAll("[role=option]")];
}

function choose(index) {
  const all = hits();
  const { field } = parts();
  field.removeAttribute("aria-activedescendant");
  all.forEach((hit, at) => hit.setAttribute("aria-selected", String(at === index)));
  if (!all[index]) return;
  field.setAttribute("aria-activedescendant", all[index].id);
  all[index].scrollIntoView({ block: "nearest" });
}

/** Returns what can be done on the page, as the buttons and the menu of its header offer it. */
function actions() {
  const found = document.querySelectorAll(".page-buttons :is(a[href], button[type=submit])");
  return [...found].filter((element) => element.getClientRects().length || element.closest("details:not([open])"));
}

function nameOf(element) {
  const copy = element.cloneNode(true);
  copy.querySelectorAll("kbd, svg, .visually-hidden").forEach((part) => part.remove());
  return copy.textContent.trim();
}

function offerActions(results, term) {
  const fitting = actions().filter((element) => nameOf(element) && (!term || nameOf(element).toLowerCase().includes(term)));
  if (!fitting.length) return;
  const group = document.createElement("div");
  const title = document.createElement("div");
  title.className = "palette-group";
  title.id = "hits-here";
  title.textContent = word("onThisPage");
  group.setAttribute("role", "group");
  group.setAttribute("aria-labelledby", title.id);
  group.append(title, ...fitting.map((element, index) => {
    const hit = document.createElement("a");
    hit.className = "palette-item";
    hit.id = `hit-here-${index}`;
    hit.href = element.href ?? "#";
    hit.tabIndex = -1;
    hit.setAttribute("role", "option");
    hit.setAttribute("aria-selected", "false");
    hit.append(element.querySelector("svg")?.cloneNode(true) ?? "", Object.assign(document.createElement("span"), { textContent: nameOf(element) }));
    hit.addEventListener("click", (event) => { event.preventDefault(); pick(element); });
    return hit;
  }));
  results.querySelector(".empty-state")?.remove();
  if (term && results.firstElementChild) results.append(group); else results.prepend(group);
}

function pick(element) {
  document.getElementById("palette").close();
  element.closest("details")?.setAttribute("open", "");
  element.click();
}

async function search() {
  const { field, results } = parts();
  const turn = ++asked;
  const address = `${field.dataset.paletteUrl}?q=${encodeURIComponent(field.value)}`;
  const answer = await fetch(address, { headers: { "HX-Request": "true", "HX-Target": "palette-results" } });
  if (turn !== asked || !answer.ok) return;
  results.innerHTML = await answer.text();
  offerActions(results, field.value.trim().toLowerCase());
  choose(0);
}

function onKey(event) {
  const all = hits();
  const at = all.findIndex((hit) => hit.getAttribute("aria-selected") === "true");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && all.length) {
    choose((at + step + all.length) % all.length);
    event.preventDefault();
  }
  if (event.key === "Enter") {
    event.preventDefault();
    all[at]?.click();
  }
  if (event.key === "Escape") {
    event.preventDefault();
    event.target.closest("dialog").close();
  }
}

function open(event) {
  event.preventDefault();
  const { field } = parts();
  openSheet("palette");
  field.select();
  search();
}

function press(event) {
  const hit = event.target.closest?.("[data-press]");
  if (!hit) return;
  const [name, value] = hit.dataset.press.split("=");
  event.preventDefault();
  document.querySelector(`.topbar button[name="${name}"][value="${value}"]`)?.click();
}

export function startPalette() {
  const { field } = parts();
  if (!field) return;
  document.addEventListener("click", (event) => { if (event.target.closest?.("[data-palette-open]")) open(event); });
  field.addEventListener("input", debounce(search, 120));
  field.addEventListener("keydown", onKey);
  document.addEventListener("click", press);
}
