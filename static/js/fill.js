/* A choice that fills other fields: each option carries their values, and the choice ends as soon as one of them is another. */
import { tellChanged } from "./dom.js";

const CHOICES = "select[data-fills]";

function fieldsOf(choice) {
  const rows = choice.name.slice(0, choice.name.lastIndexOf("-") + 1);
  return choice.dataset.fills.split(" ").map((name) => [name, choice.form.elements[rows + name]]).filter(([, field]) => field);
}

function fillOf(choice) {
  const fill = choice.selectedOptions[0]?.dataset.fill;
  return fill ? JSON.parse(fill) : null;
}

function take(choice) {
  const fill = fillOf(choice);
  if (!fill) return;
  const changed = fieldsOf(choice).filter(([name, field]) => name in fill && field.value !== fill[name]);
  for (const [name, field] of changed) field.value = fill[name];
  changed.forEach(([, field]) => tellChanged(field));
}

/** Lets go of a choice whose fields were typed, pasted or taken back since. */
function letGo(choice) {
  const fill = fillOf(choice);
  if (fill && fieldsOf(choice).some(([name, field]) => name in fill && field.value !== fill[name])) choice.value = "";
}

function look(event) {
  if (event.target.matches?.(CHOICES)) return;
  const form = event.target.form ?? event.target.closest?.("form");
  form?.querySelectorAll(CHOICES).forEach(letGo);
}

export function startFill() {
  document.addEventListener("change", (event) => { if (event.target.matches?.(CHOICES)) take(event.target); });
  for (const kind of ["input", "change", "lines:changed", "submit"]) document.addEventListener(kind, look);
}
