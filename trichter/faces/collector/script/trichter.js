// What visitors do on a site, for those who agree; of everybody else only that a page was looked at.
// Before somebody agrees nothing is kept on their device but their own "no" (LAW 5.1), and no id is sent.
// When this is served it is called with its `setup`: the key, whether visitors are asked, and the words of the banner.
(setup) => {
  if (window.trichter?.visitor) return; // it stands twice in a page
  const here = document.currentScript;
  const base = new URL(here.src).origin;
  const mode = setup.asks ? here.dataset.consent || "own" : "";
  const words = setup.words[/^de/i.test(document.documentElement.lang || navigator.language) ? "de" : "en"];
  const NAME = "trichter";
  const NO = "no";
  const FILES = /\.(pdf|zip|docx?|xlsx?|pptx?|csv|od[tsp]|epub|ics|vcf|mp[34]|dmg|exe|msi|gz|7z|rar)$/i;
  const objects = navigator.globalPrivacyControl || navigator.doNotTrack === "1"; // LAW 5.3

  const kept = () => {
    try {
      return localStorage.getItem(NAME);
    } catch {
      return null;
    }
  };
  const keep = (value) => {
    try {
      value ? localStorage.setItem(NAME, value) : localStorage.removeItem(NAME);
    } catch {
      // A browser that keeps nothing is asked again.
    }
  };
  const random = () => [...crypto.getRandomValues(new Uint8Array(16))].map((one) => (one + 256).toString(16).slice(1)).join("");

  let answer = kept(); // an id, NO with an id to be withdrawn or without, or null while nobody has answered
  let waits = mode === "own" && !answer && !objects;
  let queue = [];
  let timer;
  let tries = 0;

  const visitor = () => (answer?.[0] > "f" ? null : answer);

  // --- sending

  const post = (path, body) =>
    fetch(base + path, { method: "POST", body: JSON.stringify(body), keepalive: true, credentials: "omit" });

  const parcel = (events) => {
    const id = visitor();
    const now = Date.now();
    return { k: setup.key, ...(id && { v: id }), e: events.map(({ at, ...told }) => ({ ...told, a: now - at })) };
  };

  const flush = () => {
    clearTimeout(timer);
    if (waits || !queue.length) return;
    const sent = queue.splice(0, 50);
    post("/t/e", parcel(sent))
      .then((told) => {
        if (told.status > 428) throw told;
        tries = 0;
        flush();
      })
      .catch(() => {
        queue = sent.concat(queue).slice(0, 500);
        if (tries < 6) timer = setTimeout(flush, 1000 * 2 ** tries++);
      });
  };

  const note = (kind, told) => {
    queue.push({ i: random(), t: kind, u: location.href, at: Date.now(), ...told });
    clearTimeout(timer);
    timer = setTimeout(flush, tries ? 1000 * 2 ** tries : 200);
  };

  const depart = () => {
    const seen = page.seen + (document.hidden ? 0 : Date.now() - page.since);
    note("left", { u: page.url, w: Math.round(seen / 1000), d: page.depth });
    for (const name of begun.values()) if (name) note("form_abandoned", { n: name, u: page.url });
    begun.clear();
  };

  const leave = () => {
    if (page.hasLeft) return;
    page.hasLeft = true;
    depart();
    waits = false;
    while (queue.length) navigator.sendBeacon(base + "/t/e", JSON.stringify(parcel(queue.splice(0, 50))));
  };

  // --- pages

  let page = {};
  const begun = new Map(); // forms with their names, and without one those that were sent

  const look = (referrer) => {
    page = { url: location.href, seen: 0, since: Date.now(), depth: 0 };
    // A page that came back with what a form lacks has been counted.
    if (here.dataset.again == null) note("page", { r: referrer, s: document.title });
    delete here.dataset.again;
    scrolled();
  };

  const scrolled = () => {
    const all = document.documentElement.scrollHeight;
    page.depth = Math.max(page.depth, Math.min(100, Math.round((100 * (scrollY + innerHeight)) / all)));
  };

  const moved = () =>
    setTimeout(() => {
      const before = page.url;
      if (before.split("#")[0] === location.href.split("#")[0]) return;
      depart();
      look(before);
    }, 50); // by then a single-page app has set its title

  for (const name of ["pushState", "replaceState"]) {
    const original = history[name];
    history[name] = function (...given) {
      const told = original.apply(this, given);
      moved();
      return told;
    };
  }
  addEventListener("popstate", moved);
  addEventListener("scroll", scrolled, { passive: true });
  addEventListener("pagehide", leave);
  addEventListener("pageshow", (event) => event.persisted && look(document.referrer));
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      page.seen += Date.now() - page.since;
      later(); // on a phone nothing may come after this
    } else page.since = Date.now();
  });

  // --- what is clicked and filled in: never what is typed

  const clicked = (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || !/^http/.test(link.protocol)) return;
    const to = link.host + link.pathname;
    if (FILES.test(link.pathname)) note("download", { n: to });
    else if (link.host !== location.host) note("outbound", { n: to });
  };
  document.addEventListener("click", clicked, true);
  document.addEventListener("auxclick", clicked, true);

  document.addEventListener("focusin", (event) => {
    const form = event.target.closest?.("form");
    if (!form || begun.has(form)) return;
    const name = form.getAttribute("id") || form.getAttribute("name") || new URL(form.getAttribute("action") || "", location.href).pathname;
    begun.set(form, name);
    note("form_started", { n: name });
  });
  document.addEventListener("submit", (event) => begun.set(event.target), true);

  // --- consent

  const fill = () => {
    for (const field of document.querySelectorAll("input[data-trichter-visitor]")) field.value = visitor() || "";
    for (const frame of frames) frame.postMessage({ trichter: "visitor", id: visitor() }, base);
  };

  addEventListener("storage", (event) => {
    if (event.key !== NAME) return; // they answered in another window
    answer = event.newValue;
    hide();
    fill();
    later();
  });

  const frames = new Set(); // frames of ours that asked who this is
  addEventListener("message", (event) => {
    if (event.origin !== base || event.data?.trichter !== "visitor?") return;
    frames.add(event.source);
    fill();
  });

  // Whether it was heard. Where too many answer at once, or the line is down, it is told again a little later.
  const told = async (state, id, left = 3) => {
    const said = await post("/t/d", {
      k: setup.key, s: state, u: location.href, l: words.language,
      ...(id && { v: id }), ...(words.wording && { w: words.wording }),
    }).catch(() => ({ status: 503 }));
    if (said.ok || !left || said.status < 429) return said.ok;
    await new Promise((done) => setTimeout(done, 3000));
    return told(state, id, left - 1);
  };

  let asked; // the id that is being agreed to: whoever says no meanwhile is believed

  const settle = (value) => {
    asked = null;
    keep((answer = value));
    fill();
    later();
  };

  // A withdrawn id stays beside the "no" until it was heard, for nothing but to tell that it is withdrawn (LAW 5.1).
  const recant = async () => {
    const id = !visitor() && answer?.slice(2);
    const isHeard = !id || (await told("withdrawn", id));
    if (isHeard && answer === NO + id) keep((answer = NO));
    return isHeard;
  };

  const agree = async () => {
    if (objects || visitor() || asked) return;
    const id = (asked = random());
    const isHeard = (await recant()) && (await told("granted", id)); // what cannot be proven is no consent
    if (asked !== id) return isHeard && refuse(id);
    if (isHeard && !waits) note("page", { r: document.referrer, s: document.title });
    settle(isHeard ? id : answer);
  };

  const refuse = (id = visitor()) => {
    if (id) queue = [];
    if (!answer) told("refused");
    settle(id ? NO + id : answer || NO);
    recant();
  };

  const adapters = {
    own: () => {
      if (!answer) banner();
    },
    tcf: (left = 40) => {
      if (window.__tcfapi)
        __tcfapi("addEventListener", 2, (data, isGood) => {
          if (!isGood || !/^(tcloaded|useractioncomplete)$/.test(data.eventStatus)) return;
          const purposes = data.purpose?.consents || {};
          purposes[1] && purposes[8] ? agree() : refuse();
        });
      else if (left) setTimeout(adapters.tcf, 250, left - 1);
    },
    google: () => {
      const layer = (window.dataLayer ||= []);
      const heard = (entry) => {
        const said = entry?.[0] === "consent" && entry[2]?.analytics_storage;
        if (said) said === "granted" ? agree() : entry[1] === "update" && refuse();
      };
      [...layer].forEach(heard);
      const push = layer.push;
      layer.push = (...entries) => {
        entries.forEach(heard);
        return push.apply(layer, entries);
      };
    },
  };

  // --- the banner: as easy to refuse as to accept, and in nobody's way

  let shown;
  let opener;
  const make = (tag, text, more) => Object.assign(document.createElement(tag), { textContent: text, ...more });

  // Nothing that is focused, and no foot of a page, lies hidden below it.
  const room = (height) => Object.assign(document.documentElement.style, { paddingBottom: height, scrollPaddingBottom: height });

  const hide = () => {
    if (!shown) return;
    shown.remove();
    shown = null;
    room("");
    if (opener) opener.focus();
  };

  const banner = (isWanted) => {
    if (shown || objects) return;
    opener = isWanted && document.activeElement;
    shown = make("div");
    const root = shown.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    const box = make("section", "", { role: "dialog" });
    box.setAttribute("aria-label", words.title);
    const choose = (done) => () => {
      hide();
      done();
    };
    const buttons = make("div");
    buttons.append(
      make("button", words.no, { onclick: choose(refuse) }),
      make("button", words.yes, { onclick: choose(agree) }),
    );
    const text = make("p", words.text + " ");
    text.append(make("a", words.more, { href: here.dataset.privacy || base + "/datenschutz/" }));
    box.append(make("h2", words.title), text, buttons);
    box.onkeydown = (event) => {
      if (event.key === "Escape") choose(later)();
    };
    root.append(box);
    document.body.prepend(shown);
    room(box.offsetHeight + 32 + "px");
    if (isWanted) text.lastChild.focus();
  };

  const later = () => {
    waits = false;
    flush();
  };

  const STYLE = `:host{all:initial}
section{position:fixed;z-index:999999999;inset:auto 1rem 1rem;max-width:34rem;max-height:80vh;overflow:auto;margin:auto;
padding:1rem;font:15px/1.45 system-ui,sans-serif;color:#16191d;background:#fff;border:1px solid;border-radius:8px;
box-shadow:0 8px 32px #0003}
h2{font-size:1rem;margin:0 0 .3rem}
p{margin:0 0 .8rem}
a{color:inherit}
div{display:grid;grid-template-columns:1fr 1fr;gap:.6rem}
button{font:inherit;font-weight:600;padding:.6rem;color:inherit;background:0 0;border:1px solid;border-radius:8px;cursor:pointer}
:focus-visible{outline:3px solid;outline-offset:2px}
@media(prefers-color-scheme:dark){section{color:#f2f4f7;background:#1e2126}}
@media print{section{display:none}}`;

  // --- beginning

  const calls = {
    track: (name, properties) => note("track", { n: String(name), p: properties }),
    visitor,
    consent: (yes) => (hide(), yes === true ? agree() : refuse()),
    banner: () => banner(true),
  };
  const early = window.trichter?.q || [];
  window.trichter = calls;

  objects && visitor() ? refuse() : recant();
  look(document.referrer);
  fill();
  setTimeout(later, 8000); // so long the first page waits for an answer to the banner
  const start = () => adapters[mode]?.();
  document.body ? start() : addEventListener("DOMContentLoaded", start);
  for (const [name, ...given] of early) calls[name]?.(...given);
}
