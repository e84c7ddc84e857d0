// Tells of a script of the page that cannot be loaded, which no module can tell itself. It is loaded first.

addEventListener(
  "error",
  ({ target }) => {
    const status = document.getElementById("status");
    if (target instanceof HTMLScriptElement && status) {
      status.textContent = "A part of the page could not be loaded: check the connection, and reload.";
    }
  },
  // Such events do not bubble.
  true,
);
