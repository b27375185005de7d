// The pages of a document that is made of pictures: put in order with the buttons, or with Alt and the arrows.
const THUMBNAIL = 72;

const byName = new Intl.Collator(undefined, { numeric: true }).compare;

function button(word, name, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn-quiet btn-sm";
  made.textContent = word;
  if (name) made.setAttribute("aria-label", `${word}: ${name}`);
  made.addEventListener("click", act);
  return made;
}

async function draw(canvas, file) {
  try {
    const picture = await createImageBitmap(file, { resizeHeight: THUMBNAIL, resizeQuality: "medium" });
    canvas.width = picture.width;
    canvas.getContext("2d").drawImage(picture, 0, 0);
  } catch {
    canvas.remove(); // a kind that this browser does not show
  }
}

export function order(form, files, words, send) {
  form.querySelector(".order")?.remove();
  const panel = form.appendChild(document.createElement("fieldset"));
  panel.className = "order";
  panel.appendChild(document.createElement("legend")).textContent = words.wordOrder;
  const list = panel.appendChild(document.createElement("ol"));
  const announcement = panel.appendChild(document.createElement("p"));
  announcement.className = "visually-hidden";
  announcement.setAttribute("role", "status");
  const fileOf = new Map();

  function move(row, step, focused) {
    const neighbour = step < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (!neighbour) return;
    if (step < 0) neighbour.before(row);
    else neighbour.after(row);
    focused.focus();
    const page = [...list.children].indexOf(row) + 1;
    const name = fileOf.get(row).name;
    announcement.textContent = words.wordPlace.replace("{name}", name).replace("{page}", page).replace("{all}", list.children.length);
  }

  for (const file of [...files].sort((one, other) => byName(one.name, other.name))) {
    const row = list.appendChild(document.createElement("li"));
    fileOf.set(row, file);
    const canvas = row.appendChild(document.createElement("canvas"));
    canvas.height = THUMBNAIL;
    canvas.width = THUMBNAIL;
    draw(canvas, file);
    row.appendChild(document.createElement("span")).textContent = file.name;
    row.append(
      button(words.wordUp, file.name, (event) => move(row, -1, event.currentTarget)),
      button(words.wordDown, file.name, (event) => move(row, 1, event.currentTarget)),
      button(words.wordLeaveOut, file.name, () => {
        (row.nextElementSibling ?? row.previousElementSibling)?.querySelector("button").focus();
        row.remove();
        fileOf.delete(row);
      }),
    );
    row.addEventListener("keydown", (event) => {
      if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
      event.preventDefault();
      move(row, event.key === "ArrowUp" ? -1 : 1, event.target);
    });
  }

  const end = panel.appendChild(document.createElement("div"));
  end.className = "order-end";
  end.append(
    button(words.wordSendJoined, "", () => {
      const ordered = [...list.children].map((row) => fileOf.get(row));
      panel.remove();
      if (ordered.length) send(ordered);
    }),
    button(words.wordCancel, "", () => panel.remove()),
  );
  end.firstElementChild.className = "btn btn-primary btn-sm";
  list.querySelector("button").focus();
}
