// The review page: cards and marks follow each other, drawers open for decisions, all by keyboard too.
const page = document.getElementById("review");
const text = document.getElementById("text");
const cardBox = document.getElementById("cards");
const drawer = document.getElementById("drawer");
const drawerBody = document.getElementById("drawer-body");
const keys = document.getElementById("keys");
const toast = document.getElementById("toast");
const hand = document.getElementById("hand"); // only for those who may review
const onlyOpen = document.getElementById("only-open");
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
const NARROW = matchMedia("(max-width: 1023px)");

const cards = () => [...cardBox.querySelectorAll(".rv-card")];
const cardOf = (id) => document.getElementById(`claim-${id}`);
const current = () => cardBox.querySelector('.rv-card[aria-current="true"]');
const isShown = (card) => card.offsetParent !== null;

// --- marks ------------------------------------------------------------------------------------------------

function paintMarks() {
  const states = new Map(cards().map((card) => [card.dataset.claim, card.dataset.state]));
  const chosen = current()?.dataset.claim;
  for (const mark of text.querySelectorAll(".rv-mark")) {
    const ids = mark.dataset.claims.split(" ");
    const open = ids.some((id) => states.get(id) === "open");
    const taken = ids.some((id) => ["accepted", "linked"].includes(states.get(id)));
    mark.classList.toggle("rv-m-open", open);
    mark.classList.toggle("rv-m-taken", !open && taken);
    mark.classList.toggle("rv-m-rejected", !open && !taken);
    mark.classList.toggle("rv-m-current", ids.includes(chosen));
  }
}

function scrollWithin(box, element) {
  const space = box.getBoundingClientRect();
  const place = element.getBoundingClientRect();
  const offset = place.top - space.top - Math.max(0, (box.clientHeight - place.height) / 3);
  box.scrollBy({ top: offset, behavior: calm ? "auto" : "smooth" });
}

const isDrawn = (element) => element.getClientRects().length > 0;

function showMark(id) {
  for (const body of text.querySelectorAll(".rv-body:not([hidden])")) {
    const mark = [...body.querySelectorAll(`.rv-mark[data-claims~="${id}"]`)].find(isDrawn);
    if (mark) scrollWithin(text.classList.contains("rv-split") ? body : text, mark);
  }
}

// --- choosing a card --------------------------------------------------------------------------------------

function choose(card, { focus = true, scroll = true } = {}) {
  if (!card) return;
  if (card !== current()) hideDrawer(); // it is about the claim chosen before
  current()?.removeAttribute("aria-current");
  for (const other of cards()) other.tabIndex = -1;
  card.setAttribute("aria-current", "true");
  card.tabIndex = 0;
  if (focus) card.focus({ preventScroll: true });
  if (scroll) {
    if (NARROW.matches) card.scrollIntoView({ block: "nearest" });
    else scrollWithin(cardBox, card);
  }
  paintMarks();
  showMark(card.dataset.claim);
}

function step(by, wanted = () => true) {
  const shown = cards().filter((card) => isShown(card) || card === current());
  const at = shown.indexOf(current());
  for (let next = at + by; next >= 0 && next < shown.length; next += by) {
    if (wanted(shown[next])) return choose(shown[next]);
  }
  return undefined;
}

const stillOpen = (card) => card.dataset.state === "open";

function nextOpen() {
  const all = cards();
  const at = all.indexOf(current());
  choose([...all.slice(at + 1), ...all.slice(0, at + 1)].find(stillOpen) ?? current());
}

// --- the two texts ----------------------------------------------------------------------------------------

let beside = "original"; // what stands beside the repaired text in the split view

function view(name) {
  const split = text.classList.contains("rv-split");
  if (split && name !== "repaired") beside = name;
  for (const body of text.querySelectorAll(".rv-body")) {
    body.hidden = split ? !["repaired", beside].includes(body.dataset.view) : body.dataset.view !== name;
  }
  for (const tab of page.querySelectorAll(".rv-tab")) {
    tab.setAttribute("aria-pressed", String(tab.dataset.view === name));
  }
  const card = current();
  if (card) showMark(card.dataset.claim);
}

const shownView = () => page.querySelector('.rv-tab[aria-pressed="true"]').dataset.view;
const turnTo = (name) => view(shownView() === name ? "repaired" : name);
const hasPages = () => page.querySelector('.rv-tab[data-view="pages"]') !== null;

