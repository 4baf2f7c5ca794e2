import type { EventRequest, StripeEvent } from "../shapes/event.ts";
import type { StripeClock } from "./clock.ts";
import { differences } from "./differences.ts";
import type { MakeId } from "./ids.ts";
import { createTable, type Table } from "./table.ts";

/** Events are kept and sent whether or not anyone listens. */
export interface EventLog {
  readonly table: Table<StripeEvent>;
  /** Stores an event about the object as it is now. */
  emit(type: string, object: object): void;
  /** Makes a change and stores an `updated` event with what was there before; nothing when nothing changed. A throw undoes it. */
  change<T extends object>(type: string, object: T, apply: (object: T) => void): void;
  /** Names the API call behind the events that `run` stores. */
  causedBy<T>(request: EventRequest, run: () => T): T;
  /** Holds back the events that `run` stores and stores those of the leading types first. */
  leadWith<T>(types: readonly string[], run: () => T): T;
}

export interface EventLogOptions {
  readonly clock: StripeClock;
  readonly makeId: MakeId;
  readonly apiVersion: string;
  readonly onEvent: (event: StripeEvent) => void;
}

const BY_ITSELF: EventRequest = { id: null, idempotency_key: null };

export function createEventLog({ clock, makeId, apiVersion, onEvent }: EventLogOptions): EventLog {
  const table = createTable<StripeEvent>("event");
  let request = BY_ITSELF;
  let held: StripeEvent[] | undefined;

  function store(event: StripeEvent) {
    if (held !== undefined) {
      held.push(event);
      return;
    }
    table.add(event);
    onEvent(event);
  }

  function emit(type: string, object: object, previous?: Record<string, unknown>) {
    store({
      id: makeId("evt"),
      object: "event",
      api_version: apiVersion,
      created: clock.now(),
      data: {
        object: structuredClone(object) as Record<string, unknown>,
        ...(previous && { previous_attributes: previous }),
      },
      livemode: false,
      pending_webhooks: 0,
      request: { ...request },
      type,
    });
  }

  return {
    table,
    emit: (type, object) => emit(type, object),
    change(type, object, apply) {
      const before = structuredClone(object) as Record<string, unknown>;
      try {
        apply(object);
      } catch (error) {
        Object.assign(object, before);
        throw error;
      }
      const previous = differences(before, object as Record<string, unknown>);
      if (Object.keys(previous).length > 0) emit(type, object, previous);
    },
    causedBy(cause, run) {
      const outer = request;
      request = cause;
      try {
        return run();
      } finally {
        request = outer;
      }
    },
    leadWith(types, run) {
      const mine: StripeEvent[] = [];
      const outer = held;
      held = mine;
      try {
        return run();
      } finally {
        held = outer;
        const leading = types.flatMap((type) => mine.filter((event) => event.type === type));
        for (const event of [...leading, ...mine.filter((event) => !leading.includes(event))]) store(event);
      }
    },
  };
}
