// For the pages of others: <iframe data-trichter src="https://…/o/…/embed/"> grows with its form. A word is taken only
// from the very frame that it is about, and from its own origin (LAW 4.3).

addEventListener("message", (event) => {
  const { trichter, height } = event.data ?? {};
  if (trichter !== "height" || !Number.isFinite(height)) return;
  for (const frame of document.querySelectorAll("iframe[data-trichter]")) {
    if (event.source === frame.contentWindow && event.origin === new URL(frame.src).origin) {
      frame.height = Math.min(Math.max(height, 100), 10000);
    }
  }
});
