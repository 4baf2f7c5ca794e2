interface EventReasonFacts {
  readonly meaning: string;
  readonly fix: string;
}

/** Why an event of Stripe's ended without being processed: each code with what it means and what to do. */
export const EVENT_REASONS = {
  other_account: {
    meaning: "It is about another Stripe account (Stripe Connect) than the one of STRIPE_API_KEY.",
    fix: "Nothing, if the backend has nothing to do with that account: let the webhook endpoint send your own account's events only.",
  },
  other_mode: {
    meaning: "It is of live mode and STRIPE_API_KEY of test mode, or the reverse.",
    fix: "Set the key of the mode that the webhook endpoint is in; the start after that takes up what waited for it.",
  },
  thin_event: {
    meaning: "It is a thin event, which says nothing of a subscription.",
    fix: "Stripe dashboard, Webhooks, the endpoint: choose snapshot payloads.",
  },
  unreadable_event: {
    meaning: "It does not have the shape that events of its type have.",
    fix: "Update Moddy, then retry the event.",
  },
  unreadable_answer: {
    meaning: "What Stripe answers about it does not have a shape that this version can read.",
    fix: "Update Moddy, then retry the event.",
  },
  object_missing: {
    meaning: "Stripe knows the event, but no longer what the event is about.",
    fix: "Nothing, if the object was deleted at Stripe.",
  },
  refused: {
    meaning: "Stripe knows the event, but refuses to say what the event is about.",
    fix: "Look the event up in the Stripe dashboard.",
  },
  event_unknown: {
    meaning: "With STRIPE_API_KEY Stripe knows neither the event nor what the event is about.",
    fix:
      "If the key is of another account than the webhook endpoint, set the right one: the start after that takes up what " +
      "waited for it. Otherwise it was a made-up event of a test.",
  },
} as const satisfies Record<string, EventReasonFacts>;

/** Why an event of Stripe's ended without being processed. */
export type EventReason = keyof typeof EVENT_REASONS;

/** Every reason, in the order of the table. */
export const EVENT_REASON_CODES = Object.keys(EVENT_REASONS) as [EventReason, ...EventReason[]];
