import { createServer } from "node:http";
import { CONTRACT_VERSION } from "@moddy/schemas";
import t from "tap";
import { openServer } from "../../../../test/support/open-server.ts";
import type { CheckContext } from "../../src/doctor/check-context.ts";
import { bearer } from "../../src/doctor/checks/bearer.ts";
import { clock } from "../../src/doctor/checks/clock.ts";
import { contract } from "../../src/doctor/checks/contract.ts";
import { discordGateway } from "../../src/doctor/checks/discord-gateway.ts";
import { http } from "../../src/doctor/checks/http.ts";
import { migrations } from "../../src/doctor/checks/migrations.ts";
import { peerHealth } from "../../src/doctor/checks/peer-health.ts";
import { queue } from "../../src/doctor/checks/queue.ts";
import { secret } from "../../src/doctor/checks/secret.ts";
import { stripePrices } from "../../src/doctor/checks/stripe-prices.ts";
import { stripeWebhook } from "../../src/doctor/checks/stripe-webhook.ts";
import { wayBack } from "../../src/doctor/checks/way-back.ts";
import type { Configuration } from "../../src/doctor/configuration.ts";
import type { QueueState } from "../../src/doctor/database/inspect-database.ts";
import { NEEDED_MIGRATIONS } from "../../src/doctor/database/needed-migrations.ts";
import type { EchoResult } from "../../src/doctor/peer/call-echo.ts";
import { NEEDED_EVENTS } from "../../src/doctor/stripe/needed-events.ts";
import { answer, checkContext, cliContext, errorOf, port } from "../support/check-context.ts";

const peerUrl = new URL("http://backend.test:8080");

t.test("clocks: a warning above one minute, a cause above five, and nothing without a Date header", async (t) => {
  const local = 1_700_000_000_000;
  const run = (seconds: number) => {
    const headers = { date: new Date(local + seconds * 1_000).toUTCString() };
    const reply = answer(401, undefined, { headers, sentAt: local - 2_000, receivedAt: local + 2_000 });
    const unreachable = "http://[::1]:1/";
    const configuration = { bot: { DISCORD_API_BASE: unreachable } } as Configuration;
    const cli = cliContext();
    return clock.run(checkContext({ cli, configuration, fetchPeerHealthWithoutSecret: async () => reply }));
  };
  for (const [seconds, code, found] of [
    [0, "ok", /^both agree/],
    [1, "ok", /^both agree/],
    [-2, "ok", /2 s behind ours$/],
    [60, "ok", /60 s ahead of ours$/],
    [61, "clock_drifts", /61 s ahead of ours$/],
    [-61, "clock_drifts", /behind ours$/],
    [300, "clock_drifts", /5 min ahead of ours$/],
    [301, "clock_off", /5 min ahead of ours$/],
    [-8_000, "clock_off", /2 h 13 min behind ours$/],
  ] as const) {
    t.match(await run(seconds), { code, found }, `${seconds} s`);
  }
  t.match((await run(400)).cause, /^The clock of one of the two hosts is wrong\./, "without a third clock");
  const silent = checkContext({ fetchPeerHealthWithoutSecret: async () => answer(401) });
  t.match(await clock.run(silent), { status: "skipped" });
});

t.test("clocks: a third clock finds the wrong one", async (t) => {
  const local = Date.now();
  for (const [third, host] of [
    [0, "backend"],
    [400_000, "bot"],
  ] as const) {
    const server = createServer((_request, response) => {
      response.writeHead(200, { date: new Date(local + third).toUTCString() }).end();
    });
    const { port: number } = await openServer(t, server, "127.0.0.1");
    const headers = { date: new Date(local + 400_000).toUTCString() };
    const reply = answer(401, undefined, { headers, sentAt: local, receivedAt: local });
    const configuration = { bot: { DISCORD_API_BASE: `http://127.0.0.1:${number}/` } } as Configuration;
    const context = checkContext({
      cli: cliContext({ now: () => local }),
      configuration,
      fetchPeerHealthWithoutSecret: async () => reply,
    });
    t.match(await clock.run(context), { code: "clock_off", cause: `The clock of the ${host}'s host is wrong` });
  }
});

