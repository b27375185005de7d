// @ in a comment offers the people of the form's own list: a box with a list that completes it (ARIA 1.2). Whoever is chosen is
// written as @Name and ticked in the list, which alone counts where this does not run.
const MOST = 8;
const LONGEST = 60;
let boxes = 0;

const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase();

export default function mention(form) {
  const input = form.querySelector("textarea");
  const people = [...form.querySelectorAll("input[name=people]")];
  if (!people.length) return;
  const list = document.createElement("div");
  Object.assign(list, { id: `people-${++boxes}`, className: "suggestions", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.querySelector("[data-people] summary").textContent);
  const around = document.createElement("div");
  around.className = "mention-box";
  input.before(around);
  around.append(input, list);
  const combobox = { "aria-autocomplete": "list", "aria-haspopup": "listbox", "aria-controls": list.id };
  for (const [name, value] of Object.entries(combobox)) input.setAttribute(name, value);

  let at = -1; // where the @ stands that a name is written after
  const options = () => [...list.children];
  const chosen = () => options().find((each) => each.getAttribute("aria-selected") === "true");

  function choose(next) {
    for (const each of options()) each.setAttribute("aria-selected", String(each === next));
    if (next) input.setAttribute("aria-activedescendant", next.id);
    else input.removeAttribute("aria-activedescendant");
  }

  function close() {
    at = -1;
    list.replaceChildren();
    list.hidden = true;
    input.removeAttribute("aria-activedescendant");
  }

  function take(person) {
    const before = `${input.value.slice(0, at)}@${person.dataset.name} `;
    input.value = before + input.value.slice(input.selectionEnd);
    input.setSelectionRange(before.length, before.length);
    person.checked = true;
    close();
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function offer() {
    const typed = input.value.slice(0, input.selectionEnd);
    const last = typed.lastIndexOf("@");
    const words = folded(typed.slice(last + 1));
    if (last < 0 || typed.length - last > LONGEST || typed.slice(last).includes("\n")) return close();
    const found = people.filter((each) => folded(each.closest("label").textContent).includes(words)).slice(0, MOST);
    if (!found.length) return close();
    at = last;
    list.replaceChildren(...found.map((person, place) => {
      const option = document.createElement("a");
      option.id = `${list.id}-${place}`;
      const agency = document.createElement("span");
      agency.append(person.dataset.agency);
      option.append(person.dataset.name, agency);
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.addEventListener("click", () => take(person));
      return option;
    }));
    list.hidden = false;
    choose(options()[0]);
  }

  input.addEventListener("input", offer);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || list.hidden) return;
    const all = options();
    const place = all.indexOf(chosen());
    if (event.key === "ArrowDown") choose(all[(place + 1) % all.length]);
    else if (event.key === "ArrowUp") choose(all.at(place - 1));
    else if (["Enter", "Tab"].includes(event.key) && chosen()) chosen().click();
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the box keeps the focus
  input.addEventListener("blur", close);
  if (document.activeElement === input) offer(); // typed before this ran
}
