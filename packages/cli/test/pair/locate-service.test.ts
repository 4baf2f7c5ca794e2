import t from "tap";
import { detectSide } from "../../src/pair/detect-side.ts";
import { locateService } from "../../src/pair/locate-service.ts";
import { parseHttpOrigin } from "../../src/pair/parse-origin.ts";

const BOT = { DISCORD_TOKEN: "of-this-test" };
const BACKEND = { STRIPE_API_KEY: "of-this-test" };

t.test("the side is the one whose key the environment has", async (t) => {
  t.equal(detectSide(BOT), "bot");
  t.equal(detectSide(BACKEND), "backend");
  t.equal(detectSide({}), undefined);
  t.equal(detectSide({ ...BOT, ...BACKEND }), undefined);
  t.equal(detectSide({ DISCORD_TOKEN: "", ...BACKEND }), "backend");
});

t.test("a service is at its variable, or on this host; its own ports count on its own side alone", async (t) => {
  t.equal(locateService("backend", { BACKEND_INTERNAL_URL: "http://b.test:9" }), "http://b.test:9");
  t.equal(locateService("backend", {}), "http://[::1]:8080");
  t.equal(locateService("bot", { ...BOT, INTERNAL_PORT: "3100", INTERNAL_HOST: "0.0.0.0" }), "http://127.0.0.1:3100");
  t.equal(locateService("backend", { ...BOT, INTERNAL_PORT: "3100", INTERNAL_HOST: "fd12::1" }), "http://[::1]:8080");
  t.throws(() => locateService("bot", { ...BOT, INTERNAL_PORT: "many" }), {
    message: /^INTERNAL_PORT or INTERNAL_HOST/,
  });
});

t.test("an internal address is http or https, with host and port alone", async (t) => {
  for (const [text, origin] of [
    ["http://[::1]:8080", "http://[::1]:8080"],
    ["https://b.test/", "https://b.test"],
    ["ftp://b.test", undefined],
    ["http://b.test/path", undefined],
    ["http://user@b.test", undefined],
    ["http://b.test?x=1", undefined],
    ["b.test:8080", undefined],
  ] as const) {
    t.equal(parseHttpOrigin(text), origin, text);
  }
});
