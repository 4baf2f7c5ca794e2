import type { Dependencies } from "../../dependencies.ts";
import { chooseInvoices } from "../../money/choose-invoices.ts";
import { listOwnSubscriptions } from "../../store/subscriptions.ts";
import { listInvoices, listPayments } from "../../stripe/list-invoices.ts";
import type { InvoiceReading } from "../../stripe/read-invoice.ts";
import { findPaymentById, type Payment, readPayment } from "../../stripe/read-payment.ts";

type Deps = Pick<Dependencies, "db" | "stripe" | "now">;

/** A payment that a refund may mean, and the subscription that it paid for. */
export interface OwnPayment extends Payment {
  readonly subscriptionId: string | null;
}

/** Whose payments, and which of them the call named. */
export interface PaymentsWanted {
  readonly discordId: string;
  /** The user's own customers. */
  readonly customerIds: readonly string[];
  readonly subscriptionId: string | undefined;
  readonly paymentId: string | undefined;
}

async function readPaymentsOf({ stripe }: Deps, invoice: InvoiceReading): Promise<OwnPayment[]> {
  const { subscriptionId } = invoice;
  const references = await listPayments(stripe, invoice);
  const once = [...new Map(references.map((each) => [each.id, each])).values()];
  const payments = await Promise.all(once.map((each) => readPayment(stripe, each)));
  return payments.flatMap((payment) => (payment ? [{ ...payment, subscriptionId }] : []));
}

/** The payment with an id, if it is the user's own. */
async function findNamed(
  { stripe }: Deps,
  wanted: PaymentsWanted,
  paymentId: string,
): Promise<OwnPayment[] | undefined> {
  const found = await findPaymentById(stripe, paymentId);
  if (!found?.payment.customerId || !wanted.customerIds.includes(found.payment.customerId)) return undefined;
  if (wanted.subscriptionId !== undefined && found.subscriptionId !== wanted.subscriptionId) return undefined;
  return [{ ...found.payment, subscriptionId: found.subscriptionId }];
}

/**
 * The payments of each invoice that a refund may mean.
 * @returns undefined when the payment that was named is not the user's own.
 * @throws the Stripe library's errors.
 */
export async function findPayments(deps: Deps, wanted: PaymentsWanted): Promise<OwnPayment[][] | undefined> {
  const { discordId, customerIds, subscriptionId, paymentId } = wanted;
  if (paymentId !== undefined) {
    const named = await findNamed(deps, wanted, paymentId);
    return named && [named];
  }
  const paid = {
    limit: 100,
    status: "paid",
    ...(subscriptionId !== undefined && { subscription: subscriptionId }),
  } as const;
  const invoices = await listInvoices(deps.stripe, customerIds, paid);
  const open = (await listOwnSubscriptions(deps.db, discordId)).map(({ id }) => id);
  const chosen = chooseInvoices(invoices, { open, now: deps.now() });
  return Promise.all(chosen.map((invoice) => readPaymentsOf(deps, invoice)));
}
