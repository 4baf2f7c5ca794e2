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
