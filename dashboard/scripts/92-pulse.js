// Asks while the page is seen whether its dossier has more entries than it shows, and has the page read again if so.
(() => {
  const EVERY_MS = 1000;
  const LONGEST_MS = 30_000;
  let wait = EVERY_MS;
  let pressed = "";
  let timer = 0;

  const look = async () => {
    const foot = document.querySelector(".foot[data-dossier]");
    if (!foot || document.hidden) return;
    const { dossier, entries } = foot.dataset;
    const answer = await fetch(`${claims.base.replace(/\/?$/, "/")}pulse?dossier=${encodeURIComponent(dossier)}`);
    if (!answer.ok) return;
    const told = await answer.json();
    const news = `${dossier} ${told.entries}`;
    // A page that runs reads the news itself, and may be on its way to another page, from which this would call it back;
    // so may a form that was just saved, although it seems to stand for a moment. Without a connection nobody hears it.
    const connected = "[data-test-connection-state='CONNECTED']";
    const stands = document.querySelector(`.stApp[data-test-script-state='notRunning']${connected}`);
    if (stands && !claims.isSaving() && told.entries > Number(entries) && pressed !== news) {
      pressed = news;
      document.querySelector(".st-key-pulse button")?.click();
    }
  };

  const ask = async () => {
    clearTimeout(timer);
    try {
      await look();
      wait = EVERY_MS;
    } catch {
      // The server is away: Streamlit says so; it is asked less and less often.
      wait = Math.min(wait * 2, LONGEST_MS);
    }
    timer = setTimeout(ask, wait);
  };

  document.addEventListener("visibilitychange", () => document.hidden || ask());
  timer = setTimeout(ask, EVERY_MS);
})();
