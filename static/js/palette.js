/* The palette: Ctrl+K, type, choose with the arrows, Enter. */
import { debounce } from "./dom.js";
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

async function search() {
  const { field, results } = parts();
  const turn = ++asked;
  const address = `${field.dataset.paletteUrl}?q=${encodeURIComponent(field.value)}`;
  const answer = await fetch(address, { headers: { "HX-Request": "true", "HX-Target": "palette-results" } });
  if (turn !== asked || !answer.ok) return;
  results.innerHTML = await answer.text();
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
    if (all[at]) window.location.assign(all[at].href);
  }
}

function open(event) {
  event.preventDefault();
  const { field } = parts();
  openSheet("palette");
  field.select();
  search();
}

export function startPalette() {
  const { field } = parts();
  if (!field) return;
  document.addEventListener("click", (event) => { if (event.target.closest?.("[data-palette-open]")) open(event); });
  field.addEventListener("input", debounce(search, 120));
  field.addEventListener("keydown", onKey);
}
