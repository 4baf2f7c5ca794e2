import { features } from "@moddy/bot";
import { GatewayIntentBits } from "discord.js";
import t from "tap";
import { intentsOf } from "../src/discord/gateway/needs.ts";

t.test("the features of the bot need the members of the server, and Manage Roles", async (t) => {
  const needs = features.map(({ name, ...feature }) => ({
    feature: name,
    ...("discord" in feature && feature.discord),
  }));
  t.equal(intentsOf(needs), GatewayIntentBits.Guilds | GatewayIntentBits.GuildMembers);
  t.match(
    needs.find(({ feature }) => feature === "roles-update"),
    { permissions: ["ManageRoles"] },
  );
});
