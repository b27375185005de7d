// The button that signs out: what was kept on this computer goes with the session.
import { dropAllDrafts } from "./drafts.mjs";

export default function forget(form) {
  form.addEventListener("submit", dropAllDrafts);
}