function switchSplit() {
  const on = text.classList.toggle("rv-split");
  document.getElementById("split").setAttribute("aria-pressed", String(on));
  beside = hasPages() ? "pages" : "original";
  view(on ? beside : "repaired");
}

let fading = 0;
function tell(words) {
  toast.textContent = words;
  clearTimeout(fading);
  fading = setTimeout(() => toast.replaceChildren(), 4000);
}

// --- the drawer -------------------------------------------------------------------------------------------

function emptyRequired() {
  const fields = [...drawerBody.querySelectorAll(".sh-field")].filter((field) => field.querySelector(".sh-star"));
  return fields.map((field) => field.querySelector("input, select, textarea")).find((input) => input && !input.value);
}

function openDrawer() {
  drawer.hidden = false;
  if (hand) hand.hidden = true;
  drawer.scrollTop = 0;
  const problem = drawerBody.querySelector(".sh-wrong :is(input, select, textarea)");
  const first = problem ?? emptyRequired() ?? drawerBody.querySelector("[data-first]");
  (first ?? drawerBody.querySelector("button, input"))?.focus();
}

// The text stays readable beside the drawer, but the keyboard goes round inside it until it is closed.
drawer.addEventListener("keydown", (event) => {
  if (event.key !== "Tab") return;
  const stops = [...drawer.querySelectorAll("a[href], button, input, select, textarea")].filter(
    (stop) => !stop.disabled && stop.type !== "hidden" && stop.offsetParent !== null,
  );
  const [first, last] = [stops[0], stops[stops.length - 1]];
  const [from, to] = event.shiftKey ? [first, last] : [last, first];
  if (event.target !== from || !to) return;
  event.preventDefault();
  to.focus();
});

function hideDrawer() {
  drawer.hidden = true;
  drawerBody.replaceChildren();
}

function closeDrawer() {
  hideDrawer();
  current()?.focus({ preventScroll: true });
}

const has = (name) => Boolean(current()?.querySelector(`[data-act="${name}"]`));

function act(name) {
  current()?.querySelector(`[data-act="${name}"]`)?.click();
}

let lastDecided = null;

function linkMatch(number) {
  current()?.querySelector(`[data-match="${number}"]`)?.click();
}

function undo() {
  const card = lastDecided && cardOf(lastDecided);
  if (!card || stillOpen(card)) return;
  card.querySelector('[data-act="undo"]')?.click();
}

// --- marking by hand --------------------------------------------------------------------------------------

const repaired = text.querySelector('.rv-body[data-view="repaired"]');
const codePoints = (words) => [...words].length;

// Where the selection stands in the whole repaired text, in code points; null when it is elsewhere.
function selectedSpan() {
  const chosen = getSelection();
  if (!hand || chosen.isCollapsed || !chosen.rangeCount) return null;
  const range = chosen.getRangeAt(0);
  if (!repaired.contains(range.startContainer) || !repaired.contains(range.endContainer)) return null;
  const before = document.createRange();
  before.setStart(repaired, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const start = Number(text.dataset.start) + codePoints(before.toString());
  return { start, end: start + codePoints(range.toString()), box: range.getBoundingClientRect() };
}

function offerMark() {
  const span = selectedSpan();
  hand.hidden = !span || !drawer.hidden;
  if (hand.hidden) return;
  hand.style.left = `${Math.min(span.box.left, innerWidth - 180)}px`;
  hand.style.top = `${Math.min(span.box.bottom + 6, innerHeight - 50)}px`;
}

function markSelection() {
  const span = selectedSpan();
  if (!span) return;
  hand.hidden = true;
  const address = `${text.dataset.mark}?start=${span.start}&end=${span.end}`;
  htmx.ajax("GET", address, { target: "#drawer-body", source: drawerBody });
}

if (hand) {
  document.addEventListener("selectionchange", offerMark);
  hand.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the selection
  hand.addEventListener("click", markSelection);
}

// --- wiring -----------------------------------------------------------------------------------------------

document.body.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, pathInfo } = event.detail;
  if (new URL(xhr.responseURL, location).pathname !== new URL(pathInfo.requestPath, location).pathname) {
    event.detail.shouldSwap = false; // led elsewhere: the session has ended, the page leads to the log-in
    location.reload();
    return;
  }
  // A form with problems comes back as 422, with the form; anything else that failed is not shown in its place.
  if (xhr.status === 422) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
