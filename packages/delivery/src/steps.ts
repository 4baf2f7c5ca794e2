/** The steps of a delivery, from the sender's database to the receiver's. A process can die between any two. */
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

/** Called at each step. A fault run ends the process in it; in the services it does nothing. */
export type Step = (name: DeliveryStep) => Promise<void> | void;
