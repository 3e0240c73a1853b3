/* Rows of a list: J and K or arrows walk, X and Shift+X select, Enter and click open, the page selects at once. */
import { isWriting } from "./dom.js";
import { lettersWork } from "./keys.js";

const ROWS = "[data-bo-row]";
let anchor = null;

function rows() {
  return [...document.querySelectorAll(ROWS)];
}

function current() {
  return document.activeElement?.closest?.(ROWS) ?? document.querySelector(`${ROWS}.is-current`);
}

/** Makes a row the current one and focuses its link. */
export function goTo(row) {
  document.querySelectorAll(`${ROWS}.is-current`).forEach((other) => other.classList.remove("is-current"));
  if (!row) return;
  row.classList.add("is-current");
  const target = row.querySelector("a[href]") ?? row;
  if (target === row) row.setAttribute("tabindex", "-1");
  target.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(current());
  goTo(all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by))]);
}

function boxOf(row) {
  return row?.querySelector("[name=selected]");
}

function select(row, checked) {
  const box = boxOf(row);
  if (box && box.checked !== checked) box.checked = checked;
  return box;
}

function selectTo(row, checked) {
  const all = rows();
  const [from, to] = [all.indexOf(anchor?.isConnected ? anchor : row), all.indexOf(row)].sort((a, b) => a - b);
  all.slice(from, to + 1).forEach((each) => select(each, checked));
}

function changed(row) {
  boxOf(row)?.dispatchEvent(new Event("change", { bubbles: true }));
}

function onSelectKey(event) {
  const row = current();
  const box = boxOf(row);
  if (!box) return;
  const checked = !box.checked;
  if (event.shiftKey) selectTo(row, checked); else select(row, checked);
  anchor = row;
  changed(row);
  event.preventDefault();
}

function onKey(event) {
  if (event.defaultPrevented || isWriting(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!document.querySelector(ROWS) || document.querySelector("dialog[open]") || event.target.closest?.("details[open] > :not(summary)")) return;
  const key = event.key.length === 1 && lettersWork() ? event.key.toLowerCase() : event.key;
  if (key === "j" || key === "ArrowDown") { step(1); event.preventDefault(); }
  if (key === "k" || key === "ArrowUp") { step(-1); event.preventDefault(); }
  if (key === "x") onSelectKey(event);
  if (key === "Enter" && event.target.matches?.(ROWS) && event.target.dataset.href) window.location.assign(event.target.dataset.href);
}

function onClick(event) {
  const row = event.target.closest?.(ROWS);
  if (!row) return;
  if (event.target.matches("[name=selected]")) {
    if (event.shiftKey) selectTo(row, event.target.checked);
    anchor = row;
    return;
  }
  if (event.target.closest("a, button, input, label, summary") || window.getSelection().toString() || !row.dataset.href) return;
  if (event.ctrlKey || event.metaKey) window.open(row.dataset.href, "_blank", "noopener"); else window.location.assign(row.dataset.href);
}

function onChange(event) {
  const all = event.target.closest?.("[data-bo-select-all]");
  const list = event.target.closest?.("[data-bo-rows]");
  if (!list) return;
  const boxes = [...list.querySelectorAll("[type=checkbox][name=selected]")];
  if (all) boxes.forEach((box) => { box.checked = all.checked; });
  showState(list);
}

function showState(list) {
  const all = list.querySelector("[data-bo-select-all]");
  const boxes = [...list.querySelectorAll("[type=checkbox][name=selected]")];
  const checked = boxes.filter((box) => box.checked).length;
  if (!all) return;
  all.checked = checked > 0 && checked === boxes.length;
  all.indeterminate = checked > 0 && checked < boxes.length;
}

/** Brings the box of the whole page in line with the rows. */
export function dressRows(root) {
  root.querySelectorAll("[data-bo-rows]").forEach(showState);
}

export function startRows() {
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", onClick);
  document.addEventListener("change", onChange);
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest?.(ROWS);
    document.querySelectorAll(`${ROWS}.is-current`).forEach((other) => other.classList.toggle("is-current", other === row));
    row?.classList.add("is-current");
  });
}