t.test("peer's health: healthy, unhealthy, or unknown", async (t) => {
  const run = (reply: ReturnType<typeof answer>) =>
    peerHealth.run(checkContext({ fetchPeerHealth: async () => reply }));
  const health = (status: string) => answer(200, { status, service: "website-backend", version: "1.0.0" });
  t.match(await run(health("healthy")), { status: "ok" });
  t.match(await run(health("unhealthy")), { code: "peer_unhealthy", fix: /--from backend/ });
  t.match(await run(answer(401, errorOf("missing_authorization"))), { status: "skipped" });
});

t.test("secret: valid, with or without another previous one; the same one twice is a warning", async (t) => {
  const run = (previous?: string) => {
    const variables = { INTERNAL_API_SECRET: "s".repeat(40), INTERNAL_API_SECRET_PREVIOUS: previous };
    const configuration = { variables } as Configuration;
    return secret.run(checkContext({ configurationResult: { faults: [], configuration } }));
  };
  t.match(await run(), { status: "ok", found: /^40 characters, valid$/ });
  t.match(await run("p".repeat(40)), { status: "ok", found: /; a previous one is set$/ });
  t.match(await run("s".repeat(40)), { code: "secret_twice" });
});

t.test("queue: stuck only if a delivery is long overdue and no worker sends", async (t) => {
  const idle = { pending: 3, dead: 0, oldestPendingSeconds: 10, overdueSeconds: 0, working: false };
  const run = (state: Partial<QueueState>) =>
    queue.run(
      checkContext({
        inspectDatabase: async () => ({
          kind: "open",
          serverVersion: "18",
          migrations: [],
          queue: { ...idle, ...state },
          import: undefined,
        }),
      }),
    );
  t.match(await run({ overdueSeconds: 120 }), { status: "ok", found: "3 pending, the oldest for 10 s" });
  t.match(await run({ overdueSeconds: 121 }), { code: "queue_stuck" });
  t.match(await run({ overdueSeconds: 121, working: true }), { status: "ok" });
  t.match(await run({ oldestPendingSeconds: 3_600 }), { status: "ok" });
  t.match(await run({ oldestPendingSeconds: 3_601 }), { code: "deliveries_old", fix: /--service bot --state pending/ });
  t.match(await run({ dead: 1, oldestPendingSeconds: 3_601 }), { code: "deliveries_dead", found: /; 1 ended without/ });
  t.match(await run({ pending: 0 }), { status: "ok", found: "0 pending" });
});

t.test("migrations: none, some, all, and those of the other service", async (t) => {
  const run = (applied: readonly string[]) =>
    migrations.run(
      checkContext({
        inspectDatabase: async () => ({
          kind: "open",
          serverVersion: "18",
          migrations: applied,
          queue: undefined,
          import: undefined,
        }),
      }),
    );
  const { bot, backend } = NEEDED_MIGRATIONS;
  t.match(await run(bot), { status: "ok" });
  t.match(await run([...bot, "later"]), { status: "ok" }, "newer ones do no harm");
  t.match(await run([]), { code: "database_unmigrated" });
  t.match(await run(backend), { code: "database_of_peer" });
  t.match(await run(bot.slice(0, 1)), { code: "database_behind", found: /^3 of 4 / }, "those that both services have");
});

t.test("Discord gateway: no session start left, few, and enough", async (t) => {
  const run = (remaining: number) => {
    const body = { session_start_limit: { total: 1_000, remaining, reset_after: 61_000 } };
    return discordGateway.run(checkContext({ getFromDiscord: async () => answer(200, body) }));
  };
  t.match(await run(0), { code: "discord_identifies", fix: /in 2 minutes/ });
  t.match(await run(1), { code: "discord_identifies_low" });
  t.match(await run(49), { code: "discord_identifies_low" });
  t.match(await run(50), { status: "ok" });
  t.match(await discordGateway.run(checkContext({ getFromDiscord: async () => answer(200, {}) })), {
    status: "skipped",
  });
});

