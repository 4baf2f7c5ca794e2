import { z } from "zod";

/** An event without what it is about. */
export interface Envelope {
  readonly id: string;
  readonly type: string;
  readonly created: Date;
  /** Thin events name an object and say nothing of it. Source: Stripe, "Event destinations". */
  readonly thin: boolean;
  /** All of the event. */
  readonly payload: object;
}

const id = z.string().regex(/^[\w-]{1,255}$/);
const type = z.string().regex(/^[\x21-\x7e]{1,255}$/);
const object = z.looseObject({});

/** The last second that ISO 8601 writes with four digits of a year. */
const LAST_SECOND = 253_402_300_799;

const snapshot = z.object({
  id,
  type,
  object: z.literal("event"),
  created: z.int().min(0).max(LAST_SECOND),
  data: z.object({ object }),
});

const thinEvent = z.object({
  id,
  type,
  object: z.literal("v2.core.event"),
  created: z.iso.datetime({ offset: true }),
});

/** Deeper than anything of Stripe's; PostgreSQL takes some thousands. */
const MOST_LEVELS = 100;

function isTooDeep(value: object): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; depth < MOST_LEVELS; depth++) {
    level = level.flatMap((each) => (typeof each === "object" && each !== null ? Object.values(each) : []));
    if (level.length === 0) return false;
  }
  return true;
}

function readSnapshot(payload: object): Envelope | undefined {
  const event = snapshot.safeParse(payload).data;
  return event && { id: event.id, type: event.type, created: new Date(event.created * 1000), thin: false, payload };
}

function readThin(payload: object): Envelope | undefined {
  const event = thinEvent.safeParse(payload).data;
  return event && { id: event.id, type: event.type, created: new Date(event.created), thin: true, payload };
}

/** Reads who and when an event is. @returns undefined when it is none. */
export function readEnvelope(value: unknown): Envelope | undefined {
  const payload = object.safeParse(value).data;
  if (!payload || isTooDeep(payload)) return undefined;
  return readSnapshot(payload) ?? readThin(payload);
}

/** Reads an event from the bytes of a webhook. @returns undefined when they are none. */
export function readEnvelopeFrom(body: Buffer): Envelope | undefined {
  try {
    return readEnvelope(JSON.parse(body.toString("utf8")));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}
