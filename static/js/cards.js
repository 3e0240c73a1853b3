/* A record at a glance: rests beside a link that the pointer or the focus stays on for a while; Escape puts it away. */

const LINKS = "a[data-bo-card]";
const WAIT = 500;
const card = document.createElement("div");
const known = new Map();
let link = null;
let timer = 0;

function place() {
  const box = link.getBoundingClientRect();
  const below = window.innerHeight - box.bottom > card.offsetHeight + 8;
  card.style.left = `${Math.max(8, Math.min(box.left, window.innerWidth - card.offsetWidth - 8))}px`;
  card.style.top = `${below ? box.bottom + 4 : Math.max(8, box.top - card.offsetHeight - 4)}px`;
}

function hide() {
  window.clearTimeout(timer);
  link?.removeAttribute("aria-describedby");
  link = null;
  card.hidden = true;
}

async function read(address) {
  if (!known.has(address)) {
    const answer = await fetch(address, { headers: { "HX-Request": "true", "HX-Target": "bo-card" } });
    known.set(address, answer.ok && !answer.redirected ? await answer.text() : "");
  }
  return known.get(address);
}

async function show(target) {
  const text = await read(target.href);
  if (link !== target || !text.includes("bo-card")) return;
  card.innerHTML = text;
  (document.querySelector("main") ?? document.body).append(card);
  card.hidden = false;
  target.setAttribute("aria-describedby", card.id);
  place();
}

function rest(target) {
  if (target === link) { window.clearTimeout(timer); if (card.hidden) timer = window.setTimeout(() => show(target), WAIT); return; }
  hide();
  link = target;
  timer = window.setTimeout(() => show(target), WAIT);
}

function leave() {
  window.clearTimeout(timer);
  timer = window.setTimeout(hide, 200);
}

export function startCards() {
  card.id = "bo-card";
  card.className = "bo-card-holder";
  card.hidden = true;
  card.setAttribute("role", "tooltip");
  const pointed = window.matchMedia("(hover: hover)");
  document.addEventListener("pointerover", (event) => {
    const target = event.target.closest?.(LINKS);
    if (target && pointed.matches) rest(target);
    else if (card.contains(event.target)) window.clearTimeout(timer);
    else if (link && document.activeElement !== link) leave();
  });
  document.addEventListener("focusin", (event) => {
    const target = event.target.closest?.(LINKS);
    if (target) rest(target); else hide();
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && !card.hidden) { hide(); event.preventDefault(); } }, true);
  window.addEventListener("scroll", () => { if (!card.hidden) hide(); }, true);
}
