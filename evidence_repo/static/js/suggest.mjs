// Suggestions under a search box: a combobox with a list (ARIA 1.2). The form works without them.
const PAUSE = 150;
let boxes = 0;

function option(found, id) {
  const link = document.createElement("a");
  Object.assign(link, { id, href: found.href, tabIndex: -1 });
  link.setAttribute("role", "option");
  link.setAttribute("aria-selected", "false");
  link.append(found.text);
  if (found.more) {
    const more = document.createElement("span");
    more.append(found.more);
    link.append(more);
  }
  return link;
}

function group(found, id) {
  const part = document.createElement("div");
  part.setAttribute("role", "group");
  const label = document.createElement("div");
  Object.assign(label, { id, className: "label", textContent: found.label });
  part.setAttribute("aria-labelledby", id);
  part.append(label, ...found.options.map((each, place) => option(each, `${id}-${place}`)));
  return part;
}

export default function suggest(form) {
  const input = form.querySelector("input[name=q]");
  const list = document.createElement("div");
  Object.assign(list, { id: `suggestions-${++boxes}`, className: "suggestions", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.getAttribute("aria-label"));
  form.append(list);
  const combobox = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
  for (const [name, value] of Object.entries(combobox)) input.setAttribute(name, value);

  let chosen = null;
  let timer = 0;
  let asked = null;

  const options = () => [...list.querySelectorAll("[role=option]")];

  function choose(next) {
    chosen?.setAttribute("aria-selected", "false");
    chosen = next ?? null;
    chosen?.setAttribute("aria-selected", "true");
    chosen?.scrollIntoView({ block: "nearest" });
    if (chosen) input.setAttribute("aria-activedescendant", chosen.id);
    else input.removeAttribute("aria-activedescendant");
  }

  function show(groups) {
    choose(null);
    list.replaceChildren(...groups.map((each, place) => group(each, `${list.id}-${place}`)));
    list.hidden = !groups.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
  }

  function close() {
    clearTimeout(timer);
    asked?.abort();
    show([]);
  }

  async function ask() {
    asked?.abort();
    asked = new AbortController();
    const address = new URL(form.dataset.suggestions, location.href);
    address.searchParams.set("q", input.value);
    try {
      const answer = await fetch(address, { signal: asked.signal, headers: { Accept: "application/json" } });
      if (answer.ok && document.activeElement === input) show((await answer.json()).groups);
    } catch {
      // A newer question, or no network: the box stays a plain box.
    }
  }

  function step(by) {
    const all = options();
    const place = all.indexOf(chosen);
    choose(place < 0 && by < 0 ? all.at(-1) : all[place + by]);
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  input.addEventListener("click", () => {
    if (!input.value && list.hidden) ask(); // an empty box offers the latest searches
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (["ArrowDown", "ArrowUp"].includes(event.key)) {
      event.preventDefault();
      if (list.hidden) ask();
      else step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && chosen && !list.hidden) {
      event.preventDefault();
      chosen.click();
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the box keeps the focus
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) close();
  });
  form.addEventListener("submit", close);
  if (document.activeElement === input && input.value) ask(); // typed before this ran
}
