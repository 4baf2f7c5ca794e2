import t from "tap";
import { seedIds } from "../../src/index.ts";
import { call, control, startSandbox } from "./start.ts";

const { guild, ada, announcements } = seedIds;

t.test("counts calls in buckets of route and major parameter", async (t) => {
  let now = 1_800_000_000_000;
  const sandbox = await startSandbox(t, { now: () => now });
  const other = (await control(sandbox, "POST", `/discord/guilds/${guild}/channels`, { name: "other" })).body.id;
  const send = (channel: string) => call(sandbox, "POST", `/channels/${channel}/messages`, { content: "news" });
  const first = await send(announcements);
  t.equal(first.headers.get("x-ratelimit-limit"), "5");
  t.equal(first.headers.get("x-ratelimit-remaining"), "4");
  t.equal(first.headers.get("x-ratelimit-reset-after"), "5.000");
  t.equal(first.headers.get("x-ratelimit-reset"), "1800000005.000");
  const bucket = first.headers.get("x-ratelimit-bucket");
  for (let sent = 1; sent < 5; sent += 1) t.equal((await send(announcements)).status, 200);
  now += 2_000;
  const refused = await send(announcements);
  t.match(refused, { status: 429, body: { message: "You are being rate limited.", retry_after: 3, global: false } });
  t.equal(refused.headers.get("retry-after"), "3");
  t.equal(refused.headers.get("x-ratelimit-remaining"), "0");
  t.equal(refused.headers.get("x-ratelimit-scope"), "user");
  t.equal(refused.headers.get("x-ratelimit-global"), null);
  const elsewhere = await send(other);
  t.equal(elsewhere.status, 200, "another channel has its own count");
  t.equal(elsewhere.headers.get("x-ratelimit-bucket"), bucket, "in a bucket of the same name");
  now += 2_999;
  t.equal((await send(announcements)).status, 429);
  now += 1;
  t.equal((await send(announcements)).status, 200, "a new window starts when the old one ends");
});

t.test("allows 50 calls a second over all routes", async (t) => {
  let now = Date.now();
  const sandbox = await startSandbox(t, { now: () => now });
  await control(sandbox, "PATCH", "/discord/rate-limits", {
    routes: { "GET /users/@me": { limit: 1000, window_ms: 1000 } },
  });
  const answers = await Promise.all(Array.from({ length: 51 }, () => call(sandbox, "GET", "/users/@me")));
  const refused = answers.filter(({ status }) => status === 429);
  t.equal(refused.length, 1);
  t.match(refused[0]?.body, { global: true, retry_after: Number });
  t.equal(refused[0]?.headers.get("x-ratelimit-global"), "true");
  t.equal(refused[0]?.headers.get("x-ratelimit-scope"), "global");
  const callback = await call(sandbox, "POST", "/interactions/1/token/callback", { type: 5 });
  t.equal(callback.status, 404, "interaction callbacks are outside the global limit");
  now += 1_001;
  t.equal((await call(sandbox, "GET", "/users/@me")).status, 200);
  await control(sandbox, "PATCH", "/discord/rate-limits", { enabled: false });
  const free = await Promise.all(Array.from({ length: 60 }, () => call(sandbox, "GET", "/users/@me")));
  t.same([...new Set(free.map(({ status }) => status))], [200], "limits can be switched off");
});

t.test("bans a caller after too many invalid requests, as Cloudflare does", async (t) => {
  let now = Date.now();
  const sandbox = await startSandbox(t, { now: () => now, discord: { rateLimits: false, invalidRequestLimit: 4 } });
  const count = async () => (await control(sandbox, "GET", "/discord/counters")).body.invalid_requests;
  await call(sandbox, "GET", "/users/@me", undefined, { authorization: "Bot nobody" });
  await call(sandbox, "PUT", `/guilds/${guild}/members/${ada}/roles/${seedIds.botRole}`);
  await call(sandbox, "GET", "/users/1");
  t.match(await count(), { count: 2, limit: 4, banned: false }, "401 and 403 count, 404 does not");
  await control(sandbox, "POST", "/faults", { target: "discord", kind: "rate_limit", scope: "shared" });
  t.equal((await call(sandbox, "GET", "/users/@me")).status, 429);
  t.match(await count(), { count: 2 }, "a shared 429 does not count");
  await control(sandbox, "POST", "/faults", { target: "discord", kind: "rate_limit", times: 2 });
  await call(sandbox, "GET", "/users/@me");
  await call(sandbox, "GET", "/users/@me");
  t.match(await count(), { count: 4, banned: true });
  const banned = await call(sandbox, "GET", "/users/@me");
  t.match(banned, { status: 429, body: "error code: 1015" });
  t.equal(banned.headers.get("via"), null, "what comes from Cloudflare has no Via");
  t.match(await count(), { count: 4 });
  now += 600_001;
  t.equal((await call(sandbox, "GET", "/users/@me")).status, 200, "over after ten minutes");
});
