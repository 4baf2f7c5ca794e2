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
    "The result of a delivery. A final outcome ends the delivery. With any other, it is tried again for up to seven days, with " +
      "longer and longer pauses. A reply has its outcome in `outcome`; a business no is a 200. What a reply without it " +
      "means is on the page about [other services](../other-services.md).",
    table(["outcome", "kind", "Discord's codes", "meaning", "what to do"], rows),
  );
}
