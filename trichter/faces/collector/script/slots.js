// Parts of a page that are filled by who reads. What stands there is what everybody sees until an answer comes, and what
// stays if none does. Nothing is kept on the device or read from it: who somebody is, if they agreed to that, the main
// script knows (LAW 5.1). When this is served it is called with its `setup`: the key.
(setup) => {
  if (window.trichterSlots) return; // it stands twice in a page
  window.trichterSlots = true;
  const address = `${new URL(document.currentScript.src).origin}/t/${setup.key}/slots`;
  const PLACES = "[data-trichter-slot]";
  const PATIENCE = 1500; // milliseconds after which what stands there stays
  const root = document.documentElement;
  const language = () => (/^de/i.test(root.lang || navigator.language) ? "de" : "en");
  const visitor = () => window.trichter?.visitor?.() || null;

  let who; // whose answers these are, and on which page
  let where;
  let answers = new Map(); // by name, the promise of what is shown
  const seen = new WeakMap(); // the places that were seen to, with the name that they had
  const stood = new Map(); // what stood in those that were filled

  const ask = (names) => {
    const asked = fetch(address, {
      method: "POST",
      body: JSON.stringify({ s: names, l: language(), ...(who && { v: who }) }),
      credentials: "omit",
      signal: AbortSignal.timeout(PATIENCE),
    })
      .then((told) => (told.ok ? told.json() : {}))
      .catch(() => ({}));
    for (const name of names) answers.set(name, asked.then((told) => told[name]));
  };

  const empty = (place) => {
    if (stood.has(place)) place.replaceChildren(...stood.get(place));
    stood.delete(place);
    place.removeAttribute("data-trichter-filled");
  };

  // What is shown looks as what it replaces: the same sort of heading, the same classes.
  const fill = (place, name, said) => {
    const make = (tag, text, model) => {
      const made = document.createElement(tag);
      made.textContent = text;
      if (model?.className) made.className = model.className;
      if (said.l) made.lang = said.l;
      return made;
    };
    const was = (tags) => place.querySelector(tags);
    const made = [];
    const heading = was("h1,h2,h3,h4,h5,h6");
    if (said.h) made.push(make(heading?.localName || "h2", said.h, heading));
    for (const text of said.p || []) made.push(make("p", text, was("p")));
    if (said.a) {
      const link = make("a", said.a, was("a"));
      link.href = said.u;
      link.onclick = () => navigator.sendBeacon(address, JSON.stringify({ s: [name], c: said.n }));
      const line = make("p", "", was("p:has(a)"));
      line.append(link);
      made.push(line);
    }
    stood.set(place, [...place.childNodes]);
    place.replaceChildren(...made);
    place.setAttribute("data-trichter-filled", "");
  };

  const see = (place) => {
    const name = place.dataset.trichterSlot;
    const id = who;
    empty(place);
    seen.set(place, name);
    answers.get(name).then((said) => {
      const isStill = who === id && visitor() === id && seen.get(place) === name && place.isConnected;
      if (said && isStill && !stood.has(place) && !place.contains(document.activeElement)) fill(place, name, said);
    });
  };

  const look = () => {
    const id = visitor();
    if (id !== who || location.pathname !== where) answers = new Map();
    if (id !== who) for (const place of [...stood.keys()]) empty(place);
    for (const place of stood.keys()) if (!place.isConnected) stood.delete(place);
    const places = [...document.querySelectorAll(PLACES)].filter(
      (place) => id !== who || seen.get(place) !== place.dataset.trichterSlot,
    );
    [who, where] = [id, location.pathname];
    const names = [...new Set(places.map((place) => place.dataset.trichterSlot))].filter((name) => !answers.has(name));
    if (names.length) ask(names);
    places.forEach(see);
  };

  let soon;
  const later = () => {
    soon ||= setTimeout(() => {
      soon = 0;
      look();
    });
  };

  let hasBegun;
  const begin = () => {
    if (hasBegun) return;
    if (document.prerendering) return document.addEventListener("prerenderingchange", begin);
    hasBegun = true;
    look();
    new MutationObserver(later).observe(root, {
      childList: true,
      subtree: true,
      attributes: true,
      attributeFilter: ["data-trichter-slot"],
    });
    setInterval(() => visitor() !== who && look(), 250); // they agreed, or withdrew: the main script says so when asked
  };
  if (document.readyState === "complete") begin();
  document.addEventListener("DOMContentLoaded", begin); // by then the main script is there
  addEventListener("load", begin);
}
