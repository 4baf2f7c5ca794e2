import { BACKEND_STEPS } from "@moddy/backend";
import { BOT_STEPS } from "@moddy/bot";
import { DELIVERY_STEPS } from "@moddy/delivery";

/** A numbered step of a service. */
export interface NumberedStep {
  readonly service: "backend" | "bot";
  readonly step: string;
}

/** Every numbered step on both sides; each side sends deliveries and takes them. */
export const STEPS: readonly NumberedStep[] = [
  ...[...BACKEND_STEPS, ...DELIVERY_STEPS].map((step) => ({ service: "backend", step }) as const),
  ...[...BOT_STEPS, ...DELIVERY_STEPS].map((step) => ({ service: "bot", step }) as const),
];

/** Whether a purchase comes by a step on its way from the webhook to Discord. */
export function isOnTheWay({ service, step }: NumberedStep): boolean {
  const part = step.split(".")[0] ?? "";
  const parts = { backend: ["webhook", "job", "outbox"], bot: ["inbox", "notify", "roles"] };
  return parts[service].includes(part);
}
