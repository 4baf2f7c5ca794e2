/** The numbered steps of the backend, from the webhook to the committed job, and of what it does at Stripe. */
export const BACKEND_STEPS = [
  "webhook.received",
  "webhook.stored",
  "webhook.answered",
  "job.taken",
  "job.fetched",
  "job.written",
  "job.committed",
  "refund.stored",
  "refund.called",
  "refund.finished",
  "cancel.stored",
  "cancel.called",
  "cancel.finished",
  "event.stored",
  "link.fetched",
  "sweep.compared",
] as const;

/** The name of a step. */
export type BackendStep = (typeof BACKEND_STEPS)[number];

/** Called at each step; a fault harness ends the process in it, elsewhere it does nothing. */
export type Step = (name: BackendStep) => Promise<void> | void;
