import type { SideState } from "./inspect-side.ts";

/** The state of a rotation. */
export type Step = "add" | "remove" | "done" | "lost";

/** The next step of a rotation: both sides must accept the new secret before one of them removes the old one. */
export function nextStep(sides: readonly SideState[]): Step {
  if (sides.some(({ accepts }) => accepts === "neither")) return "lost";
  if (sides.every(({ accepts }) => accepts === "new")) return "done";
  return sides.every(({ accepts }) => accepts === "both" || accepts === "new") ? "remove" : "add";
}

/** What a person does in each step. Contains no secret. */
export const INSTRUCTIONS: Readonly<Record<Step, readonly string[]>> = {
  add: [
    "Step 1 of 2. On each side, one after the other, set these and restart it:",
    "  INTERNAL_API_SECRET=<the new secret>",
    "  INTERNAL_API_SECRET_PREVIOUS=<the secret in use until now>",
    "A side with both sends the new one, then the old one if the new one is rejected: no call fails.",
  ],
  remove: [
    "Step 2 of 2. Both sides accept the new secret. On each side remove INTERNAL_API_SECRET_PREVIOUS and restart it.",
  ],
  done: ["Done: both sides accept the new secret alone. Write it into your .env, too."],
  lost: [
    "One side accepts neither secret: set its INTERNAL_API_SECRET to the new one and",
    "its INTERNAL_API_SECRET_PREVIOUS to the old one, then restart it.",
  ],
};
