import type { Operation, Outcome } from "@moddy/schemas";

/**
 * The sentences of services that have no outcomes, and what each means; of several outcomes the first that the operation
 * has. Source: the description of the original bot.
 */
const SENTENCES: ReadonlyMap<string, readonly Outcome[]> = new Map<string, readonly Outcome[]>([
  ["member not in guild", ["not_member", "no_mutual_guild"]],
  ["user not in guild", ["not_member", "no_mutual_guild"]],
  ["member not found", ["not_member", "no_mutual_guild"]],
  ["user not found", ["unknown_user"]],
  ["dm failed", ["dm_closed"]],
  ["missing permission", ["missing_permission"]],
  ["missing permissions", ["missing_permission"]],
  ["role not found", ["unknown_role"]],
  ["role too high", ["role_too_high"]],
  ["bot not ready", ["bot_not_ready"]],
]);

const MOST_CHARACTERS = 200;

/** The words alone, without case, punctuation and numbers such as ids. */
function wordsOf(sentence: string): string {
  const words =
    sentence
      .slice(0, MOST_CHARACTERS)
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? [];
  return words.filter((word) => !/^\d+$/.test(word)).join(" ");
}

/** What a sentence of a reply means for its operation; undefined unless it is known. */
export function readSentence(sentence: string, { outcomes }: Pick<Operation, "outcomes">): Outcome | undefined {
  return SENTENCES.get(wordsOf(sentence))?.find((outcome) => outcomes.includes(outcome));
}
