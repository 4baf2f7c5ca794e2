import type { Operation } from "../core/operation.ts";
import { customerOperations } from "./customers.ts";
import { eventOperations } from "./events.ts";
import { subscriptionOperations } from "./subscriptions.ts";

/** All calls that `/v1` answers. */
export const operations: readonly Operation[] = [...customerOperations, ...eventOperations, ...subscriptionOperations];
