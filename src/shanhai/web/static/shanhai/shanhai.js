// Bars are drawn from data: the content security policy forbids style attributes made by strangers, and so do we.
document.querySelectorAll(".sh-bar i[data-share]").forEach((bar) => {
  bar.style.width = `${Math.min(100, Number(bar.dataset.share) || 0)}%`;
});

// What Unfold's frame leaves to the mouse or to the eye is given to the keyboard and to screen readers here.
const names = document.getElementById("sh-names")?.dataset ?? {};
const ICON = ".material-symbols-outlined";

// Switches that are plain elements become buttons.
document.querySelectorAll("[x-on\\:click]:not(a[href], button, input, select, label)").forEach((toggle) => {
  const icon = toggle.matches(ICON) ? toggle : toggle.querySelector(ICON);
  const label = names[icon?.textContent.trim()];
  toggle.setAttribute("role", "button");
  toggle.tabIndex = 0;
  if (label && (toggle === icon || icon.textContent.trim() === "unfold_more")) toggle.setAttribute("aria-label", label);
  toggle.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    toggle.click();
  });
});

// An icon's text is the name of a glyph, not a word to be read out.
document.querySelectorAll(`${ICON}:not([role])`).forEach((icon) => icon.setAttribute("aria-hidden", "true"));
document.querySelector("#searchbar-submit")?.setAttribute("aria-label", names.search);
document.querySelector("#searchbar")?.setAttribute("aria-label", document.querySelector("#searchbar").placeholder);
document.querySelectorAll("#nav-sidebar a[href]").forEach((link) => {
  if (link.firstElementChild?.matches(ICON) && link.childElementCount === 1) {
    link.setAttribute("aria-hidden", "true"); // the mark beside the site's name, which is a link itself
    link.tabIndex = -1;
  }
});
// SimpleBar, which starts later, names its boxes by this attribute.
document.querySelectorAll("[data-simplebar]").forEach((box) => box.setAttribute("data-simplebar-aria-label", names.menu));
document.querySelectorAll("#result_list tbody th").forEach((cell) => { cell.scope = "row"; });

const content = document.getElementById("content");
if (content) {
  content.setAttribute("role", "main");
  content.tabIndex = -1;
}

// Unfold looks beside every file input for the text box of its own widget; ours have none.
document.querySelectorAll(".sh-page input[type=file]").forEach((input) => {
  input.hasChangeListener = true;
});
