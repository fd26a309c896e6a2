// Speaks as a site's server does, by Segment's own library: node segment.mjs <host> <key> <what>; says what it was told.
import { Analytics } from "@segment/analytics-node";

const [host, key, what] = process.argv.slice(2);
const said = { errors: [], delivered: 0 };
const analytics = new Analytics({ writeKey: key, host, flushAt: 5, flushInterval: 200, maxRetries: 3, httpRequestTimeout: 5000 });
analytics.on("error", (error) => said.errors.push(`${error.code}: ${error.reason?.message ?? error.reason?.status ?? ""}`));
analytics.on("http_request", () => (said.delivered += 1));

const anonymousId = "node-visitor-1";
if (what === "all") {
  analytics.page({ anonymousId, name: "Preise", properties: { url: "https://www.ahornwerk.example/preise" }, messageId: "node-1" });
  analytics.track({ anonymousId, event: "Rechner benutzt", properties: { ergebnis: 42 }, messageId: "node-2" });
  analytics.track({ anonymousId, event: "Rechner benutzt", properties: { ergebnis: 42 }, messageId: "node-2" });
  analytics.identify({ anonymousId, userId: "4711", traits: { email: "nora@walzwerk.example", name: "Nora Kern" }, messageId: "node-3" });
  analytics.group({ userId: "4711", groupId: "g1", traits: { name: "Walzwerk" }, messageId: "node-4" });
  analytics.screen({ userId: "4711", name: "Start", messageId: "node-5" });
  analytics.alias({ userId: "4711", previousId: "before", messageId: "node-6" });
} else {
  for (let number = 0; number < 10; number++) analytics.track({ anonymousId, event: `Lauf ${number}`, messageId: `${what}-${number}` });
}
await analytics.closeAndFlush({ timeout: 20000 });
console.log(JSON.stringify(said));
