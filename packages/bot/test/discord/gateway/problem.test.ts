import { ApplicationFlags, GatewayIntentBits } from "discord.js";
import t from "tap";
import { type FeatureNeeds, intentsOf, privilegedIntentsOf } from "../../../src/discord/gateway/needs.ts";
import { findProblem } from "../../../src/discord/gateway/preflight.ts";
import { BAD_TOKEN, problemOfClose } from "../../../src/discord/gateway/problem.ts";

const needs: FeatureNeeds[] = [
  { feature: "greet", intents: ["GuildMembers", "GuildMessages"] },
  { feature: "read", intents: ["MessageContent"] },
  { feature: "watch", intents: ["GuildPresences", "GuildMembers"] },
  { feature: "count" },
];
const { signal } = new AbortController();
const withFlags = (flags: number | undefined) => ({
  readApplication: async () => ({ ok: true, value: { id: "1", flags } }) as const,
});
const refusing = (outcome: "bot_not_ready" | "discord_unavailable") => ({
  readApplication: async () => ({ ok: false, failure: { outcome, code: undefined, uncertain: false } }) as const,
});

t.test("the intents are those of all features and of guilds", async (t) => {
  const { Guilds, GuildMembers, GuildMessages, MessageContent, GuildPresences } = GatewayIntentBits;
  t.equal(intentsOf(needs), Guilds | GuildMembers | GuildMessages | MessageContent | GuildPresences);
  t.equal(intentsOf([]), Guilds);
});

t.test("a privileged intent names the features that need it", async (t) => {
  t.match(privilegedIntentsOf(needs), [
    { name: "Server Members", features: ["greet", "watch"] },
    { name: "Presence", features: ["watch"] },
    { name: "Message Content", features: ["read"] },
  ]);
  t.same(privilegedIntentsOf([{ feature: "count", intents: ["GuildMessages"] }]), []);
});

t.test("an application is asked for what the gateway would refuse", async (t) => {
  const all =
    ApplicationFlags.GatewayGuildMembers | ApplicationFlags.GatewayPresence | ApplicationFlags.GatewayMessageContent;
  const limited =
    ApplicationFlags.GatewayGuildMembersLimited |
    ApplicationFlags.GatewayPresenceLimited |
    ApplicationFlags.GatewayMessageContentLimited;
  for (const flags of [all, limited, undefined]) {
    t.same(await findProblem(withFlags(flags), needs, signal), { ok: true, value: undefined });
  }
  t.same(await findProblem(withFlags(ApplicationFlags.GatewayPresence), needs, signal), {
    ok: true,
    value: {
      code: "missing_intent",
      message:
        "The bot is not allowed the Server Members intent (needed by greet, watch) " +
        "and the Message Content intent (needed by read)",
      fix:
        "Discord developer portal, Bot, Privileged Gateway Intents: " +
        "switch on Server Members Intent and Message Content Intent",
    },
  });
  t.same(await findProblem(refusing("bot_not_ready"), needs, signal), { ok: true, value: BAD_TOKEN });
  t.match(await findProblem(refusing("discord_unavailable"), needs, signal), { ok: false });
});

t.test("a close that asks for a person is explained; all others are tried again", async (t) => {
  t.equal(problemOfClose(4004, needs), BAD_TOKEN);
  t.match(BAD_TOKEN, { code: "bad_token", message: /token/, fix: /DISCORD_TOKEN/ });
  t.match(problemOfClose(4014, needs), {
    code: "missing_intent",
    message: /Server Members.*Presence.*Message Content/,
  });
  for (const code of [4010, 4011, 4012, 4013]) {
    t.match(problemOfClose(code, needs), {
      code: "gateway_refused",
      message: new RegExp(`${code}`),
      fix: /Close Event Codes/,
    });
  }
  for (const code of [1000, 1006, 4000, 4007, 4009]) t.equal(problemOfClose(code, needs), undefined);
});
