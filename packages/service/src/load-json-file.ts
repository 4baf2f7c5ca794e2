import { readFile } from "node:fs/promises";
import { ConfigError } from "@moddy/runtime";
import { z } from "zod";

/**
 * Reads a JSON file whose path is the value of an environment variable, and checks it against a schema.
 * @throws {ConfigError} with the variable if the file cannot be read, is not JSON or does not match the schema.
 */
export async function loadJsonFile<Schema extends z.ZodType>(options: {
  variable: string;
  path: string;
  schema: Schema;
}): Promise<z.output<Schema>> {
  const { variable, path, schema } = options;
  const fail = (problem: string, fix: string): ConfigError =>
    new ConfigError([{ variable, problem: `names ${path}, ${problem}`, fix }]);
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw fail(`which cannot be read (${error.code})`, "correct the path");
  });
  const parsed = schema.safeParse(parseJson(text, fail));
  if (!parsed.success) throw fail(`which is not valid:\n${z.prettifyError(parsed.error)}`, "correct the file");
  return parsed.data;
}

function parseJson(text: string, fail: (problem: string, fix: string) => ConfigError): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw fail(`which is not JSON (${error instanceof Error ? error.message : "unreadable"})`, "correct the file");
  }
}
