/* Look-ups: a field that finds records while typing and takes the key of the chosen one. */
import { debounce, tellChanged } from "./dom.js";
import { onMade } from "./made.js";

const FIELDS = "input[data-lookup]";
const MANY = 8;
const list = document.createElement("ul");
let field = null;
let hits = [];
let isMore = false;
let at = -1;
let asked = 0;
let waiting = null;

function isOpen() {
  return field !== null && !list.hidden;
}

function place() {
  if (!isOpen()) return;
  const box = field.getBoundingClientRect();
  const below = window.innerHeight - box.bottom;
  list.style.minWidth = `${Math.min(box.width, window.innerWidth - 16)}px`;
  list.style.left = `${Math.max(8, Math.min(box.left, window.innerWidth - list.offsetWidth - 8))}px`;
  const up = below < Math.min(list.offsetHeight, 200) && box.top > below;
  list.style.top = up ? `${Math.max(8, box.top - list.offsetHeight - 4)}px` : `${box.bottom + 4}px`;
}

function close() {
  asked += 1;
  list.hidden = true;
  field?.setAttribute("aria-expanded", "false");
  field?.removeAttribute("aria-activedescendant");
}

function mark(index) {
  at = index;
  const items = [...list.querySelectorAll(".lookup-hit")];
  items.forEach((item, number) => item.setAttribute("aria-selected", String(number === at)));
  const item = items[at];
  if (!item || !hits.length) return;
  field.setAttribute("aria-activedescendant", item.id);
  item.scrollIntoView({ block: "nearest" });
}

function itemOf(hit, number) {
  const item = document.createElement("li");
  item.id = `lookup-hit-${number}`;
  item.className = hit.create ? "lookup-hit lookup-create" : "lookup-hit";
  item.setAttribute("role", "option");
  for (const text of hit.columns) {
    const part = document.createElement("span");
    part.textContent = text;
    item.append(part);
  }
  return item;
}

function show() {
  list.replaceChildren(...hits.map(itemOf));
  if (!hits.some((hit) => !hit.create)) {
    const none = document.createElement("li");
    none.className = "lookup-empty";
    none.textContent = document.getElementById("words")?.dataset.noHits ?? "";
    list.prepend(none);
  }
  tellMore();
  (field.closest("dialog, main") ?? document.body).append(list);
  list.hidden = false;
  field.setAttribute("aria-expanded", "true");
  mark(hits.length && !hits[0].create && field.value.trim() ? 0 : -1);
  place();
}

/** Says below the hits how many there are, or that there are more than shown. */
function tellMore() {
  const found = hits.filter((hit) => !hit.create).length;
  const words = document.getElementById("words")?.dataset;
  const text = isMore ? words?.moreHits : words?.allHits;
  if (!text || found < MANY) return;
  const line = document.createElement("li");
  line.className = "lookup-more";
  line.setAttribute("role", "option");
  line.setAttribute("aria-disabled", "true");
  line.textContent = text.replace("%(count)s", String(found));
  list.append(line);
}

async function search() {
  const asker = field;
  const turn = ++asked;
  if (!asker) return;
  const answer = await fetch(`${asker.dataset.lookup}?q=${encodeURIComponent(asker.value.trim())}`, { headers: { Accept: "application/json" } });
  if (turn !== asked || asker !== document.activeElement || !answer.ok) return;
  const said = await answer.json();
  hits = said.hits ?? [];
  isMore = Boolean(said.more);
  if (said.create) hits.push({ create: said.create.url, columns: [said.create.text] });
  show();
}

const searchSoon = debounce(search, 110);

function tellLabel(text) {
  const holder = field.closest(".bo-field, td");
  let label = holder?.querySelector(".bo-lookup-label");
  if (!label && holder && text) {
    label = document.createElement("span");
    label.className = "form-hint bo-lookup-label";
    field.after(label);
  }
  if (label) label.textContent = text;
}

/** Opens the form of a new record in a window of its own; the field takes the record once it is made. */
function make(address) {
  waiting = field;
  window.open(address, "_blank");
  return true;
}

function takeMade(made) {
  const wanted = `/${made.entity}/look-up/${made.lookup}/`;
  if (!waiting?.isConnected || waiting.dataset.lookup !== wanted) return;
  use(waiting);
  field.value = made.key;
  tellLabel(made.label);
  field.dataset.taken = made.key;
  tellChanged(field);
  field.focus();
  waiting = null;
}

/** Types the key of a hit that only leads to others, such as a master to its variants, and offers those. */
function leadOn(hit) {
  field.value = hit.key;
  tellLabel(hit.label ?? "");
  delete field.dataset.taken;
  search();
  return true;
}

/** Takes a hit into the field; returns whether there was one. */
function take(index) {
  const hit = hits[index];
  close();
  if (!hit) return false;
  if (hit.create) return make(hit.create);
  if (hit.leads_on) return leadOn(hit);
  field.value = hit.key;
  tellLabel(hit.label ?? "");
  field.dataset.taken = hit.key;
  tellChanged(field);
  return true;
}

function onKey(event) {
  if (!event.target.matches?.(FIELDS)) return;
  use(event.target);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!isOpen()) {
    if (event.key === "ArrowDown" && (event.altKey || !field.closest("[data-lines], [data-bo-lines]"))) { event.preventDefault(); event.stopPropagation(); search(); }
    return;
  }
  if (step) { mark((at + step + hits.length) % Math.max(1, hits.length)); event.preventDefault(); event.stopPropagation(); }
  if (event.key === "Escape") { close(); event.preventDefault(); event.stopPropagation(); }
  if (event.key === "Enter" && at >= 0) {
    const leadsOn = hits[at]?.leads_on;
    take(at);
    if (leadsOn || !field.closest("[data-lines], [data-bo-lines]")) event.stopPropagation();
    event.preventDefault();
  }
  if (event.key === "Tab" && at >= 0 && !hits[at]?.create && field.dataset.taken !== field.value) take(at);
}

/** Makes a field the one that is searched for, and tells assistive technology what it is. */
function use(element) {
  field = element;
  element.setAttribute("role", "combobox");
  element.setAttribute("aria-autocomplete", "list");
  element.setAttribute("aria-controls", list.id);
  if (!element.hasAttribute("aria-expanded")) element.setAttribute("aria-expanded", "false");
}

export function startLookups() {
  list.id = "lookup-hits";
  list.className = "lookup-hits";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", document.getElementById("words")?.dataset.hits ?? "");
  (document.querySelector("main") ?? document.body).append(list);
  document.addEventListener("keydown", onKey, true);
  document.addEventListener("focusin", (event) => {
    if (isOpen() && event.target !== field) close();
    if (event.target.matches?.(FIELDS)) use(event.target);
  });
  document.addEventListener("focusout", (event) => { if (event.target === field) window.setTimeout(() => { if (document.activeElement !== field) close(); }, 120); });
  document.addEventListener("input", (event) => {
    if (!event.target.matches?.(FIELDS) || !event.isTrusted) return;
    use(event.target);
    delete field.dataset.taken;
    tellLabel("");
    searchSoon();
  });
  list.addEventListener("pointerdown", (event) => {
    const item = event.target.closest(".lookup-hit");
    event.preventDefault();
    if (item) take([...list.querySelectorAll(".lookup-hit")].indexOf(item));
  });
  onMade(takeMade);
  window.addEventListener("resize", place);
  window.addEventListener("scroll", place, true);
}
