// The form of a register's row: whoever comes back from adding one types on in the first field, and rows that were
// copied in a spreadsheet can be pasted into any field; they are shown cell by cell before anything is taken.
const isTable = (text) => text.includes("\t") || text.trimEnd().includes("\n");

function sendPaste(form, text) {
  const sent = document.createElement("form");
  sent.method = "post";
  sent.action = form.dataset.pasteTo;
  sent.enctype = "multipart/form-data";
  sent.hidden = true;
  const token = form.querySelector("[name=csrf_token]").value;
  const late = form.querySelector("[name=late_reason]")?.value ?? "";
  for (const [name, value] of Object.entries({ csrf_token: token, pasted: text, late_reason: late })) {
    const field = document.createElement("textarea");
    field.name = name;
    field.value = value;
    sent.append(field);
  }
  document.body.append(sent);
  sent.submit();
}

export default function registerForm(form) {
  form.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!isTable(text) || event.target.matches("textarea")) return;
    event.preventDefault();
    sendPaste(form, text);
  });
  const returned = new URLSearchParams(window.location.search);
  const first = form.querySelector(".is-invalid") ?? form.querySelector(".register-fields input, .register-fields select");
  if (returned.has("new") || returned.has("edit") || form.querySelector(".is-invalid")) first?.focus();
}
