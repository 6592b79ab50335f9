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
// Folders are walked through; what they hold is handed in like files chosen one by one.
async function filesOf(entry) {
  if (entry.isFile) return [await new Promise((done, fail) => entry.file(done, fail))];
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const some = await new Promise((done, fail) => reader.readEntries(done, fail));
    if (!some.length) return found;
    for (const inner of some) found.push(...(await filesOf(inner)));
  }
}

drop.addEventListener("drop", async (event) => {
  event.preventDefault();
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const plain = [...event.dataTransfer.files];
  add(entries.length ? (await Promise.all(entries.map(filesOf))).flat() : plain);
});

// --- handing in, one file a request: a large pile shows how far it is, and one bad file costs no other ------

async function handIn(parts) {
  const body = new FormData(form);
  body.delete("files");
  body.delete("text");
  for (const [name, value] of Object.entries(parts)) body.append(name, value);
  const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
  if (!answer.headers.get("Content-Type")?.includes("json")) throw new Error(String(answer.status));
  return answer.json();
}

function shown(item, told) {
  const outcome = told.outcomes?.[0];
  const problems = told.problems ?? outcome?.problems ?? [];
  item.className = problems.length ? "doc-bad" : "doc-good";
  const said = document.createElement("span");
  said.textContent = problems.length ? problems.join("；") : outcome.known ? list.dataset.known : list.dataset.sent;
  item.querySelector("button")?.remove();
  item.append(said);
  return problems.length ? null : outcome;
}

async function sendAll(files) {
  const taken = [];
  const waiting = files.map((file, at) => [file, list.children[at]]);
  const total = waiting.length;
  const status = document.getElementById("sent");
  let failed = 0;
  const one = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [file, item] = next;
      item.classList.add("doc-waits");
      status.textContent = `${list.dataset.sending} ${total - waiting.length} / ${total}`;
      try {
        const outcome = shown(item, await handIn({ files: file }));
        if (outcome) taken.push(outcome);
        else failed += 1;
      } catch {
        shown(item, { problems: [list.dataset.failed] });
        failed += 1;
      }
    }
  };
  await Promise.all([one(), one()]);
  status.textContent = "";
  return { taken, failed };
}

function goOn({ taken, failed }) {
  if (failed) return false;
  const [only] = taken;
  if (taken.length === 1) location.assign(only.url);
  else location.assign(`${form.dataset.progress}?batch=${form.elements.batch.value}`);
  return true;
}

form.addEventListener("submit", async (event) => {
  const button = form.querySelector("button[data-busy]");
  const label = button.textContent;
  button.disabled = true;
  button.textContent = button.dataset.busy;
  const files = picked.filter((file) => file.size <= most);
  if (!files.length || form.elements.text.value.trim()) return; // pasted text goes the ordinary way
  event.preventDefault();
  picked = files;
  list.replaceChildren(...picked.map(line));
  const done = await sendAll(files);
  if (goOn(done)) return;
  picked = [];
  field.value = "";
  button.disabled = false;
  button.textContent = label;
  if (done.taken.length) {
    const link = document.createElement("a");
    link.className = "sh-button";
    link.href = `${form.dataset.progress}?batch=${form.elements.batch.value}`;
    link.textContent = form.dataset.progressLabel;
    document.getElementById("sent").replaceChildren(link);
  }
});
