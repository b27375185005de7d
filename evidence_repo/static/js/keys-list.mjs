// The list of the page's keys: made when it is opened, from the elements that have one, called as they are called.
import { isShown, shownKey } from "./keys.mjs";

function nameOf(element) {
  const named = element.getAttribute("aria-label") ?? element.labels?.[0]?.innerText;
  if (named) return named;
  const copy = element.cloneNode(true);
  for (const key of copy.querySelectorAll("kbd")) key.remove();
  return copy.textContent.trim();
}

function row(key, name) {
  const line = document.createElement("div");
  const term = document.createElement("dt");
  const word = document.createElement("kbd");
  word.textContent = shownKey(key);
  term.append(word);
  const meaning = document.createElement("dd");
  meaning.textContent = name;
  line.append(term, meaning);
  return line;
}

export default function bindKeysList(dialog) {
  const list = dialog.querySelector("[data-keys]");
  const lasting = [...list.children];

  function open() {
    if (dialog.open) return;
    const own = [...document.querySelectorAll("[data-key]")].filter((each) => isShown(each) && !each.disabled);
    list.replaceChildren(...own.map((each) => row(each.dataset.key, nameOf(each))), ...lasting);
    dialog.showModal();
  }

  // Beside the dialog is its backdrop: a press there is one on the dialog itself.
  dialog.addEventListener("click", ({ target }) => {
    if (target === dialog || target.closest("[data-closes]")) dialog.close();
  });
  for (const opener of document.querySelectorAll("[data-opens-keys]")) {
    opener.hidden = false;
    opener.addEventListener("click", open);
  }
  document.addEventListener("keys:asked", open);
}
