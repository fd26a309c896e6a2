// <t-news from="/neues/?contact=…&since=…">: a pill that says what is new. What is being read never moves: the news
// come when somebody clicks the pill. Nobody is asked as long as nobody looks.

class News extends HTMLElement {
  connectedCallback() {
    this.watch = () => (document.hidden ? this.close() : this.open());
    document.addEventListener("visibilitychange", this.watch);
    this.open();
  }

  disconnectedCallback() {
    document.removeEventListener("visibilitychange", this.watch);
    this.close();
  }

  open() {
    if (this.source) return;
    this.source = new EventSource(this.getAttribute("from"));
    this.source.addEventListener("news", (event) => this.tell(JSON.parse(event.data).words));
  }

  close() {
    this.source?.close();
    this.source = undefined;
  }

  tell(words) {
    if (!this.querySelector("a")) {
      this.append(this.querySelector("template").content.cloneNode(true));
      this.addEventListener("click", (event) => {
        event.preventDefault();
        location.reload();
      });
    }
    const place = this.querySelector("span");
    if (place.textContent !== words) place.textContent = words;
  }
}

customElements.define("t-news", News);
