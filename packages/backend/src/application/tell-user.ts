import { FREE_PLAN, type Plan } from "@moddy/schemas";
import type { Transaction } from "kysely";
import { type ChosenMessage, chooseAction, restate } from "../entitlement/choose-action.ts";
import { chooseDueTime, lately } from "../entitlement/choose-pause.ts";
import type { Entitlement } from "../entitlement/decide-entitlement.ts";
import type { Background } from "../entitlement/describe-background.ts";
import { isSameStanding, type Standing, standingOf } from "../entitlement/standing.ts";
import type { EntitlementRow } from "../store/entitlements.ts";
import type { BackendDatabase } from "../store/schema.ts";
import { standingOfRow, type ToldState, toldOfRow, writeTold } from "../store/told.ts";
import type { EntitlementDeliveries } from "./create-entitlement-deliveries.ts";
import type { MessageTimer } from "./create-message-timer.ts";

type Trx = Transaction<BackendDatabase>;

/** A change of an entitlement, as far as its user hears of it. */
export interface EntitlementChange {
  /** The row as it was before the change. */
  readonly before: EntitlementRow;
  readonly after: Entitlement;
  /** In ms since 1970. */
  readonly at: number;
  /** Whether the user gets a message; otherwise what is true now counts as told. */
  readonly notify: boolean;
  /** Why it is so, to a user who was told to have this plan. */
  describe(toldPlan: string): Background;
}

/** Tells a user what is true now if they were told something else, at once or after a quiet pause. */
export type TellUser = (trx: Trx, change: EntitlementChange) => Promise<void>;

const isoOf = (time: number | null) => (time === null ? null : new Date(time).toISOString());

function messageOf({ action, change }: ChosenMessage, told: Standing, after: Entitlement, background: Background) {
  const metadata = {
    previous_plan: told.plan,
    source: after.source,
    ends_at: isoOf(after.endsAt),
    grace_until: isoOf(after.graceUntil),
    trial_ends_at: isoOf(background.trialEndsAt),
    trial_plan: after.trialRefused,
    change,
  };
  // A message about an end names the plan that ended.
  return { action, plan: after.plan === FREE_PLAN ? told.plan : after.plan, metadata };
}

/** What a user was told, and whether that is in doubt: an attempt to tell it broke off. */
interface Known extends ToldState {
  readonly uncertain: boolean;
}

/** Makes what tells users. `pausesMs`: how long the first message waits for a quiet pause, the second, and so on. */
export function createTellUser(deps: {
  plans: readonly Plan[];
  deliveries: EntitlementDeliveries;
  timer: MessageTimer;
  pausesMs: readonly number[];
}): TellUser {
  const { plans, deliveries, timer, pausesMs } = deps;

  /** Takes back the message that is on its way: it is no longer true. One that cannot have arrived was never told. */
  async function takeBack(trx: Trx, state: ToldState): Promise<Known> {
    const { deliveryId, before } = state;
    if (deliveryId === null) return { ...state, uncertain: before !== null };
    const withdrawal = await deliveries.withdraw(trx, deliveryId);
    if (withdrawal === "uncertain") return { ...state, uncertain: true };
    if (withdrawal === "ended" || !before) return { ...state, deliveryId: null, before: null, uncertain: false };
    const { doubtful, ...told } = before;
    const toldAt = state.toldAt.slice(0, -1);
    return { ...state, told, deliveryId: null, before: doubtful ? before : null, toldAt, uncertain: doubtful };
  }

  async function send(trx: Trx, { uncertain, ...known }: Known, change: EntitlementChange): Promise<ToldState> {
    const { after, at, before } = change;
    const standing = standingOf(after);
    const settled = { ...known, told: standing, waitsSince: null, dueAt: null };
    const from = known.before && isSameStanding(known.told, standing) ? known.before : known.told;
    const background = change.describe(from.plan);
    const chosen = chooseAction(from, standing, plans, background) ?? (uncertain ? restate(standing) : undefined);
    if (!chosen) return settled;
    const message = messageOf(chosen, from, after, background);
    const deliveryId = await deliveries.sendMessage(trx, { discordId: before.discord_id, ...message });
    const surely = { ...(known.before ?? known.told), doubtful: uncertain };
    const toldAt = [...lately(known.toldAt, at), at].slice(-pausesMs.length);
    return { ...settled, deliveryId, before: surely, toldAt };
  }

  async function decide(trx: Trx, known: Known, change: EntitlementChange): Promise<ToldState> {
    const { after, at, before, notify } = change;
    const standing = standingOf(after);
    if (!notify) return { ...known, told: standing, deliveryId: null, before: null, waitsSince: null, dueAt: null };
    if (isSameStanding(known.told, standing) && !known.uncertain) return { ...known, waitsSince: null, dueAt: null };
    const waitsSince = known.waitsSince ?? at;
    const isQuiet = known.dueAt !== null && isSameStanding(standingOfRow(before), standing);
    const dueAt = isQuiet ? known.dueAt : chooseDueTime({ toldAt: known.toldAt, waitsSince }, pausesMs, at);
    if (dueAt <= at) return send(trx, known, change);
    await timer(trx, before.discord_id, dueAt - at);
    return { ...known, waitsSince, dueAt };
  }

  return async (trx, change) => {
    const state = toldOfRow(change.before);
    if (state.dueAt === null && isSameStanding(state.told, standingOf(change.after))) return;
    const known = await takeBack(trx, state);
    await writeTold(trx, change.before.discord_id, await decide(trx, known, change));
  };
}
