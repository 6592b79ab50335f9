// What is wrong with the page as it is drawn: too wide, too pale, without a name. Returns a list of sentences.
const wrong = [];
const shown = (element) => element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
const tell = (element) => `${element.tagName.toLowerCase()}.${element.className} “${element.textContent.trim().slice(0, 20)}”`;

const root = document.documentElement;
if (root.scrollWidth > root.clientWidth) {
  const wide = [...document.querySelectorAll("body *")].filter((element) => shown(element) && element.getBoundingClientRect().right > root.clientWidth + 1);
  wrong.push(`the page is ${root.scrollWidth - root.clientWidth} pixels too wide: ${wide.slice(0, 3).map(tell).join(", ")}`);
}

// Contrast (WCAG 2.2, 1.4.3). A canvas turns whatever colour notation into red, green, blue.
const context = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
const rgba = (colour) => {
  context.clearRect(0, 0, 1, 1);
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [red, green, blue, alpha] = context.getImageData(0, 0, 1, 1).data;
  return [red, green, blue, alpha / 255];
};
const over = (top, below) => below.map((value, index) => value * (1 - top[3]) + top[index] * top[3]);
const light = (colour) => {
  const [red, green, blue] = colour.map((value) => (value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const behind = (element) => {
  const layers = [];
  for (let box = element; box; box = box.parentElement) layers.unshift(rgba(getComputedStyle(box).backgroundColor));
  return layers.reduce((below, layer) => over(layer, below), [255, 255, 255]);
};
let looked = 0;
const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (words.nextNode()) {
  const element = words.currentNode.parentElement;
  if (!words.currentNode.textContent.trim() || !shown(element) || element.closest("[disabled], script, style, .material-symbols-outlined")) continue;
  looked += 1;
  const style = getComputedStyle(element);
  const ground = behind(element);
  const [low, high] = [light(ground), light(over(rgba(style.color), ground))].sort((one, other) => one - other);
  const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
  const ratio = (high + 0.05) / (low + 0.05);
  if (ratio < (large ? 3 : 4.49)) wrong.push(`contrast ${ratio.toFixed(2)}: ${tell(element)}`);
}
if (looked < 3) wrong.push("the page shows no words");

for (const field of document.querySelectorAll("input, select, textarea")) {
  if (shown(field) && field.type !== "hidden" && !field.labels?.length && !field.ariaLabel && !field.title) wrong.push(`no label: ${field.name || field.id}`);
}
for (const control of document.querySelectorAll("a[href], button, [role=button]")) {
  const own = [...control.querySelectorAll("[aria-hidden=true]")].reduce((text, hidden) => text.replace(hidden.textContent, ""), control.textContent);
  if (shown(control) && control.ariaHidden !== "true" && !control.ariaLabel && !control.title && !own.trim()) wrong.push(`no name: ${control.outerHTML.slice(0, 120)}`);
}
for (const cell of document.querySelectorAll("th:not([scope])")) if (shown(cell)) wrong.push(`th without scope: ${tell(cell)}`);
if (document.getElementById("nav-sidebar") && document.querySelectorAll("main, [role=main]").length !== 1) wrong.push("not exactly one main part");
return wrong;
