// On a narrow window the navigation is wider than it: show the part where the page stands.
export default function showCurrent(nav) {
  const current = nav.querySelector("[aria-current]");
  if (current) nav.scrollLeft = current.offsetLeft + current.offsetWidth / 2 - nav.clientWidth / 2;
}
