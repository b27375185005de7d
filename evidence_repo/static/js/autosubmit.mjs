// A form of filters that is sent as soon as a choice is made; its button stays for those without JavaScript.
export default function autosubmit(form) {
  form.addEventListener("change", () => form.requestSubmit());
}
