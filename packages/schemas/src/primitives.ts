import { z } from "zod";

/** A Discord id: 17 to 20 digits as a string. Source: Discord, API reference, "Snowflakes". */
export const snowflake = z
  .string()
  .regex(/^\d{17,20}$/, "must be a Discord id: 17 to 20 digits, as a string")
  .meta({
    id: "Snowflake",
    description: "A Discord id: 17 to 20 digits, as a string.",
    examples: ["159985870458322944"],
  });

/** A Stripe customer's id. */
export const customerId = z
  .string()
  .regex(/^cus_\w+$/, "must be a Stripe customer's id (cus_…)")
  .max(255);

function toUtc(text: string): string {
  const time = Date.parse(text);
  return Number.isNaN(time) ? text : new Date(time).toISOString();
}

const toSeconds = z.regexes.datetime({ offset: true });
const toMinutes = z.regexes.datetime({ offset: true, precision: -1 });
const timePattern = new RegExp(`${toSeconds.source}|${toMinutes.source}`);

/**
 * A point in time as ISO 8601. One with an offset is taken, too, such as `2026-01-31T14:00:00+02:00`, and becomes
 * `2026-01-31T12:00:00.000Z`: what is sent, and what the contract publishes, is always in UTC.
 */
export const instant = z
  .string()
  .regex(timePattern, "must be a time in ISO 8601 with Z or an offset, such as 2026-01-31T12:00:00.000Z")
  .overwrite(toUtc)
  .meta({
    id: "Instant",
    description: "A point in time: ISO 8601 in UTC.",
    examples: ["2026-01-31T12:00:00.000Z"],
    format: "date-time",
    pattern: z.regexes.datetime({}).source,
  });

/** An amount in a request: integer cents above zero (the smallest unit of the currency). */
export const cents = z
  .int("must be whole cents")
  .positive("must be above zero")
  .meta({
    id: "Cents",
    description:
      "An amount in the currency's smallest unit, as Stripe counts it, above zero: 500 is 5 USD, 5 ISK or 500 JPY.",
    examples: [499],
  });

/** An amount in a reply: integer cents. It is zero for the invoice of a trial. */
export const amountInCents = z
  .int()
  .nonnegative()
  .meta({
    id: "AmountInCents",
    description: "An amount in the currency's smallest unit, as Stripe counts it: 500 is 5 USD, 5 ISK or 500 JPY.",
    examples: [499],
  });

/** A currency: three lower-case letters. Source: Stripe, "Supported currencies". */
export const currency = z
  .string()
  .regex(/^[a-z]{3}$/, "must be a three-letter ISO 4217 code in lower case")
  .meta({ id: "Currency", description: "ISO 4217, lower case, as Stripe writes it.", examples: ["usd"] });

/** The id of a subscription at Stripe. */
export const subscriptionId = z
  .string()
  .regex(/^sub_\w{1,250}$/, "must be the id of a subscription at Stripe, such as sub_1MowQVLkdIwHu7ixeRlqHVzs")
  .meta({ id: "SubscriptionId", description: "The id of a subscription at Stripe." });

/** The id of a payment at Stripe: a payment intent, or the charge of an older invoice. */
export const paymentId = z
  .string()
  .regex(/^(?:pi|ch|py)_\w{1,250}$/, "must be the id of a payment at Stripe, such as pi_3MtwBwLkdIwHu7ix28a3tqPa")
  .meta({ id: "PaymentId", description: "The id of a payment intent or a charge at Stripe." });

/** The name of a plan of the catalogue, or `free` for none. */
export const planId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,49}$/, "must be the id of a plan: at most 50 lower-case letters, digits, - and _")
  .meta({ id: "PlanId", description: "A plan's id in the plan catalogue, or `free` for none.", examples: ["premium"] });

/** The plan of a user without a paid plan. */
export const FREE_PLAN = "free";

/** A reason that a person gives, kept for audits; at most 500 characters. */
export const reason = z.string().max(500, "must be at most 500 characters");
