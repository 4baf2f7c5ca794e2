import type { SideState } from "./observe-side.ts";

/** Where a rotation stands. */
export type Step = "add" | "remove" | "done" | "lost";

/** The next step of a rotation: both sides have to take the new secret before one of them forgets the old one. */
export function nextStep(sides: readonly SideState[]): Step {
  if (sides.some(({ takes }) => takes === "neither")) return "lost";
  if (sides.every(({ takes }) => takes === "new")) return "done";
  return sides.every(({ takes }) => takes === "both" || takes === "new") ? "remove" : "add";
}

/** What a person has to do in a step. The secrets themselves are not named. */
export const INSTRUCTIONS: Readonly<Record<Step, readonly string[]>> = {
  add: [
    "Step 1 of 2. On one side, then on the other, in any order, set and restart:",
    "  INTERNAL_API_SECRET=<the new secret>",
    "  INTERNAL_API_SECRET_PREVIOUS=<the secret in use until now>",
    "A side that has both sends the new one, and the old one where that is refused: no call fails.",
  ],
  remove: ["Step 2 of 2. Both sides take the new secret. On each remove INTERNAL_API_SECRET_PREVIOUS and restart."],
  done: ["Done: both sides take the new secret alone. Put the new one into your .env, too."],
  lost: [
    "One side takes neither secret: set INTERNAL_API_SECRET on it to the new one and",
    "INTERNAL_API_SECRET_PREVIOUS to the old one, and restart it.",
  ],
};
