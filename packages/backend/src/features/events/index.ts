import type { Dependencies } from "../../dependencies.ts";
import type { BackendFeature } from "../feature.ts";
import { createEventsList } from "./list.ts";
import { createEventsRetry } from "./retry.ts";
import { createEventsShow } from "./show.ts";

/** Stripe's events: to look at, and to try again. */
export const events = {
  name: "events",
  setUp(dependencies: Pick<Dependencies, "db" | "stripeQueue" | "now">) {
    return {
      operations: {
        eventsList: createEventsList(dependencies),
        eventsShow: createEventsShow(dependencies),
        eventsRetry: createEventsRetry(dependencies),
      },
    };
  },
} satisfies BackendFeature;
