import { type IdempotencyStore, isFinalReply, type StoredReply } from "@moddy/internal-api/server";

interface Entry {
  readonly identity: string;
  reply?: StoredReply;
  running: boolean;
}

/** An idempotency store for tests: it forgets with the process, which no service may. */
export function createMemoryIdempotencyStore(): IdempotencyStore {
  const entries = new Map<string, Entry>();
  return {
    async run(call, execute) {
      const identity = `${call.operation} ${call.bodyHash}`;
      const known = entries.get(call.key);
      if (known !== undefined && known.identity !== identity) return { kind: "conflict" };
      if (known?.reply !== undefined) return { kind: "replayed", reply: known.reply };
      if (known?.running) return { kind: "busy" };
      const entry: Entry = known ?? { identity, running: true };
      entries.set(call.key, entry);
      entry.running = true;
      try {
        const reply = await execute({ resumed: known !== undefined });
        if (isFinalReply(reply)) entry.reply = reply;
        return { kind: "fresh", reply };
      } finally {
        entry.running = false;
      }
    },
  };
}
