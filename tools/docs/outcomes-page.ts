import { OUTCOME_CODES, OUTCOMES } from "@moddy/schemas";
import { code, page, table } from "./markdown.ts";

/** The page on outcomes. */
export function outcomesPage(): string {
  const rows = OUTCOME_CODES.map((name) => {
    const { final, success, discordCodes, meaning, fix } = OUTCOMES[name];
    const kind = final ? (success ? "final, success" : "final") : "tried again";
    return [code(name), kind, discordCodes.map(String).join(", "), meaning, fix];
  });
  return page(
    "Outcomes",
    "What became of a delivery. A final outcome ends it; any other is tried again with growing pauses for up to seven " +
      "days. An operation's reply names its outcome in `outcome`; a business no is a 200.",
    table(["outcome", "kind", "Discord's codes", "meaning", "what to do"], rows),
  );
}
