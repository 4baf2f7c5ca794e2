import { type Sandbox, seedIds } from "@moddy/sandbox";
import type { Person } from "../workload/customer.ts";
import { ROLES_OF } from "../workload/plans.ts";
import type { Finding } from "./check-messages.ts";
import { expectedPlan } from "./expected-plan.ts";
import { handsOn } from "./roles-by-hand.ts";

const MANAGED: readonly string[] = Object.values(ROLES_OF).flat();

/** Whether each member has exactly the managed roles that they pay for, and still all that was given by hand. */
export function checkRoles(sandbox: Sandbox, people: readonly Person[]): Finding[] {
  const members = sandbox.discord.state.guilds.get(seedIds.guild)?.members;
  return people.flatMap((person): Finding[] => {
    const { discordId, friendRole } = person;
    const member = members?.get(discordId);
    if (!member) return [];
    const plan = expectedPlan(sandbox, person);
    const held = member.roleIds.filter((role) => MANAGED.includes(role)).toSorted();
    const byHand = held.filter((role) => handsOn(sandbox, discordId, role) === "given");
    const wanted = [...new Set([...ROLES_OF[plan], ...byHand])].toSorted();
    const found: Finding[] = [];
    if (held.join() !== wanted.join()) {
      const what = `has [${held.join()}], pays for ${plan} [${wanted.join()}]`;
      found.push({ kind: "wrong-role", discordId, what });
    }
    for (const role of MANAGED.filter((each) => handsOn(sandbox, discordId, each) === "taken")) {
      found.push({ kind: "wrong-role", discordId, what: `${role} was given by hand, and the bot took it` });
    }
    if (friendRole !== member.roleIds.includes(seedIds.friendRole)) {
      found.push({ kind: "wrong-role", discordId, what: "a role that no plan manages was touched" });
    }
    return found;
  });
}

/** Role writes beyond those that changed something. */
export function countExtraWrites({ discord: { state } }: Sandbox): { writes: number; extra: number } {
  let writes = 0;
  let extra = 0;
  for (const { calls, changes } of state.roleWrites.values()) {
    writes += calls;
    extra += calls - changes;
  }
  return { writes, extra };
}
