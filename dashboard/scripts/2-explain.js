// A mark's word is explained where a pointer rests on it, where the keyboard reaches it, and by a tap.
(() => {
  const box = Object.assign(document.createElement("div"), { id: "meaning", popover: "manual" });
  box.setAttribute("role", "tooltip");
  const GAP_PX = 6;
  let shown = null;
  let leaving = 0;

  const hide = () => {
    clearTimeout(leaving);
    shown?.removeAttribute("aria-describedby");
    shown = null;
    if (box.isConnected) box.hidePopover();
  };

  const show = (mark) => {
    clearTimeout(leaving);
    if (mark === shown) return;
    hide();
    box.textContent = claims.meanings[mark.dataset.means] ?? "";
    if (!box.textContent) return;
    shown = mark;
    document.body.append(box);
    box.showPopover();
    const at = mark.getBoundingClientRect();
    const size = box.getBoundingClientRect();
    const below = at.bottom + GAP_PX + size.height <= innerHeight;
    const start = getComputedStyle(mark).direction === "rtl" ? at.right - size.width : at.left;
    box.style.left = `${Math.max(GAP_PX, Math.min(start, innerWidth - size.width - GAP_PX))}px`;
    box.style.top = `${below ? at.bottom + GAP_PX : at.top - GAP_PX - size.height}px`;
    mark.setAttribute("aria-describedby", box.id);
  };

  const marked = (event) => event.target.closest?.("[data-means]");
  // A moment to move the pointer from the word to its explanation.
  const leave = () => { leaving = setTimeout(hide, 200); };

  addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse") return;
    if (event.target === box) clearTimeout(leaving);
    else if (marked(event)) show(marked(event));
  });
  addEventListener("pointerout", (event) => {
    if (event.pointerType === "mouse" && (event.target === box || marked(event))) leave();
  });
  addEventListener("focusin", (event) => (marked(event)?.matches(":focus-visible") ? show(marked(event)) : null));
  addEventListener("focusout", (event) => (marked(event) ? hide() : null));
  addEventListener("click", (event) => (marked(event) ? show(marked(event)) : event.target === box ? null : hide()));
  addEventListener("keydown", (event) => (event.key === "Escape" ? hide() : null));
  addEventListener("scroll", hide, { capture: true, passive: true });
})();
