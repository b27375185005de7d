// An address with #piece-7 whose piece stands on another page of the criterion leads to that page.
export default function farPiece() {
  const follow = () => {
    const [, id] = /^#piece-(\d+)$/.exec(location.hash) ?? [];
    const address = new URL(location.href);
    if (!id || document.getElementById(`piece-${id}`) || address.searchParams.get("piece") === id) return;
    address.search = "";
    address.searchParams.set("piece", id);
    location.replace(address);
  };
  follow();
  window.addEventListener("hashchange", follow);
}
