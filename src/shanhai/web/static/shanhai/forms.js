// Ctrl+Enter saves a form from any of its fields, as its first button would.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
  const form = event.target.closest?.("form[method=post]");
  const button = form?.querySelector("button.sh-primary:not([disabled])");
  if (!button) return;
  event.preventDefault();
  form.requestSubmit(button);
});
