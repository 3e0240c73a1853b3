/* Numbers take sums such as =15*4; the result stands in the field when it is left. */
import { tellChanged } from "./dom.js";

const NUMBERS = "input[data-entry=number]";

/** Returns the decimal sign of the page's language. */
export function decimalSign() {
  return new Intl.NumberFormat(document.documentElement.lang || "en").formatToParts(1.5).find((part) => part.type === "decimal").value;
}

/** Returns the value of a sum with + - * / and brackets; null for anything else. */
export function calculate(text) {
  const tokens = text.replaceAll(",", ".").match(/\d+\.?\d*|\.\d+|[-+*/()]/g);
  if (!tokens || tokens.join("") !== text.replaceAll(",", ".").replaceAll(" ", "")) return null;
  let at = 0;
  const factor = () => {
    const token = tokens[at++];
    if (token === "-") return -factor();
    if (token === "(") {
      const inner = sum();
      return tokens[at++] === ")" ? inner : Number.NaN;
    }
    return Number(token);
  };
  const product = () => {
    let value = factor();
    while (tokens[at] === "*" || tokens[at] === "/") value = tokens[at++] === "*" ? value * factor() : value / factor();
    return value;
  };
  const sum = () => {
    let value = product();
    while (tokens[at] === "+" || tokens[at] === "-") value = tokens[at++] === "+" ? value + product() : value - product();
    return value;
  };
  const value = sum();
  return at === tokens.length && Number.isFinite(value) ? value : null;
}

/** Puts the result of a sum into the field; returns whether there was one. */
export function resolve(field) {
  if (!field.value.startsWith("=")) return false;
  const value = calculate(field.value.slice(1));
  if (value === null) return false;
  field.value = String(Number(value.toFixed(6))).replace(".", decimalSign());
  tellChanged(field);
  return true;
}

export function startEntry() {
  document.addEventListener("focusout", (event) => { if (event.target.matches?.(NUMBERS)) resolve(event.target); });
  document.addEventListener("keydown", (event) => { if (event.key === "Enter" && event.target.matches?.(NUMBERS)) resolve(event.target); }, true);
}
