/** The contract's version (semver): raised whenever the lock of the contract changes. */
export const CONTRACT_VERSION = "1.0.0";

export { type EventType, eventType } from "./backend/event-notify.ts";
export { backendOperations } from "./backend/index.ts";
export { botOperations } from "./bot/index.ts";
export { type NotifyAction, notifyAction } from "./bot/notify.ts";
export * from "./errors.ts";
export * from "./metadata.ts";
export * from "./operation.ts";
export * from "./outcomes.ts";
export * from "./plan-catalogue.ts";
export * from "./primitives.ts";
export { type DeliveryFilter, type DeliveryState, deliveryFilter, deliveryState } from "./shared/deliveries.ts";
export { SERVICE_LABELS } from "./shared/health.ts";
