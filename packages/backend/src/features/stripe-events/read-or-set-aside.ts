import { z } from "zod";
import type { Dependencies } from "../../dependencies.ts";
import { type EventOrigin, whyForeign } from "../../events/why-foreign.ts";
import type { findStripeEvent } from "../../store/stripe-events.ts";
import { type EventReading, readEvent } from "../../stripe/read-event.ts";
import { setAside } from "./set-aside.ts";

type Deps = Pick<Dependencies, "db" | "stripe" | "stripeKey" | "now" | "logger">;

type StoredEvent = NonNullable<Awaited<ReturnType<typeof findStripeEvent>>>;

const origin = z.object({
  account: z.string().nullable().catch(null),
  livemode: z.boolean().nullable().catch(null),
});

async function keyOrigin({ stripeKey }: Deps, { account }: EventOrigin) {
  return { livemode: stripeKey.livemode, account: account === null ? null : await stripeKey.account() };
}

function readEventOf({ type, payload }: StoredEvent): EventReading | { readonly reason: "unreadable_event" } {
  try {
    return readEvent({ type, data: payload.data });
  } catch (error) {
    if (error instanceof z.ZodError) return { reason: "unreadable_event" };
    throw error;
  }
}

/**
 * Reads what a stored event is about.
 * @returns undefined when it was set aside: the next try would fail alike.
 * @throws the Stripe library's errors.
 */
export async function readOrSetAside(deps: Deps, stored: StoredEvent): Promise<EventReading | undefined> {
  const from = origin.parse(stored.payload);
  const reason = whyForeign(from, await keyOrigin(deps, from));
  const read = reason ? { reason } : readEventOf(stored);
  if ("kind" in read) return read;
  await setAside(deps, stored, read.reason);
  return undefined;
}
