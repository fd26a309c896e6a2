// <t-palette>: the search over everything in a dialog. htmx fetches the hits; here they are chosen with the arrow keys.

class Palette extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.input = this.querySelector("input");
    this.list = this.querySelector("[role=listbox]");
    this.querySelector("[data-close]").addEventListener("click", () => this.dialog.close());
    this.dialog.addEventListener("click", (event) => event.target === this.dialog && this.dialog.close());
    this.input.addEventListener("keydown", (event) => this.press(event));
    this.list.addEventListener("htmx:afterSwap", () => this.choose(0));
    this.querySelector("form").addEventListener("submit", (event) => this.open(event));
    document.addEventListener("keydown", (event) => {
      if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey) this.show(event);
    });
    document.addEventListener("click", (event) => {
      if (!event.ctrlKey && !event.metaKey && event.target.closest("[data-palette]")) this.show(event);
    });
  }

  get hits() {
    return [...this.list.querySelectorAll("[role=option]")];
  }

  show(event) {
    event.preventDefault();
    if (this.dialog.open) return;
    this.dialog.showModal();
    this.input.select();
    this.input.dispatchEvent(new Event("ask"));
  }

  choose(place) {
    const hits = this.hits;
    this.at = hits.length ? (place + hits.length) % hits.length : -1;
    hits.forEach((hit, number) => {
      hit.id = `hit-${number}`;
      hit.setAttribute("aria-selected", String(number === this.at));
    });
    hits[this.at]?.scrollIntoView({ block: "nearest" });
    if (this.at >= 0) this.input.setAttribute("aria-activedescendant", `hit-${this.at}`);
    else this.input.removeAttribute("aria-activedescendant");
  }

  press(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      this.choose(this.at + step);
    } else if (event.key === "Enter") {
      this.open(event);
    }
  }

  open(event) {
    const hit = this.hits[this.at];
    if (!hit) return;
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) window.open(hit.href, "_blank", "noopener");
    else hit.click();
  }
}

customElements.define("t-palette", Palette);
