// Ticked rows of a list: counted, all of a page at once, and kept while one turns the pages of the same list.
// The boxes belong to this form by their `form` attribute, wherever they stand.

const MOST_KEPT = 1000;

const keyOf = (form) => `selection:${document.body.dataset.person}:${location.pathname}:${form.id}`;

function read(key) {
  try {
    return new Map(JSON.parse(sessionStorage.getItem(key)) ?? []);
  } catch {
    return new Map();
  }
}

function write(key, chosen) {
  try {
    if (chosen.size) sessionStorage.setItem(key, JSON.stringify([...chosen].slice(0, MOST_KEPT)));
    else sessionStorage.removeItem(key);
  } catch {
    // without a store the choice holds on this page only
  }
}

const idOf = (box) => box.value.split(":")[0];

export default function selection(form) {
  const name = form.dataset.boxes;
  const key = keyOf(form);
  const chosen = read(key); // id → the value to send
  const words = form.querySelector("[data-count]");
  const rest = words.textContent;
  // Rows come and go: a piece that was just uploaded has its box too.
  const boxes = () => [...document.querySelectorAll(`input[type=checkbox][form="${form.id}"][name="${name}"]`)];

  function tell() {
    const here = new Set(boxes().map(idOf));
    const elsewhere = [...chosen.keys()].filter((id) => !here.has(id)).length;
    const count = form.dataset.wordCount.replace("{num}", chosen.size);
    const far = elsewhere ? ` (${form.dataset.wordElsewhere.replace("{num}", elsewhere)})` : "";
    words.textContent = chosen.size ? `${count}${far}:` : rest;
    form.querySelector("[data-none]").hidden = !chosen.size;
    form.classList.toggle("is-on", chosen.size > 0);
  }

  function note(box) {
    if (box.checked) chosen.set(idOf(box), box.value);
    else chosen.delete(idOf(box));
  }

  function changed() {
    write(key, chosen);
    tell();
  }

  for (const box of boxes()) {
    if (chosen.has(idOf(box))) box.checked = true;
    note(box);
  }
  document.addEventListener("change", (event) => {
    if (event.target.form !== form || event.target.name !== name) return;
    note(event.target);
    changed();
  });
  form.querySelector("[data-all]").hidden = false;
  form.querySelector("[data-all]").addEventListener("click", () => {
    for (const box of boxes()) {
      box.checked = true;
      note(box);
    }
    changed();
  });
  form.querySelector("[data-none]").addEventListener("click", () => {
    for (const box of boxes()) box.checked = false;
    chosen.clear();
    changed();
  });
  form.addEventListener("submit", () => {
    const here = new Set(boxes().map(idOf));
    for (const [id, value] of chosen) {
      if (here.has(id)) continue;
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name, value });
      form.append(field);
    }
    write(key, new Map());
  });
  changed();
}
