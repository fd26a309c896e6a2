// <t-toast>: goes after ten seconds, but stays as long as somebody points at it or has the focus in it.

const SECONDS = 10;

class Toast extends HTMLElement {
  connectedCallback() {
    this.addEventListener("pointerenter", () => this.stay());
    this.addEventListener("focusin", () => this.stay());
    this.addEventListener("pointerleave", () => this.fade());
    this.addEventListener("focusout", () => this.fade());
    this.fade();
  }

  disconnectedCallback() {
    this.stay();
  }

  stay() {
    clearTimeout(this.timer);
  }

  fade() {
    this.stay();
    this.timer = setTimeout(() => this.remove(), SECONDS * 1000);
  }
}

customElements.define("t-toast", Toast);
