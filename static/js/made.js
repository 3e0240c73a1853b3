/* A record that was made in a window of its own for a look-up field: told to the field, then the window closes. */

const CHANNEL = "records-made";

/** Calls back with lookup, entity, key and label of records that other windows of this browser made. */
export function onMade(take) {
  new BroadcastChannel(CHANNEL).addEventListener("message", (event) => take(event.data));
}

export function startMade() {
  const made = document.querySelector("[data-bo-made]");
  if (!made) return;
  const { boMade: lookup, entity, madeKey: key, madeLabel: label } = made.dataset;
  new BroadcastChannel(CHANNEL).postMessage({ lookup, entity, key, label });
  window.setTimeout(() => window.close(), 300);
}
