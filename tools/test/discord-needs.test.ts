import { describeNeeds } from "@moddy/bot";
import t from "tap";
import { discordPage } from "../docs/discord/discord-page.ts";
import { needsModule } from "../docs/discord/needs-module.ts";
import { readDiscordNeeds } from "../docs/discord/read-discord-needs.ts";

const needs = readDiscordNeeds(
  describeNeeds([
    { feature: "roles-update", permissions: ["ManageRoles"], intents: ["GuildMembers"] },
    { feature: "nickname", permissions: ["ManageNicknames", "ManageRoles"], intents: ["GuildMessages"] },
    { feature: "notify", permissions: ["SendMessages"], permissionsOnlyWith: "MODDY_FALLBACK_CHANNEL_ID" },
    { feature: "announce", permissions: ["SendMessages"], intents: ["GuildMembers"] },
    { feature: "health" },
  ]),
);

t.test("each permission is listed once for each scope, with its bit and every feature that needs it", async (t) => {
  t.same(needs.permissions, [
    { name: "SendMessages", title: "Send Messages", bit: 11, scope: "fallback channel", features: ["notify"] },
    { name: "SendMessages", title: "Send Messages", bit: 11, scope: "server", features: ["announce"] },
    { name: "ManageNicknames", title: "Manage Nicknames", bit: 27, scope: "server", features: ["nickname"] },
    { name: "ManageRoles", title: "Manage Roles", bit: 28, scope: "server", features: ["roles-update", "nickname"] },
  ]);
});

t.test("each intent is listed once, with the application's flags if it is privileged", async (t) => {
  t.same(needs.intents, [
    {
      name: "GuildMembers",
      title: "Server Members Intent",
      flags: (1 << 14) | (1 << 15),
      features: ["roles-update", "announce"],
    },
    { name: "GuildMessages", title: "Guild Messages", flags: null, features: ["nickname"] },
  ]);
});

t.test("the CLI's module and the page contain them all", async (t) => {
  const module = needsModule(needs);
  const page = discordPage(needs);
  for (const { name, title } of [...needs.permissions, ...needs.intents]) {
    t.match(module, `name: "${name}"`);
    t.match(page, `| ${title} | \`${name}\` |`);
  }
  t.match(page, `permissions=${(1 << 11) | (1 << 27) | (1 << 28)}&scope=bot+applications.commands`);
  t.match(needsModule({ permissions: [], intents: [] }), "  permissions: [],\n  intents: [],\n");
});
