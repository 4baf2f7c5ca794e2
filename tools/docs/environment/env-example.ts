import { type Variable, variablesBySection } from "./variables.ts";

const WIDTH = 120;

const INTRODUCTION = `Copy this file to .env and fill in what you have. You can leave it as it is: then \`npm start\` runs against the
sandbox, a local Discord and a local Stripe. With DISCORD_TOKEN, MODDY_GUILD_ID, STRIPE_API_KEY and
STRIPE_WEBHOOK_SECRET it runs against the real ones.

A variable that is empty or behind a # counts as not set. What the environment sets wins over this file.
Written by npm run docs; docs/reference/environment.md says the same as tables.`;

/** `.env.example`: every variable with what it is, where to get it, who reads it and what stands in for it. */
export function envExample(): string {
  const sections = [...variablesBySection()].map(([section, variables]) =>
    [`# ---- ${section} ${"-".repeat(WIDTH - section.length - 8)}`, ...variables.map(entryOf)].join("\n\n"),
  );
  return `${[commented(INTRODUCTION), ...sections].join("\n\n")}\n`;
}

function entryOf(variable: Variable): string {
  const { name, description, source, readers, isRequired, atStart } = variable;
  const defaults = new Set(readers.values());
  const lines = [
    description,
    ...(source === undefined ? [] : [`From: ${source}`]),
    `Read by: ${[...readers.keys()].join(", ")}. ${absenceOf(variable)}`,
    ...(atStart === undefined ? [] : [`npm start: ${atStart}.`]),
  ];
  const only = defaults.size === 1 ? [...defaults].join("") : "";
  return `${commented(lines.join("\n"))}\n${isRequired ? `${name}=` : `# ${name}=${only}`}`;
}

function absenceOf({ readers, isRequired }: Variable): string {
  if (isRequired) return "Needed.";
  const values = new Set(readers.values());
  if (values.size > 1) {
    return `Default: ${[...readers].map(([reader, value]) => `${value ?? "none"} (${reader})`).join(", ")}`;
  }
  const [value] = values;
  return value === undefined ? "Optional." : `Default: ${value}`;
}

/** A text as comment lines that end before the width. */
function commented(text: string): string {
  return text.split("\n").map(wrap).join("\n");
}

function wrap(line: string): string {
  const lines = ["#"];
  for (const word of line.match(/(`[^`]*`|\S)+/g) ?? []) {
    const last = lines.at(-1) ?? "";
    if (`${last} ${word}`.length <= WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`# ${word}`);
  }
  return lines.join("\n");
}
