// A form: the keyboard begins in its first empty field, of a record that is changed in its first; what is typed is kept
// by the browser until the server has it, and what is wrong is told with its field.
(() => {
  const STATE = ".form-state";
  const FIELD = "[class*='st-key-field-']";
  const TYPED = "input:not([role='combobox'], [type='radio'], [type='checkbox']), textarea";
  const CHOICE = "[role='radiogroup']";
  const ENTERED = `${TYPED}, input[role='combobox'], ${CHOICE}`;
  const STANDS = ".stApp[data-test-script-state='notRunning']";
  const UNDRAWN = "[data-testid='stSkeleton']";
  const SCRATCH = ".st-key-quote-words";
  let round = null;
  let saving = null;
  let beginning;

  const state = () => document.querySelector(STATE);
  const nameOf = (input) =>
    [...(input.closest(FIELD)?.classList ?? [])].find((one) => one.startsWith("st-key-"))?.slice("st-key-".length);
  const inputOf = (name) => document.querySelector(`.st-key-${CSS.escape(name)} :is(${TYPED})`);
  const kept = (form) => JSON.parse(form.dataset.kept);

  const place = (form) => `claims.unsent ${form.dataset.form}`;
  const unsent = (form) => JSON.parse(localStorage.getItem(place(form)) ?? "{}");
  const keep = (form, typed) => {
    if (Object.keys(typed).length) localStorage.setItem(place(form), JSON.stringify(typed));
    else localStorage.removeItem(place(form));
  };

  addEventListener("input", (event) => {
    const form = state();
    const name = event.target.matches?.(TYPED) && !event.target.closest(SCRATCH) && nameOf(event.target);
    if (form && name) keep(form, { ...unsent(form), [name]: event.target.value });
  }, true);

  // What the server has need not be kept here; what neither it nor the field shows is offered again.
  const compare = (form) => {
    const known = kept(form);
    const typed = Object.fromEntries(Object.entries(unsent(form)).filter(([name, value]) => (known[name] ?? "") !== value));
    keep(form, typed);
    const lost = Object.entries(typed).filter(([name, value]) => inputOf(name) && inputOf(name).value !== value);
    const offer = document.querySelector(".unsent");
    if (!offer) return;
    const words = lost.map(([, value]) => value).join(" · ");
    const shown = offer.querySelector(".typed");
    if (shown.textContent !== words) shown.textContent = words;
    offer.hidden = !lost.length;
  };

  // As if it was typed: the field itself tells the server.
  const fill = (input, value) => {
    const kind = input instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement;
    input.focus();
    Object.getOwnPropertyDescriptor(kind.prototype, "value").set.call(input, value);
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.blur();
  };

  addEventListener("click", (event) => {
    const form = state();
    const asked = event.target.closest?.("[data-unsent]")?.dataset.unsent;
    if (!form || !asked) return;
    if (asked === "fill") {
      for (const [name, value] of Object.entries(unsent(form))) {
        const input = inputOf(name);
        if (input) fill(input, value);
      }
    } else {
      keep(form, {});
    }
    compare(form);
  });

  addEventListener("click", (event) => {
    if (event.target.closest?.(".st-key-acts .stButton button:not([kind='tertiary'])")) saving = state()?.dataset.round;
  }, true);

  // Until the form says why not, it is about to be left for what it saved.
  claims.isSaving = () =>
    saving && state()?.dataset.round === saving && !document.querySelector(".st-key-versions, [class*='st-key'] .fault");

  // What stands in the field that has the keyboard is sent before it is saved; some fields keep the key to themselves.
  addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !state()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    document.activeElement.blur();
    const [save, next] = document.querySelectorAll(".st-key-acts .stButton button:not([kind='tertiary'])");
    setTimeout(() => (event.shiftKey ? next ?? save : save).click());
  }, true);

  const isEmpty = (input) =>
    input.matches(CHOICE) ? !input.querySelector("[aria-checked='true'], :checked") : !input.value;

  const focusFirst = (form) => {
    const inputs = [...document.querySelectorAll(`.st-key-form :is(${ENTERED})`)];
    // The code of some kinds of fields is fetched with the first of them: until all are there none is the first.
    const whole = inputs.length && !document.querySelector(`.st-key-form ${UNDRAWN}`);
    if (!whole || !document.querySelector(STANDS) || !form.isConnected) return;
    // What stands there already is changed from its beginning on.
    const filled = "changes" in form.dataset;
    const found = inputs.find((one) => one.checkVisibility() && (filled || isEmpty(one)));
    const first = found?.matches(CHOICE) ? found.querySelector("button, input") : found;
    const elsewhere = !document.activeElement.matches("body, .stMain") && document.activeElement !== first;
    if (!first || elsewhere || matchMedia("(pointer: coarse)").matches) {
      round = form.dataset.round;
      return;
    }
    first.focus();
    // A field that is drawn anew loses the keyboard: it has it for good where it still has it a moment later.
    clearTimeout(beginning);
    beginning = setTimeout(() => {
      if (document.activeElement === first) round = form.dataset.round;
      else focusFirst(form);
    }, 300);
  };

  // What the server entered stands in the fields a moment after they do.
  const begin = (form) => {
    if (form.dataset.round === round) return;
    clearTimeout(beginning);
    beginning = setTimeout(focusFirst, 150, form);
  };

  // What stands in a field is in the language that the field asks for, else in one that nobody knows.
  const languageOf = (name) => /-(en|ar)$/.exec(name)?.[1] ?? "";

  const tell = () => {
    for (const input of document.querySelectorAll(`.st-key-form ${FIELD} :is(${TYPED})`)) {
      const language = languageOf(nameOf(input));
      if (input.getAttribute("lang") !== language) input.lang = language;
    }
    for (const field of document.querySelectorAll(`.st-key-form ${FIELD}`)) {
      const input = field.querySelector(ENTERED);
      const told = field.querySelector(":scope .fault") ?? field.querySelector(":scope .meaning");
      if (!input || !told) continue;
      told.id ||= `${told.className}-${nameOf(field)}`;
      input.setAttribute("aria-describedby", told.id);
      if (told.matches(".fault")) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
    // A list's own buttons come and go with what is chosen, and the keyboard that stood on one would be lost; Escape and
    // the arrows do what they do.
    for (const button of document.querySelectorAll(".st-key-form .stSelectbox button")) button.tabIndex = -1;
    const faulty = document.querySelector(`.st-key-form ${FIELD} .fault`);
    if (!saving || !faulty) return;
    saving = null;
    faulty.closest(FIELD).querySelector(ENTERED)?.focus();
  };

  new MutationObserver(() => {
    const form = state();
    if (!form) return;
    begin(form);
    compare(form);
    tell();
  }).observe(document, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-kept", "data-test-script-state"] });
})();
