import { Stripe } from "stripe";
import t from "tap";
import { classifyFailure } from "../../src/stripe/classify-failure.ts";

const { StripeInvalidRequestError, StripeCardError, StripeConnectionError, StripeRateLimitError, StripeAPIError } =
  Stripe.errors;
type Raw = ConstructorParameters<typeof StripeInvalidRequestError>[0];

const raw = (facts: Record<string, unknown>) => ({ type: "invalid_request_error", ...facts }) as Raw;

t.test("what a failed call to Stripe means", async (t) => {
  const invalid = (facts: Record<string, unknown>) => classifyFailure(new StripeInvalidRequestError(raw(facts)));
  t.same(invalid({ code: "charge_already_refunded" }), { kind: "refused", code: "charge_already_refunded" });
  t.same(invalid({ code: "resource_missing", statusCode: 404 }), { kind: "missing" });
  t.same(invalid({ param: "amount" }), { kind: "refused", code: "amount_too_large" }, "Stripe gives no code here");
  t.same(invalid({ param: "charge" }), { kind: "refused", code: "invalid_request_error" });
  t.same(classifyFailure(new StripeCardError({ ...raw({ code: "card_declined" }) })), {
    kind: "refused",
    code: "card_declined",
  });
});

t.test("what may pass is tried again", async (t) => {
  const passing = [
    new StripeInvalidRequestError(raw({ code: "lock_timeout" })),
    new StripeInvalidRequestError(raw({ code: "idempotency_key_in_use", statusCode: 409 })),
    new StripeConnectionError(raw({ type: "api_error" })),
    new StripeRateLimitError(raw({ statusCode: 429 })),
    new StripeAPIError(raw({ type: "api_error", statusCode: 500 })),
  ];
  for (const error of passing) t.same(classifyFailure(error), { kind: "unavailable" }, error.constructor.name);
});

t.test("an error that is not Stripe's is left to the caller", async (t) => {
  t.equal(classifyFailure(new TypeError("a bug")), undefined);
  t.equal(classifyFailure("resource_missing"), undefined);
});
