// <t-inline>: a value that turns into its form and back. htmx fetches both; here is what a keyboard expects: Enter and
// leaving the field save, Escape reverts. Nothing typed is lost: what could not be saved stays in its field.

const DECIDED = [409, 422]; // a clash or a question, and a problem: the answer is the form with both

const typed = (form) => JSON.stringify([...new FormData(form)]);

class Inline extends HTMLElement {
  connectedCallback() {
    if (this.isReady) return;
    this.isReady = true;
    this.addEventListener("keydown", (event) => event.key === "Escape" && this.form && this.revert(event));
    this.addEventListener("pointerdown", () => this.press());
    this.addEventListener("focusout", (event) => this.leave(event));
    this.hearOf("htmx:beforeRequest", () => this.ask());
    this.hearOf("htmx:beforeSwap", (answer) => this.hear(answer));
    this.hearOf("htmx:afterSettle", () => this.settle()); // before it, htmx does not know the new link
    this.hearOf("htmx:responseError", () => this.fail());
    this.hearOf("htmx:sendError", () => this.fail());
    if (this.form) this.settle();
  }

  // Suggestions that a field fetches for itself are not our business.
  hearOf(name, act) {
    this.addEventListener(name, ({ detail }) => detail.target === this && act(detail));
  }

  get form() {
    return this.querySelector("form");
  }

  // Somebody points at a part of the form: where the focus goes meanwhile means nothing.
  press() {
    this.isPressed = true;
    document.addEventListener("pointerup", () => (this.isPressed = false), { once: true });
  }

  leave(event) {
    const { form } = this;
    if (!form || this.isAsking || this.isPressed || this.contains(event.relatedTarget) || !document.hasFocus()) return;
    const { held } = form.dataset;
    if (held === "question") return;
    if (typed(form) !== this.before) form.requestSubmit();
    else if (!held) this.cancel();
  }

  revert(event) {
    event.stopPropagation();
    event.preventDefault();
    this.cancel();
  }

  cancel() {
    this.querySelector("[data-cancel]").click();
  }

  ask() {
    this.isAsking = true;
    this.returns = this.contains(document.activeElement);
  }

  hear(answer) {
    const asked = answer.pathInfo.requestPath.split("?")[0];
    const isElsewhere = new URL(answer.xhr.responseURL).pathname !== asked; // whoever is not signed in any more
    if (isElsewhere) {
      answer.shouldSwap = false;
      this.fail();
    } else if (DECIDED.includes(answer.xhr.status)) {
      answer.shouldSwap = true;
      answer.isError = false;
    }
  }

  settle() {
    this.isAsking = false;
    const { form } = this;
    const hasGoneOn = ![document.body, null].includes(document.activeElement) && !this.contains(document.activeElement);
    if (!form) {
      if (this.returns && !hasGoneOn) this.querySelector(".inline-open")?.focus();
      return;
    }
    this.before = form.hasAttribute("data-held") ? this.before : typed(form);
    if (hasGoneOn) return; // and may be typing elsewhere
    const first = form.querySelector("[aria-invalid=true], input:not([type=hidden]), select, textarea");
    first?.focus();
    first?.select?.();
  }

  fail() {
    this.isAsking = false;
    const said = this.querySelector("[data-unsaved]");
    if (said) said.hidden = false;
    else location.assign(this.querySelector(".inline-open").href);
  }
}

customElements.define("t-inline", Inline);
