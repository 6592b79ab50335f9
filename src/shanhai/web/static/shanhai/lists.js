// The keyboard in a list: n new, / search, j k rows, Enter opens, x picks, [ ] pages, ← → cells, ? help.
const list = document.getElementById("list");
const filters = document.getElementById("filters");
const keys = document.getElementById("keys");
const rows = () => [...document.querySelectorAll("tr[data-row]")];
const busy = (element) => element.closest("input:not([type=checkbox]), select, textarea, dialog[open], [contenteditable]");
const row = () => document.activeElement?.closest("tr[data-row]");

const step = (by) => {
  const all = rows();
  const next = all[Math.min(all.length - 1, Math.max(0, all.indexOf(row()) + by))] ?? all[0];
  next?.querySelector("th a").focus();
  next?.scrollIntoView({ block: "nearest" });
};
const aside = (by) => {
  const stops = [...(row()?.querySelectorAll("th a, .ls-edit") ?? [])];
  const at = stops.indexOf(document.activeElement);
  if (at >= 0) stops[Math.min(stops.length - 1, Math.max(0, at + by))].focus();
};
const press = (selector) => document.querySelector(selector)?.click();

const bound = {
  n: () => { if (list.dataset.new) window.location.assign(list.dataset.new); },
  "/": () => filters.elements.q.focus(),
  j: () => step(row() ? 1 : 0),
  k: () => step(-1),
  x: () => row()?.querySelector("input[name=row]")?.click(),
  "[": () => press("a[rel=prev]"),
  "]": () => press("a[rel=next]"),
  ArrowRight: () => aside(1),
  ArrowLeft: () => aside(-1),
  "?": () => keys.showModal(),
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || busy(event.target)) return;
  const act = bound[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
filters.elements.q.addEventListener("keydown", (event) => {
  if (event.key === "Escape") event.target.blur();
});

// A filter that is chosen is used at once; empty ones are left out of the address.
const narrow = () => {
  for (const field of filters.elements) if (field.name && !field.value) field.disabled = true;
};
filters.addEventListener("submit", narrow);
filters.addEventListener("change", (event) => {
  if (event.target.tagName === "SELECT") filters.requestSubmit();
});
window.addEventListener("pageshow", () => { for (const field of filters.elements) field.disabled = false; });

// Picking rows: the bar of acts is shown while there are any.
const acts = document.getElementById("rows");
const all = document.getElementById("pick-all");
const picked = () => [...document.querySelectorAll("input[name=row]:checked")];
const told = () => {
  if (!acts) return;
  acts.hidden = picked().length === 0;
  acts.querySelector("output").textContent = picked().length;
  all.checked = picked().length === rows().length;
  all.indeterminate = picked().length > 0 && !all.checked;
  const whole = acts.querySelector("[data-whole]");
  if (whole) {
    whole.hidden = !all.checked;
    if (!all.checked) whole.querySelector("input").checked = false;
  }
};
all?.addEventListener("change", () => {
  document.querySelectorAll("input[name=row]").forEach((box) => { box.checked = all.checked; });
  told();
});
document.addEventListener("change", (event) => { if (event.target.name === "row") told(); });
window.addEventListener("pageshow", told);

// A cell that is being corrected: Escape leaves it as it was, its first field has the cursor.
let place = "";
document.body.addEventListener("htmx:beforeRequest", (event) => {
  place = event.target.closest("[data-cell]")?.dataset.cell ?? place;
});
document.body.addEventListener("htmx:afterSettle", (event) => {
  const settled = event.detail.elt;
  settled.querySelector?.(".ls-cellform :is(input, select, textarea):not([type=hidden])")?.focus();
  if (settled.matches?.("tr[data-row]")) settled.querySelector(`[data-cell="${place}"] .ls-edit`)?.focus();
  told();
});
document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.(".ls-cellform");
  if (!form) return;
  if (event.key === "Escape") form.querySelector("[data-leave]").click();
  if (event.key === "Enter" && !event.isComposing && (event.target.tagName !== "TEXTAREA" || event.ctrlKey)) {
    event.preventDefault();
    form.querySelector("[data-keep]").click();
  }
});
// Answers that tell what is wrong (409, 422) are drawn where the form stood.
document.body.addEventListener("htmx:beforeSwap", (event) => {
  if ([409, 422].includes(event.detail.xhr.status)) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
// Panels above the list close when the work goes on elsewhere.
document.addEventListener("click", (event) => {
  document.querySelectorAll(".ls-views details[open]").forEach((panel) => { if (!panel.contains(event.target)) panel.open = false; });
});
