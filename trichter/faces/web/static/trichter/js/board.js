// <t-board>: a card is dragged to the lane of another stage, or led there by its button; either way a dialog asks why.
// Without scripts the button leads to a page with the same question.

class Board extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.addEventListener("click", (event) => this.press(event));
    this.addEventListener("dragstart", (event) => this.lift(event));
    this.addEventListener("dragover", (event) => this.hover(event));
    this.addEventListener("drop", (event) => this.drop(event));
    this.addEventListener("dragend", () => this.settle());
  }

  press(event) {
    const close = event.target.closest("dialog [data-close]");
    const move = event.target.closest("[data-move]");
    if (!(close || move) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (close) this.dialog.close();
    else this.ask(move.href);
  }

  lift(event) {
    this.card = event.target.closest(".slip");
    if (!this.card) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", this.card.querySelector("b").textContent);
    this.card.dataset.dragging = "";
  }

  target(event) {
    const lane = event.target.closest(".lane");
    return this.card && lane !== this.card.closest(".lane") ? lane : null;
  }

  hover(event) {
    const lane = this.target(event);
    for (const one of this.querySelectorAll("[data-over]")) if (one !== lane) delete one.dataset.over;
    if (!lane) return;
    event.preventDefault();
    lane.dataset.over = "";
  }

  drop(event) {
    const lane = this.target(event);
    if (!lane) return;
    event.preventDefault();
    const address = new URL(this.card.querySelector("[data-move]").href);
    address.searchParams.set("to", lane.dataset.stage);
    this.ask(address.href);
  }

  settle() {
    if (this.card) delete this.card.dataset.dragging;
    for (const one of this.querySelectorAll("[data-over]")) delete one.dataset.over;
    this.card = undefined;
  }

  async ask(address) {
    const answer = await fetch(address).catch(() => undefined);
    const page = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
    const form = page && page.querySelector("#move");
    if (!form) {
      location.assign(address);
      return;
    }
    this.dialog.replaceChildren(form);
    this.dialog.showModal();
    const isChosen = new URL(address).searchParams.has("to");
    form.querySelector(isChosen ? "textarea" : "select").focus();
  }
}

customElements.define("t-board", Board);
