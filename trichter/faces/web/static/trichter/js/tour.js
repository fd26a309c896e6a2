// <t-tour>: shows one step of the list at a time, with buttons to go on and back. Without scripts it is the list.

class Tour extends HTMLElement {
  connectedCallback() {
    this.steps = [...this.querySelectorAll("li")];
    this.bar = this.querySelector("footer");
    this.bar.hidden = false;
    this.back = this.querySelector("[data-back]");
    this.on = this.querySelector("[data-on]");
    this.back.addEventListener("click", () => this.show(this.at - 1));
    this.on.addEventListener("click", () => this.show(this.at + 1));
    this.show(0);
  }

  show(at) {
    this.at = Math.max(0, Math.min(at, this.steps.length - 1));
    this.steps.forEach((step, place) => {
      step.hidden = place !== this.at;
    });
    this.back.disabled = this.at === 0;
    this.on.disabled = this.at === this.steps.length - 1;
    this.querySelector("[data-at]").textContent = `${this.at + 1} / ${this.steps.length}`;
  }
}

customElements.define("t-tour", Tour);
