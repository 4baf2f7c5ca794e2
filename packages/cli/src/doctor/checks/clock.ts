import { type FetchResult, fetchJson } from "../../network/fetch-json.ts";
import type { Check } from "../check.ts";
import type { CheckContext } from "../check-context.ts";
import { bad, ok, skipped, warn } from "../finding.ts";

// Signatures more than five minutes old, or in the future, are rejected. Source: Standard Webhooks, "Webhook timestamp".
const BAD_SECONDS = 300;
const WARN_SECONDS = 60;

function secondsAhead(answer: FetchResult & { kind: "answer" }): number | undefined {
  const theirs = Date.parse(answer.header("date") ?? "");
  return Number.isNaN(theirs) ? undefined : Math.round((theirs - (answer.sentAt + answer.receivedAt) / 2) / 1_000);
}

function formatSpan(seconds: number): string {
  const whole = Math.abs(seconds);
  if (whole < 120) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Compares our clock with a third one, Discord's or Stripe's, to find which of the two is wrong. */
async function findWrongClock({ configuration, cli, own, peer }: CheckContext): Promise<string> {
  const third = configuration.bot?.DISCORD_API_BASE ?? configuration.backend?.STRIPE_API_BASE ?? "";
  const answer = await fetchJson(third, { timeoutMs: 3_000, signal: cli.signal, now: cli.now });
  const ahead = answer.kind === "answer" ? secondsAhead(answer) : undefined;
  if (ahead === undefined) return "The clock of one of the two hosts is wrong.";
  const wrong = Math.abs(ahead) > WARN_SECONDS ? own : peer;
  return `The clock of the ${wrong.title}'s host is wrong, compared with a third clock (${new URL(third).hostname}).`;
}

/** The difference between the two clocks. */
export const clock: Check = {
  id: "clock",
  title: "clocks",
  run: async (context) => {
    const answer = await context.fetchPeerHealthWithoutSecret();
    const ahead = answer.kind === "answer" ? secondsAhead(answer) : undefined;
    if (ahead === undefined) return skipped("the answer has no Date header");
    const { peer } = context;
    const difference = Math.abs(ahead);
    const found = `the ${peer.title}'s clock is ${formatSpan(ahead)} ${ahead > 0 ? "ahead of" : "behind"} ours`;
    const fix = "Synchronize the clocks of both hosts with NTP (`timedatectl set-ntp true`), then run this again.";
    if (difference > BAD_SECONDS) {
      const cause = `${await findWrongClock(context)} Signatures older than five minutes are rejected.`;
      return bad("clock_off", found, cause, fix);
    }
    if (difference > WARN_SECONDS) return warn("clock_drifts", found, fix);
    return ok(difference <= 1 ? "both agree to within a second" : found);
  },
};