t.test("HTTP: what failed, by its code", async (t) => {
  const run = (url: string, code: string) =>
    http.run(
      checkContext({
        configuration: { peerUrl: new URL(url) } as Configuration,
        fetchPeerHealthWithoutSecret: async () => ({ kind: "failed", code }),
      }),
    );
  for (const [url, code, expected] of [
    ["https://b:1", "ERR_SSL_WRONG_VERSION_NUMBER", "http_tls"],
    ["https://b:1", "EPROTO", "http_tls"],
    ["https://b:1", "SELF_SIGNED_CERT_IN_CHAIN", "http_tls"],
    ["http://b:1", "EPROTO", "http_reset"],
    ["https://b:1", "ECONNRESET", "http_reset"],
    ["http://b:1", "HPE_INVALID_CONSTANT", "http_not_http"],
    ["http://b:1", "ETIMEDOUT", "http_no_answer"],
    ["http://b:1", "UND_ERR_HEADERS_TIMEOUT", "http_no_answer"],
    ["http://b:1", "UND_ERR_SOCKET", "http_reset"],
  ] as const) {
    t.equal((await run(url, code)).code, expected, `${url} ${code}`);
  }
});

t.test("HTTP: who answers; only an internal API receives the secret", async (t) => {
  const run = (first: ReturnType<typeof answer>, parts: Partial<CheckContext> = {}) =>
    http.run(
      checkContext({
        configuration: { peerUrl } as Configuration,
        fetchPeerHealthWithoutSecret: async () => first,
        ...parts,
      }),
    );
  const health = (service: string) => answer(200, { status: "healthy", service, version: "1.0.0" });
  const missing = answer(401, errorOf("missing_authorization"));
  t.match(await run(answer(404, errorOf("not_found"))), { code: "http_public_port" });
  t.match(await run(answer(200, "hello", { headers: { server: "nginx" } })), {
    code: "http_other_service",
    found: "backend.test:8080 answers 200 (nginx), but it is not Moddy",
  });
  t.match(await run(missing, { fetchPeerHealth: async () => health("website-backend") }), {
    status: "ok",
    found: /is the backend, version 1\.0\.0$/,
  });
  t.match(await run(missing, { fetchPeerHealth: async () => health("discord-bot") }), { code: "http_wrong_service" });
  const busy = answer(503, errorOf("unavailable"));
  t.match(await run(busy, { fetchPeerHealth: async () => busy }), { status: "ok", found: /is an internal API$/ });
});

t.test("bearer: by the answer to our secret, and by the echo", async (t) => {
  const echo = (secret: "current" | "previous") => async () => ({ reply: { secret } }) as EchoResult;
  const run = (reply: ReturnType<typeof answer>, callPeerEcho: () => Promise<EchoResult> = echo("current")) =>
    bearer.run(checkContext({ fetchPeerHealth: async () => reply, callPeerEcho }));
  t.match(await run(answer(403, errorOf("wrong_secret"))), { code: "bearer_wrong" });
  t.match(await run(answer(401, errorOf("missing_authorization"))), { code: "bearer_missing" });
  for (const code of ["unavailable", "rate_limited"]) {
    t.match(await run(answer(503, errorOf(code))), { status: "skipped", found: `the backend is overloaded (${code})` });
  }
  t.match(await run(answer(200)), { status: "ok", found: /as its current one$/ });
  t.match(await run(answer(200), echo("previous")), { status: "warn", code: "bearer_previous" });
  const failed = { reply: undefined } as EchoResult;
  t.match(await run(answer(200), async () => failed), { status: "ok", found: "the backend accepts our secret" });
});

t.test("contract: a minor difference is a warning, a major one a cause", async (t) => {
  const run = (contract_version: string) =>
    contract.run(checkContext({ callPeerEcho: async () => ({ reply: { contract_version } }) as EchoResult }));
  const [major] = CONTRACT_VERSION.split(".");
  t.match(await run(CONTRACT_VERSION), { status: "ok" });
  t.match(await run(`${major}.999.0`), { code: "contract_older" });
  t.match(await run(`${Number(major) + 1}.0.0`), { code: "contract_differs" });
  t.match(await run(`${major}0.0.0`), { code: "contract_differs" }, "the whole number counts");
});

