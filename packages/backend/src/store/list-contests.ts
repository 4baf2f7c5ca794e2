import type { Kysely } from "kysely";
import type { BackendDatabase } from "./schema.ts";

/** A payment of a customer's subscription that was refunded in full or disputed. */
export interface Contest {
  readonly chargeId: string;
  readonly subscriptionId: string;
  readonly refunded: boolean;
  readonly dispute: "open" | "lost" | null;
  /** Null in a row of an older version. */
  readonly invoiceId: string | null;
  /** In ms since 1970; null in a row of an older version. */
  readonly billsUntil: number | null;
}

/** The contested payments of a customer's subscriptions. */
export async function listContests(db: Kysely<BackendDatabase>, customerId: string): Promise<Contest[]> {
  const rows = await db
    .selectFrom("contested_payments")
    .innerJoin("subscriptions", "subscriptions.id", "contested_payments.subscription_id")
    .selectAll("contested_payments")
    .where("subscriptions.customer_id", "=", customerId)
    .where((or) =>
      or.or([or("contested_payments.refunded", "=", true), or("contested_payments.dispute", "is not", null)]),
    )
    .execute();
  return rows.map(({ id, subscription_id, refunded, dispute, invoice_id, bills_until }) => ({
    chargeId: id,
    subscriptionId: subscription_id,
    refunded,
    dispute,
    invoiceId: invoice_id,
    billsUntil: bills_until?.getTime() ?? null,
  }));
}

/** What is known of the coverage of a customer's subscriptions that have not ended. */
export async function listCoverage(db: Kysely<BackendDatabase>, customerId: string) {
  const rows = await db
    .selectFrom("subscriptions")
    .innerJoin("customers", "customers.id", "subscriptions.customer_id")
    .select(["subscriptions.id", "coverage", "coverage_seq", "fetch_seq"])
    .where("customer_id", "=", customerId)
    .where("status", "not in", ["canceled", "incomplete_expired"])
    .execute();
  return rows.map(({ id, coverage, coverage_seq, fetch_seq }) => ({
    id,
    coverage: coverage_seq === fetch_seq ? coverage : null,
  }));
}
