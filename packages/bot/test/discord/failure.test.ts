import { DiscordAPIError, HTTPError, RateLimitError } from "discord.js";
import t from "tap";
import { readFailure, UnreadableReplyError } from "../../src/discord/failure.ts";
import { InvalidRequestLimitError } from "../../src/discord/invalid-request-guard.ts";

const refused = (status: number, code: number | string) =>
  new DiscordAPIError({ code: code as number, message: "No" }, code, status, "POST", "http://discord", {});
const named = (name: string, properties: object = {}) => Object.assign(new Error("Failed"), { name, ...properties });
const certain = (outcome: string, code?: number) => ({ outcome, code, uncertain: false });
const lost = { outcome: "discord_unavailable", code: undefined, uncertain: true };

t.test("a code of Discord's tells the outcome, whatever the status", async (t) => {
  const outcomes: readonly (readonly [number, string])[] = [
    [50007, "dm_closed"],
    [50278, "no_mutual_guild"],
    [10013, "unknown_user"],
    [50033, "unknown_user"],
    [10007, "not_member"],
    [10011, "unknown_role"],
    [10004, "missing_permission"],
    [50013, "missing_permission"],
    [20016, "rate_limited"],
    [20022, "rate_limited"],
    [20026, "rate_limited"],
    [31001, "rate_limited"],
    [40003, "rate_limited"],
    [40001, "bot_not_ready"],
    [40333, "discord_unavailable"],
    [130000, "discord_unavailable"],
  ];
  for (const [code, outcome] of outcomes) t.same(readFailure(refused(400, code), true), certain(outcome, code));
});

t.test("without a code that is known the status tells it", async (t) => {
  const outcomes = {
    400: "rejected",
    401: "bot_not_ready",
    403: "missing_permission",
    404: "rejected",
    429: "rate_limited",
  };
  for (const [status, outcome] of Object.entries(outcomes)) {
    t.same(readFailure(refused(Number(status), 0), true), certain(outcome));
    t.same(readFailure(refused(Number(status), "unreadable"), true), certain(outcome));
    t.same(readFailure(refused(Number(status), 99), true), certain(outcome, 99));
  }
});

t.test("a limit that holds the call back is certain", async (t) => {
  const limit = {
    global: false,
    hash: "",
    limit: 1,
    majorParameter: "",
    method: "POST",
    retryAfter: 1,
    route: "",
    scope: "user",
    sublimitTimeout: 0,
    timeToReset: 1,
    url: "",
  } as const;
  t.same(readFailure(new RateLimitError(limit), true), certain("rate_limited"));
  t.same(readFailure(new InvalidRequestLimitError("Too many"), true), certain("rate_limited"));
});

t.test("after an answer that is lost or unreadable the call may have been processed", async (t) => {
  const server = new HTTPError(502, "Bad Gateway", "POST", "http://discord", {});
  for (const error of [server, new UnreadableReplyError("No"), new SyntaxError("No")])
    t.same(readFailure(error, true), lost);
  for (const code of ["ECONNRESET", "UND_ERR_SOCKET"]) t.same(readFailure(named("Error", { code }), true), lost);
  for (const name of ["AbortError", "TimeoutError"]) t.same(readFailure(named(name), true), lost);
});

t.test("a call that never left was certainly not processed", async (t) => {
  for (const code of ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"]) {
    t.same(readFailure(named("Error", { code }), true), certain("discord_unavailable"));
  }
  t.same(readFailure(named("Error", { code: "ECONNRESET" }), false), certain("discord_unavailable"));
  for (const name of ["AbortError", "TimeoutError"]) {
    t.same(readFailure(named(name), false), certain("rate_limited"), "it waited for its turn");
  }
});

t.test("a token that discord.js has dropped is not ready; a bug is thrown", async (t) => {
  const message = "Expected token to be set for this request, but none was present";
  t.same(readFailure(new Error(message), true), certain("bot_not_ready"));
  for (const bug of [new TypeError("x is undefined"), named("Error", { code: 7 }), "a text"]) {
    t.throws(() => readFailure(bug, true));
    t.throws(() => readFailure(bug, false));
  }
});