for (const name of ["htmx:responseError", "htmx:sendError"]) {
  document.body.addEventListener(name, () => tell(toast.dataset.failed));
}
document.body.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target === drawerBody) openDrawer();
});
document.body.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.elt.id !== "presence") return;
  event.detail.parameters.since = document.getElementById("others").dataset.now;
  event.detail.parameters.claim = current()?.dataset.claim ?? "";
});
document.body.addEventListener("claim-decided", (event) => {
  lastDecided = event.detail.claim;
  tell(drawerBody.querySelector(".rv-done")?.textContent ?? "");
  hideDrawer();
  const decided = cardOf(event.detail.claim);
  if (decided) choose(decided, { focus: false, scroll: false });
  if (decided && stillOpen(decided)) choose(decided);
  else nextOpen();
});
cardBox.addEventListener("click", (event) => {
  const card = event.target.closest(".rv-card");
  if (card) choose(card, { focus: !event.target.closest("a, button"), scroll: false });
});
cardBox.addEventListener("focusin", (event) => {
  const card = event.target.closest(".rv-card");
  if (card && card !== current()) choose(card, { focus: false, scroll: false });
});
text.addEventListener("click", (event) => {
  const mark = event.target.closest(".rv-mark");
  if (!mark || String(getSelection())) return;
  const ids = mark.dataset.claims.split(" ");
  const at = ids.indexOf(current()?.dataset.claim);
  choose(cardOf(ids[(at + 1) % ids.length]));
});
drawer.addEventListener("click", (event) => {
  if (!event.target.closest("[data-close], #drawer-close")) return;
  event.preventDefault();
  closeDrawer();
});
for (const tab of page.querySelectorAll(".rv-tab")) tab.addEventListener("click", () => view(tab.dataset.view));
onlyOpen.addEventListener("change", () => {
  cardBox.classList.toggle("rv-only-open", onlyOpen.checked);
  if (current() && !isShown(current())) nextOpen();
});
document.getElementById("split").addEventListener("click", switchSplit);
document.getElementById("keys-button").addEventListener("click", () => keys.showModal());

const COMMANDS = {
  j: () => step(1),
  ArrowDown: () => step(1),
  k: () => step(-1),
  ArrowUp: () => step(-1),
  n: nextOpen,
  a: () => act("accept"),
  l: () => act("link"),
  r: () => act("reject"),
  Enter: () => act(has("quick") ? "quick" : "accept"),
  g: () => current()?.closest(".rv-event").querySelector('[data-act="group"]')?.click(),
  z: undo,
  h: markSelection,
  1: () => linkMatch(1),
  2: () => linkMatch(2),
  3: () => linkMatch(3),
  u: () => act("reopen"),
  o: () => turnTo("original"),
  p: () => hasPages() && turnTo("pages"),
  s: switchSplit,
  "?": () => keys.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || keys.open) return;
  if (event.key === "Escape" && !drawer.hidden) {
    event.preventDefault();
    closeDrawer();
    return;
  }
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (!drawer.hidden) {
    if (!typing) drawerBody.querySelector(`[data-key="${CSS.escape(event.key)}"]`)?.click();
    if (event.key === "Enter" && event.target.matches("select")) {
      event.preventDefault(); // a select would open its list; here Enter saves, as in every other field
      event.target.form?.requestSubmit(event.target.form.querySelector("button"));
    }
    return;
  }
  if (event.key === "Enter" && event.target.closest("a, button, summary")) return; // it is pressed itself
  if ((typing && typing !== onlyOpen) || event.target.closest("#nav-sidebar, header")) return;
  if (event.target === text && event.key.startsWith("Arrow")) return; // the text scrolls
  const command = COMMANDS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!command) return;
  event.preventDefault();
  command();
});

// --- where the page opens ---------------------------------------------------------------------------------

if (document.getElementById("waits")) setTimeout(() => location.reload(), 3000); // not read yet
paintMarks();
const here = text.querySelector("[data-here]");
if (page.dataset.current) choose(cardOf(page.dataset.current), { focus: !here });
if (here) {
  // Words that only the original holds are shown there.
  if (!text.querySelector('[data-view="repaired"] [data-here]')) view("original");
  scrollWithin(text, [...text.querySelectorAll("[data-here]")].find(isDrawn) ?? here);
}
