import { code, page, table } from "../markdown.ts";
import { type Variable, variablesBySection } from "./variables.ts";

/** The page on environment variables. */
export function environmentPage(): string {
  const parts = [...variablesBySection()].flatMap(([section, variables]) => [
    `## ${section}`,
    table(["variable", "read by", "where it is not set", "about"], variables.map(rowOf)),
  ]);
  return page(
    "Environment variables",
    "A service reads its environment once, at its start, and the file `.env` in the folder where it starts. The environment " +
      "wins over the file. An empty variable counts as not set. A wrong value stops the start: the service then names every " +
      "wrong variable and what to do, and never prints a value. " +
      "[`.env.example`](../../.env.example) has all of them, to fill in.",
    ...parts,
  );
}

function rowOf(variable: Variable): string[] {
  const { name, readers, description, source, atStart } = variable;
  const about = [
    description,
    ...(source === undefined ? [] : [`From: ${source}`]),
    ...(atStart === undefined ? [] : [`\`npm start\`: ${atStart}.`]),
  ];
  return [code(name), [...readers.keys()].join(", "), absenceOf(variable), about.join(" ").replace(/([^.])$/, "$1.")];
}

/** What happens where a variable is not set. */
function absenceOf({ readers, isRequired }: Variable): string {
  if (isRequired) return "does not start";
  const shown = [...readers].map(([reader, value]) => [reader, value === undefined ? "–" : code(value)] as const);
  const values = new Set(shown.map(([, value]) => value));
  return values.size === 1 ? [...values].join("") : shown.map(([reader, value]) => `${value} (${reader})`).join(", ");
}
