/** A piece of the product's source, and what stands there in its place. */
export interface SourcePatch {
  readonly file: string;
  readonly find: string;
  readonly put: string;
}

/** What stands between a fault and its damage. */
export type Safeguard = "inbox" | "nonce" | "transaction" | "version" | "lock";

/**
 * What has to go for a safeguard to be gone. The product has no switch for any of it: its source is changed on the way
 * into this process alone.
 */
export const SOURCE_PATCHES: Readonly<Record<Safeguard, readonly SourcePatch[]>> = {
  // The bot's memory of what it has carried out: the keys, and the messages.
  inbox: [
    { file: "delivery/src/inbox/create-inbox.ts", find: "entry.status !== null", put: "false as boolean" },
    { file: "bot/src/store/messages.ts", find: "if (fresh) return", put: "return" },
  ],
  nonce: [{ file: "bot/src/discord/api.ts", find: "enforce_nonce: true", put: "enforce_nonce: false" }],
  // Each statement commits by itself.
  transaction: [
    { file: "backend/src/store/transaction.ts", find: "db.transaction().execute(", put: "(async (run) => run(db))(" },
  ],
  version: [
    {
      file: "bot/src/store/role-states.ts",
      find: "coalesce(excluded.version >= role_states.version, true)",
      put: "true",
    },
  ],
  // One writer per member and per conversation.
  lock: [
    {
      file: "runtime/src/database/create-advisory-locks.ts",
      find: "const lock = await waitForLock(",
      put: "const lock = /^(roles|notify):/.test(key) ? { signal, release: async () => {} } : await waitForLock(",
    },
  ],
};
