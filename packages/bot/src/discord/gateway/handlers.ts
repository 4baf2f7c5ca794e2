import type { backendOperations, RequestOf } from "@moddy/schemas";
import type { GatewayDispatchPayload } from "discord.js";
import type { Transaction } from "kysely";
import type { BotTables } from "../../store/tables.ts";

/** What the backend is told of an event. */
export type BackendEvent = RequestOf<typeof backendOperations.eventNotify>;

/** Records what an event means, in the transaction that claims the event. @returns what the backend is told of it. */
export type RecordEvent = (trx: Transaction<BotTables>) => Promise<readonly BackendEvent[]>;

/** What a feature makes of the gateway's events. */
export interface GatewayHandlers {
  /** Reads an event. @returns how it is recorded; undefined for an event that means nothing to the feature. */
  readonly read?: (payload: GatewayDispatchPayload) => RecordEvent | undefined;
  /** Called once for each event that any feature has recorded; what it starts goes on in the background. */
  readonly onStored?: (payload: GatewayDispatchPayload) => void;
  /** The session was made or resumed by this process. */
  readonly onConnected?: (how: "ready" | "resumed") => void;
  /** Resolves when what runs in the background has ended. */
  readonly finish?: () => Promise<void>;
}
