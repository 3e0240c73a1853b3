/* Menus made of details elements: one open at a time, arrows walk, Escape closes; the drawer of narrow screens. */

const MENUS = "details[data-menu], details.bo-menu, details.menu";

function close(menu, andFocus) {
  menu.open = false;
  if (andFocus) menu.querySelector("summary").focus();
}

function itemsOf(menu) {
  return [...menu.querySelectorAll("a[href], button:not([disabled]), input, select, [tabindex='0']")].filter((item) => item.getClientRects().length);
}

function walk(event, menu) {
  const items = itemsOf(menu);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !items.length || document.activeElement.matches("select, textarea")) return;
  const next = items.indexOf(document.activeElement) + step;
  items.at(next % items.length)?.focus();
  event.preventDefault();
}

function drawer(open) {
  document.body.classList.toggle("drawer-is-open", open);
  const sidebar = document.getElementById("sidebar");
  (open ? sidebar?.querySelector("a[href]:not([data-drawer-close])") : document.querySelector("[data-drawer-open]"))?.focus();
}

export function startMenus() {
  document.querySelector(".sidebar-scroll [aria-current]")?.scrollIntoView({ block: "nearest" });
  document.addEventListener("toggle", (event) => {
    if (!event.target.matches?.(MENUS) || !event.target.open) return;
    document.querySelectorAll(MENUS).forEach((other) => { if (other !== event.target && !other.contains(event.target)) close(other); });
  }, true);
  document.addEventListener("click", (event) => {
    document.querySelectorAll(MENUS).forEach((menu) => { if (menu.open && !menu.contains(event.target)) close(menu); });
    if (event.target.closest?.("[data-drawer-open]")) { event.preventDefault(); drawer(true); }
    if (event.target.closest?.("[data-drawer-close]")) { event.preventDefault(); drawer(false); }
  });
  document.addEventListener("keydown", (event) => {
    const menu = document.activeElement?.closest?.(MENUS);
    if (event.key === "Escape" && menu?.open) { close(menu, true); event.preventDefault(); return; }
    if (event.key === "Escape" && document.body.classList.contains("drawer-is-open")) { drawer(false); event.preventDefault(); return; }
    if (menu?.open) walk(event, menu);
  }, true);
}
