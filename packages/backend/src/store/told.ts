import type { Transaction } from "kysely";
import type { EntitlementRow } from "./entitlements.ts";
import type { BackendDatabase, ToldBefore } from "./schema.ts";

type Trx = Transaction<BackendDatabase>;

/** What a message says; times in ms since 1970. */
type Told = Omit<ToldBefore, "doubtful">;

/** What a user was told, and what waits to be told; times in ms since 1970. */
export interface ToldState {
  readonly told: Told;
  /** The message that tells it, null once it has ended. */
  readonly deliveryId: string | null;
  /** What the user surely was told before that; null as long as there is no doubt about what they were told. */
  readonly before: ToldBefore | null;
  /** When the last messages were sent, oldest first. */
  readonly toldAt: readonly number[];
  readonly waitsSince: number | null;
  readonly dueAt: number | null;
}

const toDate = (time: number | null) => (time === null ? null : new Date(time));
const toTime = (date: Date | null) => date?.getTime() ?? null;

/** What a user may have by their row, in the words of messages. */
export function standingOfRow(row: EntitlementRow): Told {
  const { plan, ends_at, grace_until, trial_refused: trialRefused } = row;
  return { plan, endsAt: toTime(ends_at), graceUntil: toTime(grace_until), trialRefused };
}

/** What a user was told by their row. A row of an older version was told as it stands. */
export function toldOfRow(row: EntitlementRow): ToldState {
  const told = {
    plan: row.told_plan ?? row.plan,
    endsAt: toTime(row.told_ends_at),
    graceUntil: toTime(row.told_grace_until),
    trialRefused: row.told_trial_refused,
  };
  return {
    told: row.told_plan === null ? standingOfRow(row) : told,
    deliveryId: row.told_delivery_id,
    before: row.told_before,
    toldAt: row.told_at.map((date) => date.getTime()),
    waitsSince: toTime(row.message_waits_since),
    dueAt: toTime(row.message_due_at),
  };
}

/** Stores what a user was told, and what waits. */
export async function writeTold(trx: Trx, discordId: string, state: ToldState): Promise<void> {
  const { told } = state;
  await trx
    .updateTable("entitlements")
    .set({
      told_plan: told.plan,
      told_ends_at: toDate(told.endsAt),
      told_grace_until: toDate(told.graceUntil),
      told_trial_refused: told.trialRefused,
      told_delivery_id: state.deliveryId,
      told_before: state.before && JSON.stringify(state.before),
      told_at: state.toldAt.map((time) => new Date(time)),
      message_waits_since: toDate(state.waitsSince),
      message_due_at: toDate(state.dueAt),
    })
    .where("discord_id", "=", discordId)
    .execute();
}
