/* Messages that can be put away, questions before what cannot be undone, and one step back. */

export function startMessages() {
  document.addEventListener("click", (event) => {
    event.target.closest?.("[data-dismiss]")?.closest(".message")?.remove();
    if (event.target.closest?.("[data-back]") && window.history.length > 1) {
      event.preventDefault();
      window.history.back();
    }
  });
  document.addEventListener("submit", (event) => {
    const question = event.submitter?.dataset.boConfirm ?? event.target.dataset.boConfirm;
    if (question && !window.confirm(question)) event.preventDefault();
  });
}
