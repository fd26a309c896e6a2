// Single keys. Each clicks a real button: `data-key="c"` names its key, `data-go="k"` the letter after G. They are
// written into its tooltip. Keys do nothing while somebody types, and nothing at all if the account says so.

const TYPING = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";
const AFTER_G = 1500; // ms to press the second letter

let wentAt = 0;

const isOn = () => document.documentElement.hasAttribute("data-keys");
const seen = (element) => element.checkVisibility();

// One on the page before one of the frame, and one that can be seen before one that cannot.
function button(attribute, key) {
  const found = [...document.querySelectorAll(`[${attribute}="${CSS.escape(key)}"]`)];
  const main = found.filter((element) => element.closest("main"));
  return main.find(seen) ?? found.find(seen) ?? found[0];
}

function act(element) {
  if (!element) return false;
  if (element.matches(TYPING)) element.focus();
  else element.click();
  return true;
}

function row() {
  const focused = document.activeElement?.closest("[data-row], tbody tr");
  return focused ?? document.querySelector("[data-row]:hover, tbody tr:hover");
}

function pressed(key) {
  if (Date.now() - wentAt < AFTER_G) {
    wentAt = 0;
    return act(button("data-go", key));
  }
  if (key === "g") {
    wentAt = Date.now();
    return true;
  }
  if (key === "x") return act(row()?.querySelector("input[type=checkbox]"));
  return act(button("data-key", key));
}

document.addEventListener("keydown", (event) => {
  if (!isOn() || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.closest?.(TYPING) || document.querySelector("dialog[open]")) return;
  const key = event.key === "Escape" ? "escape" : event.key.toLowerCase();
  if (key === "escape" && document.querySelector(":popover-open")) return;
  if (pressed(key)) event.preventDefault();
});

function label(element, keys) {
  if (element.hasAttribute("aria-keyshortcuts")) return;
  const words = element.title || element.getAttribute("aria-label") || element.textContent.trim();
  element.title = `${words} (${keys})`;
  element.setAttribute("aria-keyshortcuts", keys);
}

function describe(part) {
  if (!isOn()) return;
  for (const element of part.querySelectorAll("[data-key]")) {
    const { key } = element.dataset;
    label(element, key === "escape" ? "Escape" : key.toUpperCase());
  }
  for (const element of part.querySelectorAll("[data-go]")) label(element, `G ${element.dataset.go.toUpperCase()}`);
}

describe(document);
document.addEventListener("htmx:load", (event) => describe(event.target));
