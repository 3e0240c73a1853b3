/* A link to an explanation opens it: the folded part that the address names, or that holds what it names. */

function show() {
  const target = window.location.hash.length > 1 ? document.getElementById(decodeURIComponent(window.location.hash.slice(1))) : null;
  const folded = target?.closest("details");
  if (!folded) return;
  folded.open = true;
  target.scrollIntoView({ block: "center" });
  (folded.querySelector("summary") ?? target).focus({ preventScroll: true });
  target.classList.add("is-shown");
}

export function startExplain() {
  show();
  window.addEventListener("hashchange", show);
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="#"]');
    if (link && link.hash === window.location.hash) show();
  });
}
