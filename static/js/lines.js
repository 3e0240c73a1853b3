/* The grid of lines: keys, rows from a spreadsheet, undo, and amounts that follow the typing. */
import { announce, debounce, isUsable, tellChanged, word } from "./dom.js";
import { History } from "./history.js";

const FIELD = "input:not([type=hidden]):not([type=checkbox]), select, textarea";

class Grid {
  constructor(root) {
    this.root = root;
    this.prefix = root.dataset.prefix;
    this.body = root.querySelector("[data-line-rows]");
    this.template = root.querySelector("[data-line-template]");
    this.history = new History(this);
    this.asked = 0;
    this.calculateSoon = debounce(() => this.calculate(), 220);
    this.listen();
    root.classList.add("is-ready");
    this.history.keep();
    this.renumber();
  }

  listen() {
    this.root.addEventListener("keydown", (event) => this.onKey(event));
    this.root.addEventListener("paste", (event) => this.onPaste(event));
    this.root.addEventListener("input", () => this.calculateSoon());
    this.root.addEventListener("change", () => this.history.keep());
    this.root.addEventListener("click", (event) => {
      if (event.target.closest("[data-add-line]")) this.focus(this.add(), 0);
      const remove = event.target.closest("[data-remove-line]");
      if (remove) this.remove(remove.closest("[data-line]"));
    });
  }

  all() { return [...this.body.querySelectorAll("[data-line]")]; }

  rows() { return this.all().filter((row) => !row.classList.contains("is-removed")); }

  cells(row) { return [...row.querySelectorAll(FIELD)].filter((field) => !field.disabled && !field.readOnly); }

  focus(row, column) {
    const cell = this.cells(row).at(column) ?? this.cells(row)[0];
    cell?.focus();
    cell?.select?.();
  }

  add() {
    const total = this.root.closest("form").elements[`${this.prefix}-TOTAL_FORMS`];
    const index = Number(total.value);
    const holder = document.createElement("template");
    holder.innerHTML = this.template.innerHTML.replaceAll("__prefix__", String(index)).trim();
    const row = holder.content.firstElementChild;
    this.body.append(row);
    total.value = String(index + 1);
    this.renumber();
    return row;
  }

  remove(row) {
    const rows = this.rows();
    const at = rows.indexOf(row);
    this.mark(row, true);
    const next = rows[at + 1] ?? rows[at - 1] ?? this.add();
    this.focus(next, 0);
    this.settle();
    announce(word("lineRemoved"));
  }

  mark(row, removed) {
    row.classList.toggle("is-removed", removed);
    const box = row.querySelector("[name$='-DELETE']");
    if (box) box.checked = removed;
  }

  settle() {
    this.renumber();
    this.history.keep();
    this.root.dispatchEvent(new CustomEvent("lines:changed", { bubbles: true }));
    this.calculateSoon();
  }

  renumber() {
    this.rows().forEach((row, at) => {
      const cell = row.querySelector(".line-number");
      if (cell) cell.textContent = String(at + 1);
    });
  }

  onKey(event) {
    const field = event.target.closest(FIELD);
    const row = field?.closest("[data-line]");
    if (!row || event.isComposing) return;
    const control = event.ctrlKey || event.metaKey;
    const moves = {
      Enter: () => (control ? this.focus(this.blankAfter(row) ?? this.add(), 0) : this.next(row, field)),
      ArrowDown: () => this.vertical(row, field, 1),
      ArrowUp: () => this.vertical(row, field, -1),
    };
    const isList = field.matches("select, textarea") || field.getAttribute("aria-expanded") === "true";
    if (event.key in moves && !(event.key !== "Enter" && (isList || event.altKey))) {
      event.preventDefault();
      moves[event.key]();
    } else if (control && event.key.toLowerCase() === "d") {
      event.preventDefault();
      this.copyAbove(row, field);
    } else if (event.altKey && event.key === "Backspace") {
      event.preventDefault();
      this.remove(row);
    } else if (control && ["z", "y"].includes(event.key.toLowerCase())) {
      this.onUndo(event, field);
    }
  }

  next(row, field) {
    const cells = this.cells(row);
    const at = cells.indexOf(field);
    if (at < cells.length - 1) this.focus(row, at + 1);
    else this.vertical(row, cells[0], 1);
  }

  /** Returns the first of the rows below that nobody filled in yet. */
  blankAfter(row) {
    const rows = this.rows();
    return rows.slice(rows.indexOf(row) + 1).find((other) => this.cells(other).every((cell) => !cell.value || cell.matches("select")));
  }

  vertical(row, field, by) {
    const rows = this.rows();
    const column = this.cells(row).indexOf(field);
    const target = rows[rows.indexOf(row) + by] ?? (by > 0 ? this.add() : null);
    if (target) this.focus(target, column);
  }

  copyAbove(row, field) {
    const rows = this.rows();
    const above = rows[rows.indexOf(row) - 1];
    const from = above && this.cells(above)[this.cells(row).indexOf(field)];
    if (!from) return;
    field.value = from.value;
    tellChanged(field);
  }

