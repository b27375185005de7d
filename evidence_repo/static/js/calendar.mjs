// A text field for a day, dd/mm/yyyy, with a button that opens a calendar. Arrows move by day and week, Page Up and
// Page Down by month; Enter takes the day, Escape leaves it. Months and weekdays are called as in the page's language.
const pad = (number) => String(number).padStart(2, "0");
const written = (day) => `${pad(day.getDate())}/${pad(day.getMonth() + 1)}/${day.getFullYear()}`;
const moved = (day, { days = 0, months = 0 }) => {
  const last = new Date(day.getFullYear(), day.getMonth() + months + 1, 0).getDate();
  return new Date(day.getFullYear(), day.getMonth() + months, Math.min(day.getDate(), months ? last : 31) + days);
};

const STEPS = {
  ArrowLeft: { days: -1 },
  ArrowRight: { days: 1 },
  ArrowUp: { days: -7 },
  ArrowDown: { days: 7 },
  PageUp: { months: -1 },
  PageDown: { months: 1 },
};

function dayIn(field) {
  const [, day, month, year] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(field.value.trim()) ?? [];
  return year ? new Date(Number(year), Number(month) - 1, Number(day)) : new Date();
}

function element(name, attributes, ...inside) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...inside);
  return made;
}

export default function calendar(field) {
  const { wordOpen, wordPrevious, wordNext } = field.dataset;
  const locale = document.documentElement.lang;
  const format = (options) => new Intl.DateTimeFormat(locale, options).format;
  const [monthName, dayName, weekday] = [
    format({ month: "long", year: "numeric" }),
    format({ dateStyle: "full" }),
    format({ weekday: "narrow" }),
  ];
  const opener = element("button", { type: "button", class: "btn btn-quiet day-button", "aria-label": wordOpen, "aria-haspopup": "dialog" }, "▦");
  const holder = element("span", { class: "day-field" });
  field.replaceWith(holder);
  holder.append(field, opener);
  const dialog = element("dialog", { class: "calendar", "aria-label": wordOpen });
  holder.append(dialog);
  let chosen = new Date();

  function show(day, isFocused = true) {
    chosen = day;
    const step = (word, sign, change) => {
      const button = element("button", { type: "button", class: "btn btn-quiet btn-sm", "aria-label": word }, sign);
      button.addEventListener("click", () => show(moved(chosen, change), false));
      return button;
    };
    const title = element("span", { "aria-live": "polite" }, monthName(day));
    const head = element("div", { class: "calendar-head" }, step(wordPrevious, "‹", STEPS.PageUp), title, step(wordNext, "›", STEPS.PageDown));
    dialog.replaceChildren(head, grid(day));
    if (isFocused) dialog.querySelector("[tabindex='0']").focus();
  }

  function grid(day) {
    const first = new Date(day.getFullYear(), day.getMonth(), 1);
    const monday = moved(first, { days: -((first.getDay() + 6) % 7) });
    const names = element("tr", {});
    for (let at = 0; at < 7; at += 1) names.append(element("th", { scope: "col" }, weekday(moved(monday, { days: at }))));
    const rows = element("tbody", {});
    for (let at = 0; at < 42; at += 1) {
      if (at % 7 === 0) rows.append(element("tr", {}));
      rows.lastChild.append(element("td", {}, dayButton(moved(monday, { days: at }), day)));
    }
    return element("table", {}, element("thead", {}, names), rows);
  }

  function dayButton(each, day) {
    const isChosen = written(each) === written(day);
    const button = element("button", { type: "button", tabindex: isChosen ? 0 : -1, "aria-label": dayName(each) }, each.getDate());
    if (isChosen) button.setAttribute("aria-pressed", "true");
    if (each.getMonth() !== day.getMonth()) button.className = "beside";
    button.addEventListener("click", () => take(each));
    return button;
  }

  function take(day) {
    field.value = written(day);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
    dialog.close();
  }

  opener.addEventListener("click", () => {
    dialog.showModal();
    show(dayIn(field));
  });
  dialog.addEventListener("keydown", (event) => {
    if (!(event.key in STEPS) || !event.target.closest("table")) return;
    event.preventDefault();
    show(moved(chosen, STEPS[event.key]));
  });
  dialog.addEventListener("click", ({ target }) => {
    if (target === dialog) dialog.close();
  });
  dialog.addEventListener("close", () => opener.focus());
}
