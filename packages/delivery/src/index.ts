export { createAlertWebhook } from "./alerts/create-alert-webhook.ts";
export type { Alert, AlertOptions } from "./alerts/create-alerts.ts";
export { createInbox, type Inbox } from "./inbox/create-inbox.ts";
export { deliveryMigrations } from "./migrations.ts";
export { createOutbox } from "./outbox/create-outbox.ts";
export type { DeliveryHandlers } from "./outbox/handlers.ts";
export { DEFAULT_SCHEDULE, type Schedule } from "./outbox/schedule.ts";
export type { DeliveryRequest, Outbox, OutboxHealth, OutboxOptions, SentDelivery } from "./outbox/types.ts";
export { DELIVERY_STEPS, type DeliveryStep, type Step } from "./steps.ts";
