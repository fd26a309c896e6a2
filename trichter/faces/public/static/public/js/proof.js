// <trichter-proof from="/o/…/challenge/">: proof of work for the form it stands in, begun when somebody begins to type.
// Without it the form works too, with a page to look over in between; so whatever fails here, the form is sent.
// Nothing is kept on the device (LAW 5.1).

const AT_ONCE = 8; // attempts that the browser computes side by side, off the page's own thread
const FRESH = 90 * 60 * 1000; // ms; the server takes a token for two hours
const PATIENCE = 20 * 1000; // ms that a form waits for its proof before it is sent without

const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const bytes = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));

async function derived(parameters, counter) {
  const nonce = bytes(parameters.nonce);
  const password = new Uint8Array(nonce.length + 4);
  password.set(nonce);
  new DataView(password.buffer).setUint32(nonce.length, counter);
  const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: bytes(parameters.salt), iterations: parameters.cost };
  return hex(new Uint8Array(await crypto.subtle.deriveBits(how, key, parameters.keyLength * 8)));
}

async function solved({ parameters }) {
  const started = performance.now();
  for (let first = 0; ; first += AT_ONCE) {
    const counters = Array.from({ length: AT_ONCE }, (_, step) => first + step);
    const keys = await Promise.all(counters.map((counter) => derived(parameters, counter)));
    const found = keys.findIndex((key) => key.startsWith(parameters.keyPrefix));
    if (found >= 0) return { counter: first + found, derivedKey: keys[found], time: performance.now() - started };
  }
}

const later = (ms) => new Promise((done) => setTimeout(done, ms));

class Proof extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.token = this.querySelector("[name=token]");
    this.solution = this.querySelector("[name=altcha]");
    this.status = this.querySelector("[role=status]");
    this.doneAt = this.solution.value ? Date.now() : 0; // proven before an answer had to be mended
    this.tell(this.getAttribute("tells"));
    this.form.addEventListener("input", () => this.begin());
    this.form.addEventListener("submit", (event) => this.send(event));
    addEventListener("pageshow", (event) => event.persisted && this.reset());
  }

  // The page before, without its query: it stands in no page that a cache may keep, and nothing else knows it.
  tell(name) {
    if (!name || this.form.elements[name] || !/^https?:/.test(document.referrer)) return;
    const { hostname, pathname } = new URL(document.referrer);
    this.form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value: hostname + pathname }));
  }

  get isProven() {
    return Boolean(this.solution.value) && Date.now() - this.doneAt < FRESH;
  }

  begin() {
    if (this.isProven) return Promise.resolve();
    this.work ??= this.prove()
      .catch(() => {}) // offline, no secure context, an old browser: the form goes without
      .finally(() => (this.work = null));
    return this.work;
  }

  async prove() {
    this.token.value = this.solution.value = "";
    const answer = await fetch(this.getAttribute("from"), { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const { token, challenge } = await answer.json();
    const solution = await solved(challenge);
    this.token.value = token;
    this.solution.value = btoa(JSON.stringify({ challenge, solution }));
    this.doneAt = Date.now();
  }

  async send(event) {
    if (this.isSent || this.isSending) {
      event.preventDefault(); // the second click of two
      return;
    }
    if (this.isProven) {
      this.isSent = true;
      return;
    }
    event.preventDefault();
    this.isSending = true;
    this.status.textContent = this.getAttribute("working");
    await Promise.race([this.begin(), later(PATIENCE)]);
    this.isSending = false;
    this.isSent = true;
    this.form.submit();
  }

  reset() {
    this.isSent = this.isSending = false;
    this.token.value = this.solution.value = this.status.textContent = "";
  }
}

customElements.define("trichter-proof", Proof);
