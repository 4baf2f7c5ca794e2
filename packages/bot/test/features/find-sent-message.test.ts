import t from "tap";
import type { DiscordMessage } from "../../src/discord/api.ts";
import { findSentMessage } from "../../src/features/notify/find-sent-message.ts";

const DISCORD_EPOCH_MS = 1_420_070_400_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const since = new Date("2026-01-31T12:00:00Z");
const idAt = (time: number) => String(BigInt(time - DISCORD_EPOCH_MS) << 22n);
const earlier = { channelId: "5", nonce: "n", content: "Hello", authorId: "9", since };
const failed = { ok: false, failure: { outcome: "discord_unavailable", code: undefined, uncertain: true } } as const;

/** The bot's own message of the same text, sent right after the intent. */
function message(options: Partial<DiscordMessage> & { afterMs?: number; author_id?: string } = {}): DiscordMessage {
  const { afterMs = 1_000, author_id: id = "9", ...rest } = options;
  return { id: idAt(since.getTime() + afterMs), content: "Hello", author: { id }, ...rest };
}

async function find(following: DiscordMessage[], newest: DiscordMessage[], known: string[] = []) {
  const pages: (string | undefined)[] = [];
  const api = {
    readMessages: async (_channel: string, { after }: { after?: string | undefined }) => {
      pages.push(after);
      return { ok: true, value: after === undefined ? newest : following } as const;
    },
  };
  const messages = { known: async (ids: readonly string[]) => new Set(ids.filter((id) => known.includes(id))) };
  const found = await findSentMessage({ api, messages }, earlier, new AbortController().signal);
  return { found: found.ok && found.value?.id, pages };
}

t.test("a message is found by its nonce among those that followed the intent", async (t) => {
  const own = message({ nonce: "n", content: "Changed", author_id: "8" });
  t.same(await find([message(), own], []), { found: own.id, pages: [idAt(since.getTime() - MINUTE_MS)] });
});

t.test("and else among the newest, in case the clocks differ", async (t) => {
  const own = message({ afterMs: -90 * MINUTE_MS });
  const { found, pages } = await find([], [own]);
  t.equal(found, own.id);
  t.same(pages, [idAt(since.getTime() - MINUTE_MS), undefined]);
});

t.test("without a nonce it is the bot's own with the same text, recent, and of no other delivery", async (t) => {
  t.equal((await find([message({ nonce: "another" })], [])).found, message().id);
  t.equal((await find([], [])).found, undefined);
  t.equal((await find([message({ author_id: "8" })], [])).found, undefined, "somebody else's");
  t.equal((await find([message({ content: "Hello you" })], [])).found, undefined, "another text");
  t.equal((await find([message()], [], [message().id])).found, undefined, "another delivery's");
  t.equal((await find([], [message({ afterMs: -2 * HOUR_MS - 1 })])).found, undefined, "too old");
  t.equal((await find([], [message({ afterMs: -2 * HOUR_MS })])).found, message({ afterMs: -2 * HOUR_MS }).id);
});

t.test("of several the oldest in Discord's order, newest first, that is not another delivery's", async (t) => {
  const [newest, middle, oldest] = [3_000, 2_000, 1_000].map((afterMs) => message({ afterMs })) as [
    DiscordMessage,
    DiscordMessage,
    DiscordMessage,
  ];
  t.equal((await find([newest, middle, oldest], [])).found, oldest.id);
  t.equal((await find([newest, middle, oldest], [], [oldest.id])).found, middle.id);
});

t.test("a history that cannot be read is passed on", async (t) => {
  const api = { readMessages: async () => failed };
  const messages = { known: async () => new Set<string>() };
  t.same(await findSentMessage({ api, messages }, earlier, new AbortController().signal), failed);
});
