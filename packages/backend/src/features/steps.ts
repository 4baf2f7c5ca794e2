/** The steps of the backend's features, in order: a fault run ends the process in each of them. */
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
  "reconcile.compared",
  "import.fetched",
  "import.stored",
  "import.applied",
] as const;

/** The name of a step. */
export type BackendStep = (typeof BACKEND_STEPS)[number];
