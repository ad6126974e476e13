// Runs before Streamlit's own script: what it must know when it starts.
(() => {
  // Streamlit would try a page's own address as its server's first, and fail.
  const base = new URL(claims.base, location.origin).href;
  window.__streamlit = { BACKEND_BASE_URL: base, MAIN_PAGE_BASE_URL: base };

  // Calendars and their spoken names follow the page's language, not the browser's.
  Object.defineProperty(Navigator.prototype, "language", { configurable: true, get: () => claims.locale });

  // Told before the first line is drawn, so that a phone is not sent charts for a desk.
  const secure = location.protocol === "https:" ? ";Secure" : "";
  const tellWidth = () => {
    const narrow = innerWidth <= claims.phoneMaxPx ? 1 : 0;
    document.cookie = `${claims.widthCookie}=${narrow};path=/;SameSite=Strict${secure}`;
  };
  tellWidth();
  addEventListener("resize", tellWidth);
})();
