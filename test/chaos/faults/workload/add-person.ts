import { seedIds } from "@moddy/sandbox";
import type { Control } from "../../../support/sandbox-control.ts";
import type { Person } from "./customer.ts";

/** What a person is like from the start. */
export interface Traits {
  readonly member: boolean;
  readonly closedDms?: boolean;
  /** Whether they hold a role that was given by hand and that no plan manages. */
  readonly friendRole?: boolean;
}

const FIRST_ID = 1_200_000_000_000_000_000n;

/** Makes somebody at Discord; each `index` is another person. */
export async function addPerson(control: Control, index: number, traits: Traits): Promise<Person> {
  const { member, closedDms = false, friendRole = false } = traits;
  const discordId = String(FIRST_ID + BigInt(index));
  await control("POST", "/discord/users", { id: discordId, username: `person${index}`, accepts_dms: !closedDms });
  const role_ids = friendRole ? [seedIds.friendRole] : [];
  if (member) await control("PUT", `/discord/guilds/${seedIds.guild}/members/${discordId}`, { role_ids });
  return {
    discordId,
    email: `person${index}@example.com`,
    customerIds: [],
    joins: member ? 1 : 0,
    leaves: 0,
    everUnreachable: closedDms || !member,
    friendRole,
  };
}
