// Notes that the list was looked at, once it is shown: what comes later is new at the next look.
export default function looked(part) {
  const token = document.querySelector("meta[name=csrf-token]").content;
  const sent = new URLSearchParams({ csrf_token: token });
  fetch(part.dataset.address, { method: "POST", body: sent, keepalive: true }).catch(() => {});
}