  onUndo(event, field) {
    if (field.value !== field.defaultValue && this.history.isTyping(field)) return;
    event.preventDefault();
    if (event.key.toLowerCase() === "y" || event.shiftKey) this.history.redo(); else this.history.undo();
    this.renumber();
    this.calculateSoon();
  }

  onPaste(event) {
    const field = event.target.closest(FIELD);
    const row = field?.closest("[data-line]");
    const text = event.clipboardData?.getData("text/plain").replace(/\r/g, "").replace(/\n+$/, "") ?? "";
    if (!row || !/[\t\n]/.test(text)) return;
    event.preventDefault();
    const pasted = text.split("\n").map((line) => line.split("\t").map((cell) => cell.trim()));
    if (!window.confirm(word("takeRows").replace("%(count)s", String(pasted.length)))) return;
    this.take(pasted, row, this.cells(row).indexOf(field));
  }

  take(pasted, first, column) {
    let at = this.rows().indexOf(first);
    let last = first;
    for (const values of pasted) {
      const row = this.rows()[at] ?? this.add();
      const cells = this.cells(row).slice(column);
      values.slice(0, cells.length).forEach((value, offset) => {
        cells[offset].value = value;
        delete cells[offset].dataset.suggested;
      });
      last = row;
      at += 1;
    }
    this.focus(last, column);
    this.settle();
  }

  async calculate() {
    const address = this.root.dataset.calculateUrl;
    const form = this.root.closest("form");
    if (!address) return;
    const turn = ++this.asked;
    this.root.classList.add("is-calculating");
    try {
      const answer = await fetch(address, { method: "POST", body: new FormData(form), headers: { "X-Requested-With": "lines", Accept: "application/json" } });
      if (turn !== this.asked || !answer.ok) return;
      this.show(await answer.json());
    } finally {
      if (turn === this.asked) this.root.classList.remove("is-calculating");
    }
  }

  show(result) {
    for (const part of result.rows ?? []) {
      const field = this.root.closest("form").elements[`${this.prefix}-${part.index}-DELETE`] ?? this.root.querySelector(`[name^="${this.prefix}-${part.index}-"]`);
      const row = (field instanceof RadioNodeList ? field[0] : field)?.closest("[data-line]");
      if (row) this.showRow(row, part);
    }
    const totals = this.root.querySelector("[data-line-totals]") ?? document.querySelector("[data-line-totals]");
    if (totals && result.totals_html !== undefined) totals.innerHTML = result.totals_html;
  }

  showRow(row, { index, values = {}, labels = {}, outputs = {}, errors = {}, notices = [] }) {
    for (const [name, value] of Object.entries(values)) this.suggest(row.querySelector(`[name="${this.prefix}-${index}-${name}"]`), value);
    for (const [name, value] of Object.entries(outputs)) {
      const output = row.querySelector(`[data-output="${name}"]`);
      if (output) output.textContent = value;
    }
    for (const [name, text] of Object.entries(labels)) {
      const label = row.querySelector(`[name="${this.prefix}-${index}-${name}"]`)?.closest("td")?.querySelector(".bo-lookup-label");
      if (label) label.textContent = text;
    }
    for (const holder of row.querySelectorAll("[data-error]")) {
      const text = [errors[holder.dataset.error] ?? []].flat().join(" ");
      const field = row.querySelector(`[name="${this.prefix}-${index}-${holder.dataset.error}"]`);
      const waits = field === document.activeElement || (!field?.value && row.contains(document.activeElement));
      holder.textContent = waits ? "" : text;
      if (text && !waits) field?.setAttribute("aria-invalid", "true"); else field?.removeAttribute("aria-invalid");
      field?.classList.toggle("is-invalid", Boolean(text) && !waits);
    }
    const place = row.querySelector("[data-notices]");
    if (place) place.textContent = notices.join(" ");
  }

  suggest(field, value) {
    if (!field || field === document.activeElement || field.value === value) return;
    if (field.value && field.dataset.suggested !== field.value) return;
    field.value = value;
    field.dataset.suggested = value;
  }
}

/** Enter in a field of the header goes to the next field: a form with lines is sent by its key or its button only. */
function onHeaderEnter(event) {
  const field = event.target;
  if (event.key !== "Enter" || event.defaultPrevented || event.isComposing || !field.matches?.("input:not([type=submit]), select")) return;
  const form = field.form;
  if (!form?.querySelector("[data-lines]") || field.closest("[data-lines]")) return;
  event.preventDefault();
  const fields = [...form.elements].filter((each) => each.matches("input, select, textarea") && isUsable(each));
  const next = fields[fields.indexOf(field) + 1];
  next?.focus();
  next?.select?.();
}

export function startLines() {
  document.addEventListener("keydown", onHeaderEnter);
  document.querySelectorAll("[data-lines]").forEach((root) => new Grid(root));
}
