/* A form that writes is sent once, however often its button is pressed. */

export function startPosting() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    form.setAttribute("aria-busy", "true");
    document.documentElement.classList.add("is-loading");
  });
  window.addEventListener("pageshow", () => {
    document.documentElement.classList.remove("is-loading");
    document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; form.removeAttribute("aria-busy"); });
  });
}
