import type { StripeState } from "../state.ts";
import type { Fields } from "./fields.ts";

/** A charge before Basil has its invoice. */
export function legacyCharge(charge: Fields, state: StripeState): Fields {
  return { ...charge, invoice: invoiceOf(state, String(charge["payment_intent"])) };
}

/** A payment intent before Basil has its invoice. */
export function legacyPaymentIntent(intent: Fields, state: StripeState): Fields {
  const { allowed_payment_method_types: _types, customer_account: _account, payment_record: _record, ...rest } = intent;
  const { excluded_payment_method_types: _excluded, managed_payments: _managed, ...kept } = rest;
  return { ...kept, invoice: invoiceOf(state, String(intent["id"])) };
}

export function legacyCheckoutSession(session: Fields): Fields {
  return { ...session, ui_mode: "hosted" };
}

function invoiceOf(state: StripeState, intent: string): string | null {
  return state.invoicePayments.all().find((payment) => payment.payment.payment_intent === intent)?.invoice ?? null;
}
