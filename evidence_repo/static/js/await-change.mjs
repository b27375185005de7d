// A note that something is under way: the page is loaded again as soon as the server no longer shows the note.
const PAUSE = 1500;

export default function awaitChange(note) {
  const look = async () => {
    const answer = await fetch(location.href, { headers: { Accept: "text/html", "X-Background": "1" } }).catch(() => null);
    if (answer?.ok) {
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!fresh.getElementById(note.id)) {
        location.reload();
        return;
      }
    }
    setTimeout(look, PAUSE);
  };
  setTimeout(look, PAUSE);
}
