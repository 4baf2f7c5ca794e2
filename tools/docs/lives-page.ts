import type { Chapter, Step } from "../../test/integration/lives/support/life.ts";
import { chapters } from "../../test/integration/lives/table/chapters.ts";
import { page, table } from "./markdown.ts";

const AFTER_RETRIES = {
  cancel: "",
  past_due: "Stripe is set to leave a subscription past due after the last retry of its payment.",
  unpaid: "Stripe is set to mark a subscription as unpaid after the last retry of its payment.",
} as const;

function tellStep([what, has, ...told]: Step): string {
  const messages = told.map((each) => ` “${each}”`);
  return `${what.words} → **${has}**${messages.join(",")}`;
}

function tellChapter({ title, lives, afterRetries }: Chapter): readonly string[] {
  const rows = lives.map(({ name, steps }) => [name, steps.map(tellStep).join("<br>")]);
  return [`## ${title}`, AFTER_RETRIES[afterRetries], table(["life", "what happens → what the user then has"], rows)];
}

/** The page on what a user has in each life of a subscription, from the table that the tests live through. */
export function livesPage(): string {
  return page(
    "What a user has",
    "What a user has in Discord, and which message they get, after each thing that can happen to a subscription. A test lives " +
      "every line of this page through with the real services, a local Stripe and a local Discord.",
    "**free**, **premium** and **pro** are plans and stand for their roles. A step without “…” sends no message. Each life " +
      "begins on day 0, the first of January, and a payment that failed has three days of grace; both are only examples. " +
      "[messages.md](messages.md) has the messages, `entitlement` in the plan catalogue changes the rules.",
    ...Object.values(chapters).flat().flatMap(tellChapter),
  );
}
