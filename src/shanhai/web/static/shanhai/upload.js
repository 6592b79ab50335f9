// Drag and drop for the upload page: files gather in the ordinary file field, so that the form works as any other.
const form = document.querySelector(".doc-upload");
const drop = document.getElementById("drop");
const field = document.getElementById("files");
const list = document.getElementById("picked");
const most = Number(form.dataset.most);
let picked = [];

const same = (a, b) => a.name === b.name && a.size === b.size && a.lastModified === b.lastModified;

function add(files) {
  for (const file of files) {
    if (!picked.some((other) => same(file, other))) picked.push(file);
  }
  show();
}

function show() {
  const carrier = new DataTransfer();
  picked.filter((file) => file.size <= most).forEach((file) => carrier.items.add(file));
  field.files = carrier.files;
  list.replaceChildren(...picked.map(line));
}

function line(file) {
  const item = document.createElement("li");
  const name = document.createElement("span");
  name.textContent = `${file.name} · ${(file.size / 1024).toFixed(file.size < 10240 ? 1 : 0)} KB`;
  item.append(name);
  if (file.size > most) {
    item.className = "doc-bad";
    name.textContent += ` · ${list.dataset.tooLarge}`;
  }
  const remove = document.createElement("button");
  remove.type = "button";
  remove.className = "sh-link";
  remove.textContent = list.dataset.remove;
  remove.setAttribute("aria-label", `${list.dataset.remove} ${file.name}`);
  remove.addEventListener("click", () => {
    picked = picked.filter((other) => other !== file);
    show();
  });
  item.append(remove);
  return item;
}

field.addEventListener("change", () => add([...field.files]));
for (const name of ["dragenter", "dragover"]) {
  drop.addEventListener(name, (event) => {
    event.preventDefault();
    drop.classList.add("doc-over");
  });
}
for (const name of ["dragleave", "drop"]) {
  drop.addEventListener(name, () => drop.classList.remove("doc-over"));
}
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  add([...event.dataTransfer.files]);
});
form.addEventListener("submit", () => {
  const button = form.querySelector("button[data-busy]");
  button.disabled = true;
  button.textContent = button.dataset.busy;
});
