/* What stood in a grid of lines before, for undo and redo until it is saved. */

const LONGEST = 100;

export class History {
  constructor(grid) {
    this.grid = grid;
    this.states = [];
    this.at = -1;
  }

  /** Returns the values of all rows as they stand. */
  now() {
    return this.grid.all().map((row) => ({ removed: row.classList.contains("is-removed"), values: this.grid.cells(row).map((field) => field.value) }));
  }

  /** Keeps the present state, unless nothing changed. */
  keep() {
    const state = JSON.stringify(this.now());
    if (state === this.states[this.at]) return;
    this.states = [...this.states.slice(0, this.at + 1), state].slice(-LONGEST);
    this.at = this.states.length - 1;
  }

  /** Tells whether the field holds typing that is not kept yet, which the browser itself undoes. */
  isTyping(field) {
    const row = this.grid.all().indexOf(field.closest("[data-line]"));
    const kept = JSON.parse(this.states[this.at] ?? "[]")[row];
    return !kept || kept.values[this.grid.cells(field.closest("[data-line]")).indexOf(field)] !== field.value;
  }

  undo() { this.go(this.at - 1); }

  redo() { this.go(this.at + 1); }

  go(to) {
    if (!this.states[to]) return;
    this.at = to;
    const wanted = JSON.parse(this.states[to]);
    while (this.grid.all().length < wanted.length) this.grid.add();
    this.grid.all().forEach((row, index) => {
      const state = wanted[index] ?? { removed: true, values: [] };
      this.grid.mark(row, state.removed);
      this.grid.cells(row).forEach((field, column) => { field.value = state.values[column] ?? ""; });
    });
  }
}
