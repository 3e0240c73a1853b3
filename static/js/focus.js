/* Focus and progress over partial updates: focus is never lost, waiting and failing are told. */
import { announce, isUsable, word } from "./dom.js";

let kept = null;

function keep() {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const row = element.closest("[data-href]")?.dataset.href ?? "";
  return { id: element.id, name: element.getAttribute("name"), value: element.type === "checkbox" ? element.value : "", href: element.getAttribute("href"), row };
}

function find({ id, name, value, href, row }) {
  const escaped = (text) => window.CSS.escape(text);
  const tries = [
    id && `#${escaped(id)}`,
    name && value && `[name="${escaped(name)}"][value="${escaped(value)}"]`,
    name && !value && `[name="${escaped(name)}"]`,
    href && `a[href="${escaped(href)}"]`,
    row && `[data-href="${escaped(row)}"] a[href]`,
  ];
  for (const selector of tries.filter(Boolean)) {
    const found = document.querySelector(selector);
    if (found) return found;
  }
  return null;
}

function restore(event) {
  const lost = !document.activeElement || document.activeElement === document.body;
  if (!kept || !lost) return;
  const target = find(kept) ?? event.detail.target;
  if (!target?.isConnected) return;
  if (!target.matches("a[href], button, input, select, textarea, summary, [tabindex]")) target.setAttribute("tabindex", "-1");
  target.focus({ preventScroll: true });
}

export function startFocus() {
  const body = document.body;
  body.addEventListener("htmx:beforeSwap", () => { kept = keep(); });
  body.addEventListener("htmx:afterSettle", restore);
  body.addEventListener("htmx:beforeRequest", (event) => { if (event.detail.elt?.id !== "bell") document.documentElement.classList.add("is-loading"); });
  for (const name of ["htmx:afterRequest", "htmx:sendAbort"]) body.addEventListener(name, () => document.documentElement.classList.remove("is-loading"));
  for (const name of ["htmx:responseError", "htmx:sendError"]) body.addEventListener(name, () => announce(word("failed")));
  const notice = document.querySelector("[data-bo-focus]");
  const wrong = [...document.querySelectorAll("form .is-invalid, .bo-invalid :is(input, select, textarea), form [aria-invalid=true]")].find(isUsable);
  (wrong ?? notice)?.focus();
}
