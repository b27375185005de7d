// A form with words in it: leaving with unsaved words asks first, and what was sent is put back if it did not arrive.
// A form with data-kept-as also keeps a draft of its texts while they are typed.
import { draftOf, dropDraft, keepDraft } from "./drafts.mjs";

const texts = (form) => [...form.querySelectorAll("textarea, input[type=text], input[type=url], input:not([type])")];

export default function unsaved(form) {
  const before = new Map(texts(form).map((field) => [field, field.value]));
  const name = form.dataset.keptAs ?? new URL(form.action).pathname;
  let isSent = false;
  const changed = () => texts(form).filter((field) => field.value !== before.get(field));
  const words = () => Object.fromEntries(changed().map((field) => [field.name, field.value]));

  const draft = draftOf(name);
  for (const field of draft ? texts(form) : []) {
    const isMissing = draft.isSent || !field.value;
    if (isMissing && field.name in draft.words) field.value = draft.words[field.name];
  }
  if (form.dataset.keptAs) form.addEventListener("input", () => keepDraft(name, words()));
  form.querySelector("[data-fold]")?.addEventListener("click", () => dropDraft(name));
  form.addEventListener("submit", () => {
    isSent = true;
    keepDraft(name, words(), true);
  });
  window.addEventListener("beforeunload", (event) => {
    if (!isSent && form.isConnected && changed().length) event.preventDefault();
  });
}
