/* Starts the modules of the page, and starts them again on parts that htmx brings. */
import { startBell } from "./bell.js";
import { startCards } from "./cards.js";
import { dressConditions, startConditions } from "./conditions.js";
import { startAround } from "./around.js";
import { startEntry } from "./entry.js";
import { startExplain } from "./explain.js";
import { startFill } from "./fill.js";
import { startFocus } from "./focus.js";
import { startKept } from "./kept.js";
import { dressKeys, startKeys } from "./keys.js";
import { startLines } from "./lines.js";
import { startLookups } from "./lookup.js";
import { startMade } from "./made.js";
import { startMenus } from "./menus.js";
import { startMessages } from "./messages.js";
import { startPalette } from "./palette.js";
import { startPosting } from "./posting.js";
import { dressRows, startRows } from "./rows.js";
import { dressSections, startSections } from "./sections.js";
import { startSheets } from "./sheets.js";
import { dressSortable, startSortable } from "./sortable.js";
import { startTrail } from "./trail.js";
import { startUnsaved } from "./unsaved.js";

function dress(root) {
  dressKeys(root);
  dressRows(root);
  dressConditions(root);
  dressSortable(root);
  dressSections(root);
}

// without htmx the plain buttons of forms come back
if (!("htmx" in window)) document.documentElement.classList.remove("has-script");
startSheets();
startSortable();
startSections();
startKeys();
startMenus();
startMessages();
startFocus();
startRows();
startKept();
startConditions();
startCards();
startPalette();
startLookups();
startMade();
startEntry();
startLines();
startFill();
startPosting();
startAround();
startExplain();
startBell();
startUnsaved();
startTrail();
dress(document);
document.body.addEventListener("htmx:afterSettle", (event) => dress(event.detail.target.isConnected ? event.detail.target : document));
