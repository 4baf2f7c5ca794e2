import { ZodError } from "zod";
import { linkFromBefore, needsOldCheckouts } from "../../account/link-from-before.ts";
import type { Link } from "../../account/link-source.ts";
import { paysForPlan } from "../../account/pays-for-plan.ts";
import { bearsOnItems } from "../../entitlement/decide-coverage.ts";
import { findCustomer } from "../../store/customers.ts";
import {
  countImportedCustomers,
  countUnreadable,
  listImportedCustomers,
  readImported,
  removeImported,
  updateImport,
} from "../../store/imports.ts";
import { type Account, type IsContested, isOwing, toAccount } from "../../stripe/fetch-account.ts";
import { type FetchedCharge, fetchCharge } from "../../stripe/fetch-charge.ts";
import { listCheckouts } from "../../stripe/list-checkouts.ts";
import type { ImportRun } from "./import-run.ts";

const BATCH = 100;
/** Few at once: the webhooks' events and the outbox share the database's connections. */
const AT_ONCE = 4;

async function readCustomer({ deps, row, patiently }: ImportRun, customerId: string) {
  const { stripe } = deps;
  const { objects, chargeIds } = await readImported(deps.db, { importId: row.id, customerId });
  const charges: FetchedCharge[] = [];
  for (const id of chargeIds) {
    const { charge } = await patiently(() => fetchCharge(stripe, id));
    if (charge) charges.push(charge);
  }
  const isContested: IsContested = ({ id, items }) =>
    charges.some((each) => {
      return each.subscriptionId === id && bearsOnItems({ ...each, billsUntil: each.billsUntil.getTime() }, items);
    });
  const makeAccount = () => toAccount(stripe, { customer: objects[0]?.customer, objects }, isContested);
  // Most customers are known from the list alone, so they wait for no turn.
  const asksStripe = charges.length > 0 || objects.some(({ status }) => isOwing(status));
  return { account: await (asksStripe ? patiently(makeAccount) : makeAccount()), charges };
}

/** Sessions are asked where nothing else says whose a customer is: an earlier program may have named the user there alone. */
async function findOldLink({ deps, patiently }: ImportRun, account: Account): Promise<Link | null> {
  const stored = await findCustomer(deps.db, account.customerId);
  if (!needsOldCheckouts(account, stored) || !paysForPlan(account.subscriptions, deps.plans)) return null;
  const checkouts = await patiently(() => listCheckouts(deps.stripe, account.customerId));
  return linkFromBefore(checkouts, deps.checkoutTrust, stored);
}

/** Applies a customer; one that cannot be read is set aside, told and counted. */
async function applyCustomer(run: ImportRun, customerId: string): Promise<void> {
  const { deps, row } = run;
  const read = await readCustomer(run, customerId).catch((error: unknown) => {
    if (!(error instanceof ZodError)) throw error;
    return undefined;
  });
  const checkoutLink = read ? await findOldLink(run, read.account) : null;
  await deps.transact(async (trx, afterCommit) => {
    if (read) {
      const reading = { fetchSeq: row.fetch_seq, charge: null, checkoutLink, quiet: true, ...read };
      await deps.applyAccount(trx, afterCommit, reading);
    } else {
      await countUnreadable(trx, row.id);
      const facts = { event: "import_unreadable", customer_id: customerId };
      afterCommit(() => deps.logger.error(facts, "A customer of Stripe cannot be read, so their plan is not known"));
    }
    await removeImported(trx, row.id, customerId);
  });
}

/** Applies what was read and is not applied yet, a few customers at once. */
export async function applyCustomers(run: ImportRun): Promise<void> {
  const { deps, row, signal, report } = run;
  for (;;) {
    const customers = await listImportedCustomers(deps.db, row.id, BATCH);
    if (customers.length === 0) return;
    const waiting = [...customers];
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
          signal.throwIfAborted();
          await applyCustomer(run, next);
        }
      }),
    );
    await updateImport(deps.db, row.id, {}, new Date(deps.now()));
    await deps.step("import.applied");
    report({ customers_left: await countImportedCustomers(deps.db, row.id) });
  }
}
