// A form with words in it: leaving with unsaved words asks first, and a form with data-kept-as keeps a draft of
// its texts on this computer until they are sent.
const texts = (form) => [...form.querySelectorAll("textarea, input[type=text], input[type=url], input:not([type])")];

export default function unsaved(form) {
  const before = new Map(texts(form).map((field) => [field, field.value]));
  const name = form.dataset.keptAs ? `draft:${form.dataset.keptAs}` : null;
  let isSent = false;
  const isChanged = () => texts(form).some((field) => field.value !== before.get(field));

  if (name) {
    const draft = JSON.parse(localStorage.getItem(name) ?? "{}");
    for (const field of texts(form)) if (!field.value && draft[field.name]) field.value = draft[field.name];
    form.addEventListener("input", () => {
      const words = Object.fromEntries(texts(form).map((field) => [field.name, field.value]));
      localStorage.setItem(name, JSON.stringify(words));
    });
  }
  form.addEventListener("submit", () => {
    isSent = true;
    if (name) localStorage.removeItem(name);
  });
  window.addEventListener("beforeunload", (event) => {
    if (!isSent && form.isConnected && isChanged()) event.preventDefault();
  });
}
