// <t-copy from="id" done="Copied"><button>: copies the text of a field, and says so. Without a script it stays hidden.

const SECONDS = 3;

class Copy extends HTMLElement {
  connectedCallback() {
    this.hidden = false;
    this.addEventListener("click", () => this.copy());
  }

  async copy() {
    const field = document.getElementById(this.getAttribute("from"));
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      field.select(); // where the clipboard is shut, the keys copy what is selected
      return;
    }
    this.say();
  }

  say() {
    const place = this.querySelector("[role=status]");
    this.words ??= place.textContent;
    place.textContent = this.getAttribute("done");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (place.textContent = this.words), SECONDS * 1000);
  }
}

customElements.define("t-copy", Copy);
