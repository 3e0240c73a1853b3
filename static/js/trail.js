/* The way back: a list is found again as it was left, and a record knows its neighbours in that list. */
import { goTo } from "./rows.js";

const LISTS = "trail-lists";
const LAST = "trail-last";

function read(key) {
  try {
    return JSON.parse(window.sessionStorage.getItem(key)) ?? {};
  } catch {
    return {};
  }
}

function write(key, value) {
  window.sessionStorage.setItem(key, JSON.stringify(value));
}

function remember() {
  const list = document.querySelector("[data-bo-list]");
  if (!list) return;
  const rows = [...list.querySelectorAll("[data-bo-row][data-href]")].map((row) => row.dataset.href);
  const selected = [...list.querySelectorAll("[name=selected]:checked")].map((box) => box.value);
  const row = list.querySelector(".is-current")?.dataset.href ?? "";
  const lists = read(LISTS);
  lists[window.location.pathname] = { search: window.location.search, scroll: window.scrollY, selected, row };
  write(LISTS, lists);
  write(LAST, { path: window.location.pathname, rows });
}

function restore() {
  const list = document.querySelector("[data-bo-list]");
  const left = read(LISTS)[window.location.pathname];
  if (!list || !left || left.search !== window.location.search) return;
  const cameBack = document.referrer && new URL(document.referrer).pathname === left.row;
  const [navigation] = window.performance.getEntriesByType("navigation");
  if (!cameBack && navigation?.type !== "back_forward") return;
  const boxes = [...list.querySelectorAll("[name=selected]")].filter((box) => left.selected.includes(box.value));
  boxes.forEach((box) => { box.checked = true; });
  boxes[0]?.dispatchEvent(new Event("change", { bubbles: true }));
  const row = [...list.querySelectorAll("[data-bo-row]")].find((each) => each.dataset.href === left.row);
  if (row) goTo(row);
  window.scrollTo({ top: left.scroll });
}

function leadBack() {
  const lists = read(LISTS);
  for (const link of document.querySelectorAll("a[data-bo-back], a[data-key=Escape]")) {
    const left = lists[link.pathname];
    if (left && !link.search) link.search = left.search;
  }
}

function showNeighbours() {
  const nav = document.querySelector("[data-neighbours]");
  const { rows = [] } = read(LAST);
  const at = rows.indexOf(window.location.pathname);
  if (!nav || at < 0 || rows.length < 2) return;
  const [previous, next] = nav.querySelectorAll("a");
  for (const [link, address] of [[previous, rows[at - 1]], [next, rows[at + 1]]]) {
    if (address) link.href = address;
    else {
      link.setAttribute("role", "link");
      link.setAttribute("aria-disabled", "true");
    }
  }
  nav.hidden = false;
}

export function startTrail() {
  restore();
  leadBack();
  showNeighbours();
  window.addEventListener("pagehide", remember);
}
