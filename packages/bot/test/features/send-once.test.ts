import t from "tap";
import type { MessageBody } from "../../src/discord/api.ts";
import type { Attempt } from "../../src/discord/failure.ts";
import { sendOnce } from "../../src/features/notify/send-once.ts";
import { createSendToFallbackChannel } from "../../src/features/notify/send-to-fallback-channel.ts";
import { nonceFor } from "../../src/messages/nonce-for.ts";

type Intent = { state: "fresh" | "sent" } | { state: "open"; since: Date };
const { signal } = new AbortController();
const since = new Date("2026-01-31T12:00:00Z");
const message = { deliveryKey: "key", channel: "dm", discordId: "7", channelId: "5", content: "Hello" } as const;
const failure = (uncertain: boolean, outcome: "discord_unavailable" | "missing_permission" = "discord_unavailable") =>
  ({ ok: false, failure: { outcome, code: undefined, uncertain } }) as const;

/** Everything that sending does, in its order. */
function createParts({
  intent = { state: "fresh" },
  posted = { ok: true, value: { id: "1", content: "", author: { id: "9" } } },
  history = [],
  self = { ok: true, value: "9" },
}: {
  intent?: Intent;
  posted?: Attempt<{ id: string; content: string; author: { id: string } }>;
  history?: { id: string; content: string; author: { id: string }; nonce?: string }[];
  self?: Attempt<string>;
} = {}) {
  const calls: unknown[] = [];
  const options = {
    api: {
      openDm: async () => failure(false),
      postMessage: async (channelId: string, body: MessageBody) => {
        calls.push(["post", channelId, body.content, body.nonce, body.mentionUserId]);
        return posted;
      },
      readMessages: async () => {
        calls.push("read");
        return { ok: true as const, value: history };
      },
    },
    messages: {
      intend: async () => intent,
      recordSent: async ({ messageId }: { messageId: string }) => void calls.push(`sent ${messageId}`),
      recordFailed: async () => void calls.push("failed"),
      known: async () => new Set<string>(),
    },
    readSelfId: async () => self,
    step: (name: string) => void calls.push(name),
  };
  return { calls, options };
}

t.test("a message is recorded before and after it is sent, with the nonce of its delivery", async (t) => {
  const { calls, options } = createParts();
  t.same(await sendOnce(options, message, signal), { ok: true, value: "delivered" });
  const post = ["post", "5", "Hello", nonceFor(message), undefined];
  t.same(calls, ["notify.intended", post, "notify.sent", "sent 1", "notify.recorded"]);
});

t.test("a message that was sent is not sent again", async (t) => {
  const { calls, options } = createParts({ intent: { state: "sent" } });
  t.same(await sendOnce(options, message, signal), { ok: true, value: "already_done" });
  t.same(calls, []);
});

t.test("after a try without a known end the channel is read first", async (t) => {
  const own = { id: "3", content: "x", author: { id: "9" }, nonce: nonceFor(message) };
  const found = createParts({ intent: { state: "open", since }, history: [own] });
  t.same(await sendOnce(found.options, message, signal), { ok: true, value: "delivered" });
  t.same(found.calls, ["notify.intended", "read", "sent 3"]);

  const lost = createParts({ intent: { state: "open", since } });
  t.same(await sendOnce(lost.options, message, signal), { ok: true, value: "delivered" });
  t.same(lost.calls.slice(0, 3), ["notify.intended", "read", "read"]);
  t.match(lost.calls[3], ["post"]);

  const unknown = createParts({ intent: { state: "open", since }, self: failure(false) });
  t.same(await sendOnce(unknown.options, message, signal), failure(false));
  t.same(unknown.calls, ["notify.intended"], "nothing is sent blindly");
});

t.test("a try has failed only when that is certain", async (t) => {
  const certain = createParts({ posted: failure(false) });
  t.same(await sendOnce(certain.options, message, signal), failure(false));
  t.equal(certain.calls.at(-1), "failed");
  const uncertain = createParts({ posted: failure(true) });
  t.same(await sendOnce(uncertain.options, message, signal), failure(true));
  t.notOk(uncertain.calls.includes("failed"));
});

t.test("the fallback channel mentions the one user", async (t) => {
  const { calls, options } = createParts();
  const send = createSendToFallbackChannel({ ...options, channelId: "6", now: () => 0 });
  t.equal(await send({ deliveryKey: "key", discordId: "7", content: "Hello" }, signal), "delivered");
  t.same(calls[1], ["post", "6", "<@7> Hello", nonceFor({ deliveryKey: "key", channel: "fallback" }), "7"]);
});

t.test("a fallback channel that refuses the bot is left alone for ten minutes, one that is away is not", async (t) => {
  let time = 0;
  const direct = { deliveryKey: "key", discordId: "7", content: "Hello" };
  const posts = (calls: unknown[]) => calls.filter((call) => Array.isArray(call)).length;
  const refused = createParts({ posted: failure(false, "missing_permission") });
  const send = createSendToFallbackChannel({ ...refused.options, channelId: "6", now: () => time });
  t.equal(await send(direct, signal), "missing_permission");
  time = 10 * 60_000 - 1;
  t.equal(await send(direct, signal), "missing_permission");
  t.equal(posts(refused.calls), 1);
  time += 1;
  await send(direct, signal);
  t.equal(posts(refused.calls), 2);

  const away = createParts({ posted: failure(true) });
  const sendAgain = createSendToFallbackChannel({ ...away.options, channelId: "6", now: () => time });
  t.equal(await sendAgain(direct, signal), "discord_unavailable");
  t.equal(await sendAgain(direct, signal), "discord_unavailable");
  t.equal(posts(away.calls), 2);
});
