import type { Subscriber } from "./subscriber.ts";

/** What a user has in Discord: the roles of a plan, or those that staff gave them. */
export type Has =
  | "free"
  | "premium"
  | "pro"
  | "premium role by hand"
  | "pro and the premium role by hand"
  | "not in the server";

/** What a message says. Without one of these, the user hears nothing. */
export type Told =
  | "thanks"
  | "trial"
  | "moved up"
  | "moved down"
  | "ends later"
  | "goes on"
  | "payment failed"
  | "paid after all"
  | "ended"
  | "ended: unpaid"
  | "ended: refunded"
  | "ended: disputed";

/** Something that happens at Stripe, in Discord or by the operator. */
export interface Happening {
  readonly words: string;
  act(subscriber: Subscriber): Promise<unknown>;
}

/** The life has come to this day; day 0 is the first of January. */
export interface Day {
  readonly words: string;
  readonly day: number;
}

/** One thing that happens, what the user then has, and the messages that they got about it, in order. */
export type Step = readonly [what: Happening | Day, has: Has, ...told: Told[]];

/** A life of a subscription. */
export interface Life {
  readonly name: string;
  readonly steps: readonly Step[];
}

/** What Stripe does with a subscription after the last retry of its payment: a setting of the whole account. */
export type AfterRetries = "cancel" | "past_due" | "unpaid";

/** Lives that have something in common. */
export interface Chapter {
  readonly title: string;
  readonly afterRetries: AfterRetries;
  readonly lives: readonly Life[];
}

/** Makes a chapter. */
export function chapter(title: string, lives: readonly Life[], afterRetries: AfterRetries = "cancel"): Chapter {
  return { title, lives, afterRetries };
}

/** Tells a life. */
export function life(name: string, ...steps: Step[]): Life {
  return { name, steps };
}

/** Time passes until `day`. */
export function on(day: number): Day {
  return { words: `day ${day}`, day };
}
