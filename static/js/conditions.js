/* The condition on any column: only the comparisons that fit the column, and inputs only for the values they take. */

const CONDITION = "[data-bo-condition]";

function fit(condition) {
  const [column, operator] = condition.querySelectorAll("select");
  const [value, until] = condition.querySelectorAll("input");
  const kind = column.selectedOptions[0]?.dataset.kind ?? "";
  for (const option of operator.options) {
    const fits = option.dataset.kinds.split(" ").includes(kind);
    option.hidden = !fits;
    option.disabled = !fits;
  }
  if (operator.selectedOptions[0]?.disabled ?? true) operator.value = [...operator.options].find((option) => !option.disabled)?.value ?? "";
  const chosen = operator.selectedOptions[0]?.dataset ?? {};
  operator.hidden = !kind;
  value.hidden = !kind || chosen.values === "0";
  until.hidden = !kind || chosen.values !== "2";
  const list = "period" in chosen ? "bo-periods" : `bo-values-${column.value}`;
  if (document.getElementById(list)) value.setAttribute("list", list); else value.removeAttribute("list");
}

/** Brings conditions in line with their column. */
export function dressConditions(root) {
  root.querySelectorAll(CONDITION).forEach(fit);
}

export function startConditions() {
  document.addEventListener("change", (event) => {
    const condition = event.target.matches?.("select") && event.target.closest(CONDITION);
    if (condition) fit(condition);
  });
}
