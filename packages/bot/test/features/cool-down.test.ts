import t from "tap";
import { createCoolDown } from "../../src/features/commands/cool-down.ts";
import type { UsedCommand } from "../../src/features/commands/read-command.ts";

let uses = 0;

function use(discordId: string, name = "sync", id = String(++uses)): UsedCommand {
  return { name, discordId, interaction: { id, token: "", application_id: "" } };
}

t.test("the same use is judged alike, however often it is asked about", async (t) => {
  const coolDown = createCoolDown(() => 0);
  const first = use("ada");
  for (let time = 0; time < 10; time++) t.equal(coolDown(first), undefined);
  t.equal(coolDown(use("ada")), undefined, "it counted once");
});

t.test("staff may look at many members, and each minute begins with a use", async (t) => {
  let time = 1_000;
  const coolDown = createCoolDown(() => time);
  for (let count = 0; count < 30; count++) t.equal(coolDown(use("owner", "roles")), undefined);
  t.equal(coolDown(use("owner", "roles")), 61_000);
  time = 61_000;
  t.equal(coolDown(use("owner", "roles")), undefined);
});

t.test("a clock that is set back lets everybody go on", async (t) => {
  let time = 1_000_000;
  const coolDown = createCoolDown(() => time);
  for (let count = 0; count < 3; count++) coolDown(use("ada"));
  t.equal(coolDown(use("ada")), 1_060_000);
  time = 0;
  t.equal(coolDown(use("ada")), undefined);
});

t.test("ten thousand users are remembered, and no more", async (t) => {
  const coolDown = createCoolDown(() => 0);
  for (let count = 0; count < 3; count++) coolDown(use("ada"));
  for (let user = 1; user < 10_000; user++) coolDown(use(`user ${user}`));
  t.equal(coolDown(use("ada")), 60_000, "still known");
  coolDown(use("one more"));
  t.equal(coolDown(use("ada")), undefined, "the oldest is forgotten");
});
