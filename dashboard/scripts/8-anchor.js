// A link to a part of a page arrives before that part is drawn: the page goes there once it is.
(() => {
  const target = location.hash.slice(1);
  if (!target) return;
  const STILL_MS = 400;
  let still = 0;

  const stop = () => {
    clearTimeout(still);
    drawn.disconnect();
  };
  const arrive = () => {
    const part = document.getElementById(decodeURIComponent(target));
    if (!part) return;
    stop();
    part.scrollIntoView();
  };
  const drawn = new MutationObserver(() => {
    clearTimeout(still);
    still = setTimeout(arrive, STILL_MS);
  });
  drawn.observe(document, { childList: true, subtree: true });
  // Who scrolls by hand is not moved any more.
  addEventListener("wheel", stop, { once: true, passive: true });
  addEventListener("touchmove", stop, { once: true, passive: true });
})();
