import { backendOperations, type ReplyOf, type RequestOf } from "@moddy/schemas";

const { eventsList, eventsShow, eventsRetry } = backendOperations;

/** The operations over Stripe's events. */
export const eventOperations = { eventsList, eventsShow, eventsRetry };

/** The request for a page of the list. */
export type ListRequest = RequestOf<typeof eventsList>;

/** One page of the list. */
export type EventPage = ReplyOf<typeof eventsList>;

/** One line of the list. */
export type EventSummary = EventPage["events"][number];

/** One event. */
export type EventDetails = NonNullable<ReplyOf<typeof eventsShow>["event"]>;
