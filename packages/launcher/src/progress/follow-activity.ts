import { createInterface } from "node:readline";
import { Readable } from "node:stream";

/** One thing that happened in the sandbox (docs/sandbox.md). */
export interface Activity {
  type: string;
  data: Record<string, unknown>;
}

/** Calls back with everything that happens in the sandbox, from its start on, until the signal is aborted or it ends. */
export async function followActivity(
  sandboxUrl: string,
  onActivity: (activity: Activity) => void,
  signal: AbortSignal,
): Promise<void> {
  const response = await fetch(`${sandboxUrl}/_sandbox/events?after=0`, { signal });
  if (!response.body) throw new Error("The sandbox does not tell what happens.");
  const lines = createInterface({ input: Readable.fromWeb(response.body) });
  for await (const line of lines) {
    if (line.startsWith("data: ")) onActivity(JSON.parse(line.slice("data: ".length)) as Activity);
  }
}
