import type { Peer } from "../../packages/delivery/test/support/peer.ts";
import type { Database } from "../support/start-database.ts";

/** A way to bring stored deliveries to the other service. */
export interface Contender extends AsyncDisposable {
  /** Stores a delivery for each of these users in one transaction; a user may come several times. */
  enqueue(discordIds: readonly string[]): Promise<void>;
}

/** Starts a way to deliver, with a database of its own, to a bot in name. */
export type StartContender = (database: Database, peer: Peer) => Promise<Contender>;
