// A drop zone: each file is sent by itself, two at a time, and its piece appears as soon as it is stored.
import { bind } from "./binding.mjs";
import { refresh } from "./live.mjs";
import { order } from "./order.mjs";
import { Upload } from "./upload.mjs";

const AT_ONCE = 2;
const sheet = document.getElementById("uploads");
const uploads = [];

const pending = () => uploads.filter((upload) => ["waiting", "sending"].includes(upload.state));

// The summary at the window's edge: how many are done, how many were refused.
function tell() {
  const done = uploads.length - pending().length;
  const refused = uploads.filter((upload) => upload.state === "refused").length;
  const words = sheet.dataset.wordCount.replace("{done}", done).replace("{all}", uploads.length);
  const faults = refused ? ` · ${sheet.dataset.wordRefused.replace("{num}", refused)}` : "";
  sheet.querySelector("[data-count]").textContent = words + faults;
  const bar = sheet.querySelector("progress");
  bar.max = uploads.length;
  bar.value = done;
}

// What became of each file stands under the zone on which it was dropped.
function listBeside(form) {
  const there = form.nextElementSibling;
  if (there?.matches("ul.uploads")) return there;
  const list = document.createElement("ul");
  list.className = "uploads";
  form.after(list);
  return list;
}

function next() {
  const sending = uploads.filter((upload) => upload.state === "sending").length;
  const waiting = uploads.filter((upload) => upload.state === "waiting");
  for (const upload of waiting.slice(0, AT_ONCE - sending)) upload.start();
  tell();
}

function done(upload, row) {
  if (row) show(upload.form, row);
  next();
  if (!pending().length) refresh();
}

function show(form, row) {
  const holder = document.createElement("template");
  holder.innerHTML = row.html.trim();
  const piece = holder.content.firstElementChild;
  const there = document.getElementById(piece.id);
  if (there) there.replaceWith(piece);
  else document.getElementById(form.dataset.list).append(piece);
  bind(piece.parentElement);
}

window.addEventListener("beforeunload", (event) => {
  if (pending().length) event.preventDefault();
});

export default function drop(form) {
  const field = form.querySelector("input[type=file]");
  field.hidden = true;
  field.required = false;
  form.querySelector(".without-script").hidden = true;
  form.querySelector(".with-script").hidden = false;
  form.append(field);

  function take(files) {
    if (!files.length || !form.reportValidity()) return;
    if (form.elements.join.checked && files.length > 1) order(form, files, sheet.dataset, (ordered) => send([ordered]));
    else send(files.map((file) => [file]));
  }

  function send(groups) {
    sheet.hidden = false;
    for (const group of groups) {
      const upload = new Upload(group, form, sheet, done);
      uploads.push(upload);
      listBeside(form).append(upload.row);
    }
    next();
  }

  form.querySelector("[data-choose]").addEventListener("click", () => field.click());
  field.addEventListener("change", () => {
    take([...field.files]);
    field.value = "";
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("again", next);
  let depth = 0;
  const mark = (change) => form.classList.toggle("is-over", (depth = Math.max(0, depth + change)) > 0);
  form.addEventListener("dragenter", (event) => {
    event.preventDefault();
    mark(1);
  });
  form.addEventListener("dragleave", () => mark(-1));
  form.addEventListener("dragover", (event) => event.preventDefault());
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    mark(-depth);
    take([...event.dataTransfer.files]);
  });
}
