// Speaks as a server does, by Matomo's own library: node matomo.mjs <address> <site> <token>; says what it was told.
import MatomoTracker from "matomo-tracker";

const [address, site, token] = process.argv.slice(2);
const said = { errors: [], bulk: null };
const matomo = new MatomoTracker(Number(site), address);
matomo.on("error", (error) => said.errors.push(String(error)));

const who = { _id: "0123456789abcdef", token_auth: token, ua: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0" };
const page = (path, more) => ({ url: `https://www.ahornwerk.example${path}`, action_name: path, ...who, ...more });
matomo.track(page("/preise", { rand: "1", urlref: "https://www.google.de/" }));
await new Promise((done) => setTimeout(done, 500));
matomo.track(page("/preise", { rand: "1", urlref: "https://www.google.de/" }));
matomo.track(page("/download", { rand: "2", download: "https://www.ahornwerk.example/hebel.pdf" }));
matomo.track(page("/rechner", { rand: "3", e_c: "Rechner", e_a: "benutzt", e_v: "42" }));
await new Promise((done) => matomo.trackBulk([page("/a", { rand: "4" }), page("/b", { rand: "5", cdt: "2026-11-20 12:00:00" })], (told) => done((said.bulk = told))));
await new Promise((done) => setTimeout(done, 500));
console.log(JSON.stringify(said));
