/** What a message says beyond its action, as `metadata.change` of `POST /internal/notify`, and when it is sent. */
export const MESSAGE_CHANGES = {
  trial_started: "The plan came with a free trial, which ends at `trial_ends_at`.",
  trial_used: "The free trial of the plan `trial_plan` gives nothing, because the user has had one before.",
  cancellation_scheduled: "The plan is set to end at `ends_at`.",
  cancellation_undone: "The plan goes on; it was set to end before.",
  payment_failed: "A payment failed; the plan is kept until `grace_until`.",
  payment_recovered: "The payment that had failed came in.",
  unpaid: "The plan has ended, because a payment did not come in.",
  refunded: "The plan has ended, because its payment was refunded.",
  disputed: "The plan has ended, because its payment is disputed at the bank.",
} as const satisfies Record<string, string>;

/** What a message says beyond its action. A receiver takes any other text for none. */
export type MessageChange = keyof typeof MESSAGE_CHANGES;

/** Whether a value of `metadata.change` is one that the contract has. */
export function isMessageChange(value: unknown): value is MessageChange {
  return typeof value === "string" && Object.hasOwn(MESSAGE_CHANGES, value);
}
