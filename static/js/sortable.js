/* Lists whose order the reader chooses: dragged with the pointer, or moved with Alt and the arrows. */

const LISTS = "[data-bo-sortable]";
let dragged = null;

function itemOf(target) {
  return target.closest?.(`${LISTS} > li`) ?? null;
}

function move(event) {
  const item = itemOf(event.target);
  const step = { ArrowUp: "previousElementSibling", ArrowDown: "nextElementSibling" }[event.key];
  if (!item || !step || !event.altKey) return;
  event.preventDefault();
  event.stopPropagation();
  const other = item[step];
  if (!other) return;
  if (event.key === "ArrowUp") other.before(item); else other.after(item);
  event.target.focus();
}

function drag(event) {
  const over = itemOf(event.target);
  if (!dragged || !over || over.parentElement !== dragged.parentElement) return;
  event.preventDefault();
  const box = over.getBoundingClientRect();
  if (over === dragged) return;
  if (event.clientY < box.top + box.height / 2) over.before(dragged); else over.after(dragged);
}

/** Makes the items of sortable lists draggable. */
export function dressSortable(root) {
  root.querySelectorAll(`${LISTS} > li`).forEach((item) => { item.draggable = true; });
}

export function startSortable() {
  document.addEventListener("keydown", move, true);
  document.addEventListener("dragstart", (event) => {
    dragged = itemOf(event.target);
    dragged?.classList.add("is-dragged");
  });
  document.addEventListener("dragover", drag);
  document.addEventListener("dragend", () => {
    dragged?.classList.remove("is-dragged");
    dragged = null;
  });
}
