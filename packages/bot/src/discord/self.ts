import type { DiscordApi } from "./api.ts";
import type { Attempt } from "./failure.ts";

/** Reads the bot's own user id. */
export type ReadSelfId = (signal?: AbortSignal) => Promise<Attempt<string>>;

/** Makes a reader that asks Discord once. */
export function createReadSelfId(api: DiscordApi): ReadSelfId {
  let selfId: string | undefined;
  return async (signal) => {
    if (selfId !== undefined) return { ok: true, value: selfId };
    const self = await api.readSelf(signal);
    if (!self.ok) return self;
    selfId = self.value.id;
    return { ok: true, value: selfId };
  };
}
