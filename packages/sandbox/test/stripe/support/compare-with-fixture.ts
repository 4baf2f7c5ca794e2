/** Required by the types of stripe 23.1.0, whose API version is newer than the fixtures. */
const NEWER = new Set([
  "account.business_profile.specified_commercial_transactions_act_url",
  "charge.payment_method_details.card.electronic_commerce_indicator",
  "checkout.session.allowed_payment_method_types",
  "dispute.evidence_details.submission_method",
  "dispute.intended_submission_method",
  "payment_intent.allowed_payment_method_types",
  "payment_intent.payment_record",
  "payment_link.subscription_data.invoice_settings.account_tax_ids",
  "payment_link.subscription_data.invoice_settings.custom_fields",
  "payment_link.subscription_data.invoice_settings.description",
  "payment_link.subscription_data.invoice_settings.footer",
  "product.tax_details",
  "subscription.cancellation_details.feedback_option",
  "subscription.items.data[].current_trial",
  "subscription.trial_settings.end_behavior.billing_cycle_anchor",
]);

/** Optional in Stripe's types. The sandbox has them; the fixtures show another case. */
const OPTIONAL = new Set([
  "charge.outcome.risk_level",
  "charge.outcome.risk_score",
  "invoice.lines.data[].pricing.price_details",
  "invoice_payment.payment.payment_intent",
  "refund.destination_details.card.reference_status",
  "refund.destination_details.card.reference_type",
  "subscription.billing_mode.flexible.proration_discounts",
]);

/** In the fixtures, but in Stripe's API only when expanded, or removed. */
const ABSENT = new Set(["charge.refunds", "invoice.subscription"]);

/** Fields whose content differs from object to object. */
const FREE = /(metadata|event\.data\.object)$/;

/** The differences between an answer and the fixture's fields and types, one line for each field. */
export function differencesFromFixture(path: string, answer: unknown, fixture: unknown): string[] {
  if (answer === null || fixture === null) return [];
  if (Array.isArray(answer) && Array.isArray(fixture)) {
    return fixture.length === 0 ? [] : answer.flatMap((item) => differencesFromFixture(`${path}[]`, item, fixture[0]));
  }
  if (!isHash(answer) || !isHash(fixture)) {
    return kindOf(answer) === kindOf(fixture) ? [] : [`${path} is ${kindOf(answer)}, not ${kindOf(fixture)}`];
  }
  if (FREE.test(path)) return [];
  return [...new Set([...Object.keys(answer), ...Object.keys(fixture)])].flatMap((key) => {
    const place = `${path}.${key}`;
    if (!(key in answer)) return ABSENT.has(place) ? [] : [`${place} is missing`];
    if (!(key in fixture)) return NEWER.has(place) || OPTIONAL.has(place) ? [] : [`${place} is not Stripe's`];
    return differencesFromFixture(place, answer[key], fixture[key]);
  });
}

function isHash(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? "array" : typeof value;
}
