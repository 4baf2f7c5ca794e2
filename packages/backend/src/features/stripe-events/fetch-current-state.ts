import type { AccountReading } from "../../application/apply-account.ts";
import type { Dependencies } from "../../dependencies.ts";
import { bearsOnItems } from "../../entitlement/decide-coverage.ts";
import { listContests } from "../../store/list-contests.ts";
import { classifyFailure } from "../../stripe/classify-failure.ts";
import { fetchAccount, type IsContested } from "../../stripe/fetch-account.ts";
import { type FetchedCharge, fetchCharge } from "../../stripe/fetch-charge.ts";
import type { EventReading } from "../../stripe/read-event.ts";

type Deps = Pick<Dependencies, "db" | "stripe">;

/** A charge that Stripe no longer knows stays as it is stored. */
async function readKnownCharge(stripe: Deps["stripe"], chargeId: string): Promise<FetchedCharge | null> {
  try {
    return (await fetchCharge(stripe, chargeId)).charge;
  } catch (error) {
    if (classifyFailure(error)?.kind === "missing") return null;
    throw error;
  }
}

interface Contests {
  /** Payments that an older version stored, read again. */
  readonly charges: readonly FetchedCharge[];
  readonly isContested: IsContested;
}

/** What is contested of a customer: by what is stored, and by the charge that was just read. */
async function readContests({ db, stripe }: Deps, customerId: string, charge: FetchedCharge | null): Promise<Contests> {
  const stored = (await listContests(db, customerId)).filter(({ chargeId }) => chargeId !== charge?.id);
  const charges: FetchedCharge[] = [];
  for (const { invoiceId, chargeId } of stored) {
    const fetched = invoiceId === null ? await readKnownCharge(stripe, chargeId) : null;
    if (fetched) charges.push(fetched);
  }
  const fresh = [...charges, ...(charge ? [charge] : [])];
  const read = fresh.map((each) => ({ ...each, billsUntil: each.billsUntil.getTime() }));
  const contests = [...stored.filter(({ chargeId }) => fresh.every(({ id }) => id !== chargeId)), ...read];
  return {
    charges,
    isContested: ({ id, items }) =>
      contests.some((contest) => contest.subscriptionId === id && bearsOnItems(contest, items)),
  };
}

/**
 * Asks Stripe for the current state of what an event is about.
 * @param fetchSeq the number that was drawn for this reading.
 * @returns undefined when it belongs to no customer.
 * @throws the Stripe library's errors.
 */
export async function fetchCurrentState(
  deps: Deps,
  event: EventReading,
  fetchSeq: string,
): Promise<Omit<AccountReading, "checkoutLink"> | undefined> {
  if (event.kind === "ignored") return undefined;
  const { stripe } = deps;
  let charge: FetchedCharge | null = null;
  let customerId = event.kind === "customer" ? event.customerId : null;
  if (event.kind === "charge") ({ charge, customerId } = await fetchCharge(stripe, event.chargeId));
  if (customerId === null) return undefined;
  const { charges, isContested } = await readContests(deps, customerId, charge);
  const isDeleted = event.kind === "customer" && event.deleted;
  const account = await fetchAccount(stripe, customerId, isDeleted, isContested);
  return { fetchSeq, account, charge, charges };
}
