import t from "tap";
import { createGivenRoles } from "../../src/store/given-roles.ts";
import { createRoleStates } from "../../src/store/role-states.ts";
import { openBotDatabase } from "../support/bot-database.ts";

t.test("a role is meant to be given from before the call, until it was seen or was certainly not given", async (t) => {
  const { db } = await openBotDatabase(t);
  const states = createRoleStates(db);
  const givenRoles = createGivenRoles(db);
  const member = { guildId: "1", discordId: "7" };
  const stranger = { guildId: "2", discordId: "7" };
  await states.begin(member, { plan: "premium", version: 1 });
  const change = await states.expect(member, { before: ["a"], after: ["a", "b"] });
  t.match(await givenRoles.read(member), [{ roleId: "b", state: "intended", givenAt: null }]);
  t.same(await givenRoles.read(stranger), [], "each server by itself");

  await states.withdraw(change);
  t.same(await givenRoles.read(member), []);
  await states.expect(member, { before: ["a"], after: ["a", "b"] });
  t.same(await givenRoles.settle(member, ["a", "b"]), ["b"]);
  t.match(await givenRoles.read(member), [{ roleId: "b", state: "given", givenAt: Date }]);
  const taking = await states.expect(member, { before: ["a", "b"], after: ["a"] });
  await states.withdraw(taking);
  t.match(await givenRoles.read(member), [{ roleId: "b", state: "given" }], "it was not taken");
  t.equal(await states.readPlan(member), "premium");
  t.equal(await states.readPlan(stranger), null);
});
