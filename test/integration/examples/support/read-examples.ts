import { readFileSync } from "node:fs";
import { backendOperations, botOperations, type Operation } from "@moddy/schemas";
import type { Test } from "tap";
import { SECRET, startServer } from "../../../../packages/internal-api/test/support/start-server.ts";

/** The examples of a language on the page on calling the API. */
export interface Examples {
  /** What stands before the operations: the functions that the examples use, or examples of their own. */
  readonly before: readonly string[];
  /** One for each operation, with the reply that it should give. */
  readonly operations: readonly { readonly name: string; readonly code: string; readonly reply: unknown }[];
}

const page = readFileSync(new URL("../../../../docs/calling-the-api.md", import.meta.url), "utf8");
const all: Operation[] = [...Object.values(botOperations), ...Object.values(backendOperations)];

function blocksIn(text: string, language: string): string[] {
  return [...text.matchAll(/```(\w+)\n(.*?)\n```/gs)].flatMap(([, name, code = ""]) =>
    name === language ? [code] : [],
  );
}

/** Reads the page's examples of a language: `sh`, `python` or `ts`. */
export function readExamples(language: string): Examples {
  const [before = "", ...sections] = page.split(/^### /m);
  const operations = sections.flatMap((section) => {
    const [name = ""] = section.split("\n");
    const operation = all.find(({ service, method, path }) => name === `${service}: ${method} ${path}`);
    return blocksIn(section, language).map((code) => ({ name, code, reply: operation?.examples.reply }));
  });
  return { before: blocksIn(before, language), operations };
}

/** Both services, answering with the contract's examples; gives the environment that the examples need. */
export async function startExampleServices(
  t: Test,
  signatures: "accept" | "required",
): Promise<Record<"BOT_INTERNAL_URL" | "BACKEND_INTERNAL_URL" | "INTERNAL_API_SECRET", string>> {
  const bot = await startServer(t, { operations: botOperations, signatures });
  const backend = await startServer(t, { service: "backend", operations: backendOperations, signatures });
  return { BOT_INTERNAL_URL: bot.url, BACKEND_INTERNAL_URL: backend.url, INTERNAL_API_SECRET: SECRET };
}

/** How many operations there are, and so examples of each language. */
export const OPERATION_COUNT = all.length;
