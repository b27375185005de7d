// Whoever has signed in again, in another window, has another token than the page's forms.
async function renewToken() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = page.querySelector("meta[name=csrf-token]")?.content;
  if (!token) return;
  for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = token;
}

// One file on its way to the server: its row with a bar, a button that cancels it, and one that tries again.
export class Upload {
  // `files` are one file, or the pictures of one document in their order.
  constructor(files, form, sheet, whenDone) {
    this.files = files;
    this.form = form;
    this.words = sheet.dataset;
    this.whenDone = whenDone;
    this.state = "waiting";
    this.row = document.createElement("li");
    this.line = this.row.appendChild(document.createElement("div"));
    this.line.className = "upload-line";
    this.name = this.line.appendChild(document.createElement("span"));
    const joined = this.words.wordJoined.replace("{num}", files.length).replace("{name}", files[0].name);
    this.title = files.length > 1 ? joined : files[0].name;
    this.name.textContent = this.title;
    this.status = this.line.appendChild(document.createElement("span"));
    this.status.className = "soft num";
    this.status.textContent = this.words.wordWaiting;
    this.bar = this.row.appendChild(document.createElement("progress"));
    this.bar.className = "bar";
    this.bar.max = Math.max(files.reduce((sum, file) => sum + file.size, 0), 1);
    this.bar.value = 0;
    this.bar.setAttribute("aria-label", this.title);
    this.button = this.row.appendChild(document.createElement("button"));
    this.button.type = "button";
    this.button.className = "btn btn-quiet btn-sm";
    this.button.addEventListener("click", () => (this.isOver ? this.again() : this.cancel()));
    this.offer(this.words.wordCancel);
  }

  get isOver() {
    return ["refused", "stored"].includes(this.state);
  }

  offer(word) {
    this.button.hidden = !word;
    this.button.textContent = word ?? "";
    this.button.setAttribute("aria-label", word ? `${word}: ${this.title}` : "");
  }

  start() {
    const limit = Number(this.words.limit);
    const large = this.files.find((file) => file.size > limit);
    if (large) {
      const megabytes = Math.max(1, Math.floor(limit / 1024 / 1024));
      this.refuse(this.words.wordLarge.replace("{name}", large.name).replace("{limit}", megabytes), false);
      return;
    }
    this.state = "sending";
    this.began = performance.now();
    this.offer(this.words.wordCancel);
    const sent = new FormData(this.form);
    sent.delete("files");
    for (const file of this.files) sent.append("files", file, file.name);
    if (this.files.length > 1) sent.set("ordered", "1");
    else sent.delete("join");
    this.request = new XMLHttpRequest();
    this.request.open("POST", this.form.action);
    this.request.setRequestHeader("Accept", "application/json");
    this.request.responseType = "json";
    this.request.upload.addEventListener("progress", (event) => this.progress(event));
    this.request.upload.addEventListener("load", () => (this.status.textContent = this.words.wordSent));
    this.request.addEventListener("load", () => this.answered());
    this.request.addEventListener("error", () => this.refuse(this.words.wordLost, true));
    this.request.addEventListener("abort", () => this.refuse(this.words.wordCancelled, true));
    this.request.send(sent);
  }

  progress({ loaded, total }) {
    this.bar.max = total;
    this.bar.value = loaded;
    const seconds = (performance.now() - this.began) / 1000;
    const left = Math.ceil(((total - loaded) * seconds) / Math.max(loaded, 1));
    const size = (bytes) => (bytes / 1024 / 1024).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });
    const status = `${size(loaded)} / ${size(total)} MB`;
    this.status.textContent = seconds > 1 && left > 1 ? `${status} · ${this.words.wordLeft.replace("{seconds}", left)}` : status;
  }

  answered() {
    const answer = this.request.response;
    const rows = answer?.files ?? [];
    const row = rows[0];
    if (rows.length > 1) this.unpacked(rows);
    else if (row?.html) this.stored(row);
    else {
      const error = row?.error ?? answer?.error;
      const status = error ? [error.message, error.advice].filter(Boolean).join(" ") : this.words.wordLost;
      this.isSignedOut = this.request.status === 401;
      this.refuse(status, !error || this.isSignedOut || this.request.status >= 500);
    }
  }

  stored(row) {
    this.state = "stored";
    this.bar.remove();
    this.offer(null);
    this.status.className = "t-ok";
    this.status.textContent = row.note ? `✓ ${this.words.wordStored} · ${row.note}` : `✓ ${this.words.wordStored}`;
    this.whenDone(this, row);
  }

  // An archive: what became of each file in it stands under its name.
  unpacked(rows) {
    const kept = rows.filter((row) => row.html);
    const list = this.row.appendChild(document.createElement("ul"));
    list.className = "uploads-inside";
    for (const row of rows) {
      const line = list.appendChild(document.createElement("li"));
      const status = row.html ? [`✓ ${this.words.wordStored}`, row.note] : [row.error.message, row.error.advice];
      line.append(`${row.name} `);
      const end = line.appendChild(document.createElement("span"));
      end.className = row.html ? "t-ok" : "t-bad";
      end.textContent = status.filter(Boolean).join(row.html ? " · " : " ");
    }
    this.state = kept.length ? "stored" : "refused";
    this.bar.remove();
    this.offer(null);
    this.status.className = kept.length ? "t-ok" : "t-bad";
    this.status.textContent = this.words.wordUnpacked.replace("{stored}", kept.length).replace("{all}", rows.length);
    for (const row of kept) this.whenDone(this, row);
    if (!kept.length) this.whenDone(this, null);
  }

  refuse(sentence, mayTryAgain) {
    this.state = "refused";
    this.bar.hidden = true;
    this.status.className = "t-bad";
    this.status.textContent = sentence;
    this.offer(mayTryAgain ? this.words.wordRetry : null);
    this.whenDone(this, null);
  }

  cancel() {
    if (this.state === "sending") this.request.abort();
    else this.refuse(this.words.wordCancelled, true);
  }

  async again() {
    if (this.isSignedOut) await renewToken();
    this.state = "waiting";
    this.bar.hidden = false;
    this.bar.value = 0;
    this.status.className = "soft num";
    this.status.textContent = this.words.wordWaiting;
    this.form.dispatchEvent(new CustomEvent("again", { detail: this }));
  }
}
