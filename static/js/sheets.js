/* Sheets: dialogs that lie over the page, and go with Escape, their cross, or a click beside them. */
import { listKeys } from "./keys.js";

/** Opens a sheet by its id. */
export function openSheet(id) {
  const sheet = document.getElementById(id);
  if (sheet && !sheet.open) sheet.showModal();
  return sheet;
}

export function startSheets() {
  document.addEventListener("click", (event) => {
    if (event.target instanceof HTMLDialogElement && event.target.matches(".sheet")) event.target.close();
    if (event.target.closest?.("[data-sheet-close]")) event.target.closest("dialog").close();
    if (event.target.closest?.("[data-keys-open]")) listKeys(openSheet("keys").querySelector("[data-key-list]"));
  });
}
