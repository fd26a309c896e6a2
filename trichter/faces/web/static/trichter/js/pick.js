// <t-pick>: the box in the head of a table picks all rows of the page, and those picked are counted. All else of a
// selection is CSS and a form.

class Pick extends HTMLElement {
  connectedCallback() {
    const all = this.querySelector("[data-all]");
    if (!all) return;
    all.hidden = false;
    const boxes = () => [...this.querySelectorAll("input[name=id]")];
    const tell = () => {
      const picked = boxes().filter((box) => box.checked).length;
      all.checked = picked > 0 && picked === boxes().length;
      this.querySelector("output").textContent = picked;
      all.indeterminate = picked > 0 && !all.checked;
    };
    all.addEventListener("change", () => {
      for (const box of boxes()) box.checked = all.checked;
      tell();
    });
    this.addEventListener("change", (event) => event.target !== all && tell());
    this.addEventListener("reset", () => setTimeout(tell));
  }
}

customElements.define("t-pick", Pick);
