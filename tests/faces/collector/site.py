"""A company's own site, which loads the script, in a server of its own."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Site:
    """Pages of a company's own site, strict about what may run there; `head` is what stands in each."""

    def __init__(self) -> None:
        self.head = self.body = ""
        self.language = "de"
        self.policy = ""
        site = self

        class Pages(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                is_script = self.path.endswith("/site.js")
                text = SCRIPT if is_script else site.page(self.path)
                self.send_response(200)
                self.send_header("Content-Type", f"{'text/javascript' if is_script else 'text/html'}; charset=utf-8")
                self.send_header("Content-Security-Policy", site.policy)
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_given: Any) -> None:
                """Nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
        self.host = f"127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def page(self, path: str) -> str:
        """Any."""
        return (
            f'<!doctype html><html lang="{self.language}"><head><meta charset="utf-8"><title>Seite {path}</title>'
            f'<link rel="icon" href="data:,">{self.head}</head><body><main><h1>Seite</h1>{self.body}'
            '<p><a id="out" href="https://elsewhere.example/page?x=1">out</a></p><p style-free>'
            '</p><form id="anfrage" action="/ziel"><label>Name <input name="name"></label></form></main></body></html>'
        )


SCRIPT = """
document.addEventListener("click", event => {
  if (event.target.id !== "spa") return;
  history.pushState({}, "", "/zweite"); document.title = "Zweite";
});
"""
