/** The numbered steps of a delivery, from its sender's database to its receiver's; between any two a process may die. */
export const DELIVERY_STEPS = [
  "outbox.enqueued",
  "outbox.claimed",
  "outbox.sent",
  "outbox.recorded",
  "inbox.intent",
  "inbox.executed",
  "inbox.stored",
] as const;

/** The name of a step. */
export type DeliveryStep = (typeof DELIVERY_STEPS)[number];

/** Called at each step; a fault harness ends the process in it, elsewhere it does nothing. */
export type Step = (name: DeliveryStep) => Promise<void> | void;
