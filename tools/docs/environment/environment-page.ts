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
    "A service reads its environment once, at its start, and beside it a file `.env` in the folder it is started in; what " +
      "the environment sets wins. An empty variable counts as not set. A variable that does not fit stops the start: the " +
      "service then names every faulty one and what to do, and never prints a value. " +
      "[`.env.example`](../../.env.example) holds all of them to be filled in.",
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
