import type { Plan } from "@moddy/schemas";
import type { Transaction } from "kysely";
import { findNewTrials } from "../entitlement/find-new-trials.ts";
import type { Facts } from "../store/read-facts.ts";
import type { BackendDatabase } from "../store/schema.ts";
import { addTrial } from "../store/trials.ts";

/** Records a user's first free trial of each plan. @returns the facts with it. */
export async function recordTrials(
  trx: Transaction<BackendDatabase>,
  discordId: string,
  facts: Facts,
  plans: readonly Plan[],
): Promise<Facts> {
  const trials = findNewTrials(facts, plans);
  for (const trial of trials) await addTrial(trx, { discordId, ...trial });
  return { ...facts, trials: [...facts.trials, ...trials] };
}
