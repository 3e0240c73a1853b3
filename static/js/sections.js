/* Sections of a form that belong to some values of another field: they show while it has one of these. */

function fit(section) {
  const field = section.form?.elements[section.dataset.boWhen];
  if (field) section.hidden = !section.dataset.boValues.split(" ").includes(field.value);
}

/** Brings sections in line with the field they follow. */
export function dressSections(root) {
  root.querySelectorAll("[data-bo-when]").forEach(fit);
}

export function startSections() {
  document.addEventListener("change", (event) => event.target.form?.querySelectorAll("[data-bo-when]").forEach(fit));
}
