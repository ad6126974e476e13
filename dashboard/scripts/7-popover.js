// A popover stands at the end of the page: the keyboard that opens one goes into it, stays while what it holds is drawn
// anew after a choice, and comes back to its button.
(() => {
  const BODY = "[data-testid='stPopoverBody']";
  const REACHED = "a[href], button, input, select, textarea, [tabindex='0']";
  let opener = null;
  let place = -1;
  let entered = false;
  let pointed = false;

  const reached = (body) =>
    [...body.querySelectorAll(REACHED)].filter((one) => one.tabIndex >= 0 && !one.disabled && one.checkVisibility());

  const enter = () => {
    const body = document.querySelector(BODY);
    const places = body ? reached(body) : [];
    (places[Math.min(Math.max(place, 0), places.length - 1)] ?? body)?.focus();
    return places.length > 0;
  };

  const leave = () => {
    if (document.querySelector(BODY)) return;
    if (opener?.isConnected) opener.focus();
    opener = null;
    place = -1;
  };

  // A pointer stays where it is, but where a choice is found by typing, it is typed at once. A finger would have half
  // of its screen covered by keys.
  const type = () => {
    const field = document.querySelector(`${BODY} [role='combobox']`);
    field?.focus();
    pointed = !field;
  };

  addEventListener("click", (event) => {
    const button = event.target.closest?.(".stPopover button");
    pointed = Boolean(button && event.detail && event.pointerType === "mouse");
    if (!button || event.detail) return;
    opener = button;
    place = 0;
    entered = false;
    // Where the popover stands already, nothing changes any more that would be noticed.
    setTimeout(() => { entered ||= enter(); });
  });

  addEventListener("focusin", (event) => {
    const body = event.target.closest?.(BODY);
    if (!opener || !body) return;
    place = reached(body).indexOf(event.target);
  });

  addEventListener("keydown", (event) => {
    const body = event.target.closest?.(BODY);
    if (!opener || !body) return;
    if (event.key === "Escape") setTimeout(leave);
    if (event.key !== "Tab") return;
    const places = reached(body);
    if (event.target !== (event.shiftKey ? places[0] : places.at(-1))) return;
    event.preventDefault();
    opener.focus();
  }, true);

  // Streamlit draws a choice with other counts as another widget: what had the keyboard is gone then.
  new MutationObserver(() => {
    if (pointed) type();
    if (!opener || (entered && document.activeElement !== document.body)) return;
    if (document.querySelector(BODY)) entered = enter();
    else if (entered) leave();
  }).observe(document, { childList: true, subtree: true });
})();
