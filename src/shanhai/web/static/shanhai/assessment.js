// Bars of the assessment are drawn from data: the content security policy forbids style attributes.
document.querySelectorAll(".as-bar [data-width]").forEach((bar) => { bar.style.width = `${bar.dataset.width}%`; });
document.querySelectorAll(".as-bar [data-left]").forEach((mark) => { mark.style.left = `${mark.dataset.left}%`; });

// Choosing a period shows it at once; the button is for those without scripts.
document.querySelectorAll(".as-ask").forEach((form) => {
  form.addEventListener("change", () => form.requestSubmit());
});
