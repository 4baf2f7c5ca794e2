import type { EventRequest, StripeEvent } from "../shapes/event.ts";
import type { StripeClock } from "./clock.ts";
import { differences } from "./differences.ts";
import type { MakeId } from "./ids.ts";
import { createTable, type Table } from "./table.ts";

/** Stores events, whether or not an endpoint gets them. */
export interface EventLog {
  readonly table: Table<StripeEvent>;
  /** Stores an event with the object's current state. */
  emit(type: string, object: object): void;
  /** Applies a change and stores an event with the old values. Stores none when nothing changed; undoes the change when `apply` throws. */
  change<T extends object>(type: string, object: T, apply: (object: T) => void): void;
  /** Stores the events of `run` with this API call as their request. */
  withRequest<T>(request: EventRequest, run: () => T): T;
  /** Stores the events of `run` after it has ended: those of the given types first, in the order of `types`. */
  emitFirst<T>(types: readonly string[], run: () => T): T;
  /** Stores no events of `run`, as if they were too old. */
  mute<T>(run: () => T): T;
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
  let buffered: StripeEvent[] | undefined;

  function store(event: StripeEvent) {
    if (buffered !== undefined) {
      buffered.push(event);
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
    withRequest(cause, run) {
      const outer = request;
      request = cause;
      try {
        return run();
      } finally {
        request = outer;
      }
    },
    mute(run) {
      const outer = buffered;
      buffered = [];
      try {
        return run();
      } finally {
        buffered = outer;
      }
    },
    emitFirst(types, run) {
      const own: StripeEvent[] = [];
      const outer = buffered;
      buffered = own;
      try {
        return run();
      } finally {
        buffered = outer;
        const leading = types.flatMap((type) => own.filter((event) => event.type === type));
        for (const event of [...leading, ...own.filter((event) => !leading.includes(event))]) store(event);
      }
    },
  };
}