t.test("way back: by what the other service found", async (t) => {
  const run = (code: string, addresses: readonly string[] = []) => {
    const peer = { reached: false, code, message: "Nobody answered. Look there.", duration_ms: 1 };
    return wayBack.run(
      checkContext({
        cli: cliContext(),
        callPeerEcho: async () => ({ reply: { peer } }) as EchoResult,
        inspectOwnPorts: async () => ({ internal: port(3000, addresses), public: port(8081) }),
      }),
    );
  };
  t.match(await run("name_not_resolved"), { code: "way_back_name", cause: / The backend reports: Nobody answered\.$/ });
  t.match(await run("connection_refused"), { code: "way_back_refused", cause: /^The bot is not running/ });
  t.match(await run("connection_refused", ["::"]), { code: "way_back_refused", cause: /^The bot is running, but/ });
  t.match(await run("connection_refused", ["0.0.0.0"]), { cause: /^The bot is running, but/ });
  t.match(await run("connect_timeout"), { code: "way_back_filtered" });
  t.match(await run("network_unreachable"), { code: "way_back_filtered" });
  t.match(await run("anything_else"), { code: "way_back_broken" });
});

t.test("Stripe webhook: the endpoint that is ours, enabled, and sends every event", async (t) => {
  const ours = { url: "https://shop.test/webhooks/stripe", status: "enabled", api_version: null };
  const all = { ...ours, enabled_events: [...NEEDED_EVENTS] };
  const run = (endpoints: readonly object[], running = false) =>
    stripeWebhook.run(
      checkContext({
        cli: cliContext(running ? { running: { pid: 1, bot: {}, backend: {} } } : {}),
        configuration: { variables: { PORT: 8000 } } as Configuration,
        getFromStripe: async () => answer(200, { data: endpoints }),
      }),
    );
  t.match(await run([all]), { status: "ok", found: /API version of the account$/ });
  t.match(await run([{ ...ours, enabled_events: ["*"] }]), { status: "ok" });
  t.match(await run([{ ...all, url: `${ours.url}/` }]), { status: "ok" }, "a slash at the end");
  t.match(await run([{ ...all, url: `${ours.url}/old` }]), { code: "stripe_webhook_missing" });
  t.match(await run([{ ...all, url: "not a url" }]), { code: "stripe_webhook_missing" });
  t.match(await run([], true), { status: "warn", code: "stripe_webhook_local" });
  t.match(await run([{ ...all, status: "disabled" }]), { code: "stripe_webhook_disabled" });
  t.match(await run([{ ...all, status: "disabled" }, all]), { status: "ok" }, "an enabled one beside a disabled one");
  t.match(await run([{ ...ours, enabled_events: NEEDED_EVENTS.slice(1) }]), {
    code: "stripe_webhook_events",
    found: new RegExp(` 1 of ${NEEDED_EVENTS.length} `),
    fix: `add ${NEEDED_EVENTS[0]}.`,
  });
});

t.test("Stripe prices: on sale, archived, unknown, of the other mode", async (t) => {
  const run = (reply: ReturnType<typeof answer>) => {
    const plans = [{ price_ids: ["price_good", "price_bad"] }];
    return stripePrices.run(
      checkContext({
        configuration: { plans } as unknown as Configuration,
        getFromStripe: async (path) => (path.endsWith("price_bad") ? reply : answer(200, { active: true })),
      }),
    );
  };
  t.match(await run(answer(200, { active: true })), { status: "ok", found: "2 prices of 1 plans, all on sale" });
  t.match(await run(answer(200, { active: false })), {
    code: "stripe_price_inactive",
    found: "price price_bad is archived",
  });
  t.match(await run(answer(404, { error: { message: "No such price" } })), {
    code: "stripe_price_unknown",
    cause: /this Stripe account does not have/,
  });
  const elsewhere = { error: { message: "a similar object exists in live mode" } };
  t.match(await run(answer(404, elsewhere)), {
    code: "stripe_price_unknown",
    cause: /^The price exists in the other mode/,
  });
  t.match(await run(answer(503)), { code: "stripe_down" });
  t.match(await run(answer(429)), { code: "stripe_down" });
  t.match(await run(answer(403)), { code: "stripe_permission" });
});
