/* Around a record: files by drop or key, their preview over the page, names after an @. */
import { announce } from "./dom.js";
import { openSheet } from "./sheets.js";

const PICTURE = /\.(png|jpe?g)$/i;

function send(files) {
  const form = document.querySelector("[data-bo-files]");
  if (!form || !files?.length) return;
  form.elements.files.files = files;
  form.requestSubmit();
}

function onDrag(event) {
  const holder = document.querySelector("[data-bo-drop]");
  if (!holder || ![...(event.dataTransfer?.types ?? [])].includes("Files")) return;
  event.preventDefault();
  holder.classList.toggle("is-over", event.type === "dragover");
  if (event.type === "drop") send(event.dataTransfer.files);
}

function preview(event) {
  const link = event.target.closest?.("[data-bo-preview]");
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const sheet = openSheet("bo-preview");
  const body = sheet.querySelector("[data-bo-preview-body]");
  const shown = document.createElement(PICTURE.test(link.dataset.boPreview) ? "img" : "iframe");
  shown.src = link.href;
  if (shown.tagName === "IMG") shown.alt = link.dataset.boPreview; else shown.title = link.dataset.boPreview;
  sheet.querySelector("#bo-preview-title").textContent = link.dataset.boPreview;
  body.replaceChildren(shown);
}

function listOf(field) {
  const known = document.getElementById("mention-list");
  if (known) return known;
  const list = document.createElement("ul");
  list.id = "mention-list";
  list.className = "mention-list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", document.getElementById("bo-note-help")?.textContent ?? "@");
  list.hidden = true;
  field.after(list);
  field.setAttribute("aria-controls", list.id);
  return list;
}

function matches(field) {
  const typed = /(?:^|\s)@([\w.-]*)$/.exec(field.value.slice(0, field.selectionStart));
  if (!typed) return [];
  const term = typed[1].toLowerCase();
  const people = [...document.getElementById(field.dataset.mentions).options];
  return people.filter((person) => person.value.startsWith(term) || person.textContent.toLowerCase().includes(term)).slice(0, 6);
}

function suggest(field) {
  const list = listOf(field);
  const found = matches(field);
  list.hidden = found.length === 0;
  list.replaceChildren(...found.map((person, index) => {
    const item = document.createElement("li");
    item.id = `mention-${index}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", String(index === 0));
    item.dataset.handle = person.value;
    item.textContent = `${person.textContent} @${person.value}`;
    return item;
  }));
  if (found.length) field.setAttribute("aria-activedescendant", "mention-0"); else field.removeAttribute("aria-activedescendant");
}

function take(field, item) {
  const before = field.value.slice(0, field.selectionStart).replace(/@[\w.-]*$/, `@${item.dataset.handle} `);
  field.value = before + field.value.slice(field.selectionStart);
  field.setSelectionRange(before.length, before.length);
  listOf(field).hidden = true;
  field.removeAttribute("aria-activedescendant");
  field.focus();
  announce(item.textContent);
}

function onMentionKey(event) {
  const field = event.target;
  const list = field.matches?.("[data-mentions]") ? document.getElementById("mention-list") : null;
  if (!list || list.hidden) return;
  const items = [...list.children];
  const at = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    const next = (at + step + items.length) % items.length;
    items.forEach((item, index) => item.setAttribute("aria-selected", String(index === next)));
    field.setAttribute("aria-activedescendant", items[next].id);
  } else if (event.key === "Enter" || event.key === "Tab") take(field, items[at]);
  else if (event.key === "Escape") list.hidden = true;
  else return;
  event.preventDefault();
  event.stopPropagation();
}

export function startAround() {
  document.documentElement.classList.add("has-drop");
  for (const name of ["dragover", "dragleave", "drop"]) document.addEventListener(name, onDrag);
  document.addEventListener("click", (event) => {
    preview(event);
    const item = event.target.closest?.("#mention-list > li");
    if (item) take(document.querySelector("[data-mentions]"), item);
  });
  document.addEventListener("input", (event) => { if (event.target.matches?.("[data-mentions]")) suggest(event.target); });
  document.addEventListener("keydown", onMentionKey, true);
  document.addEventListener("change", (event) => { if (event.target.matches?.("[data-bo-files] [type=file]") && event.target.files.length) event.target.form.requestSubmit(); });
}
