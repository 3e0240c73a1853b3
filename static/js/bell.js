/* The bell asks for itself once a minute; when it counts something new, those who listen are told. */
import { announce } from "./dom.js";

const bell = () => document.querySelector("#bell > a");
const count = () => document.querySelector("#bell .bell-count")?.textContent ?? "";

export function startBell() {
  let known = count();
  document.body.addEventListener("htmx:afterSettle", () => {
    if (!bell() || count() === known) return;
    known = count();
    if (known) announce(bell().getAttribute("aria-label"));
  });
}
