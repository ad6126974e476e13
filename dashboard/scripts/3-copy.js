// A button with `data-copies` puts the words of the element that it names on the clipboard, or the page's address.
addEventListener("click", async (event) => {
  const button = event.target.closest?.("button[data-copies]");
  if (!button) return;
  const { copies, done } = button.dataset;
  const words = copies ? document.getElementById(copies).textContent : location.href;
  try {
    await navigator.clipboard.writeText(words);
  } catch {
    // Outside https the clipboard can be reached by a selection only.
    const field = Object.assign(document.createElement("textarea"), { value: words });
    button.after(field);
    field.select();
    document.execCommand("copy");
    field.remove();
    button.focus();
  }
  if (button.dataset.words) return;
  button.dataset.words = button.textContent;
  button.textContent = done;
  setTimeout(() => {
    button.textContent = button.dataset.words;
    delete button.dataset.words;
  }, 2000);
});
