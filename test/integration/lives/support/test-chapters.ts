import type { Test } from "tap";
import { type Pair, startPair } from "../../../support/start-pair.ts";
import type { Chapter } from "./life.ts";
import { live } from "./live.ts";

const ENDED = ["canceled", "incomplete_expired"];

/** Ends what goes on, so that it does not go on beside the lives that follow. */
async function endAll({ sandbox, control, settle }: Pick<Pair, "sandbox" | "control" | "settle">): Promise<void> {
  const open = sandbox.stripe.subscriptions.all().filter(({ status }) => !ENDED.includes(status));
  for (const { id } of open) await control("POST", `/stripe/subscriptions/${id}/cancel`, {});
  await settle();
}

/** Has the lives of some chapters lived through the sandbox by the real services, and compares each with its promises. */
export async function testChapters(t: Test, chapters: readonly Chapter[]): Promise<void> {
  const pair = await startPair(t);
  const alike = Map.groupBy(chapters, ({ afterRetries }) => afterRetries);
  for (const [afterRetries, each] of alike) {
    const lives = each.flatMap(({ title, lives }) =>
      lives.map((life) => ({ ...life, name: `${title}: ${life.name}` })),
    );
    for (const { name, came, promised } of await live(pair, lives, afterRetries)) t.same(came, promised, name);
    await endAll(pair);
  }
}
