import { readFileSync } from "node:fs";

const folder = new URL("../../../../.moddy/specs/", import.meta.url);

export interface Spec<T> {
  /** The description, or undefined where the file is missing. */
  readonly value: T | undefined;
  /** For a test's `skip`: false when the description is there, else a sentence that says how to get it. */
  readonly skip: string | false;
}

/**
 * Reads a published description that `npm run specs` stored. Throws when it is missing and the environment variable
 * CI_REQUIRE names `specs`, so that CI cannot pass without these tests.
 */
export function readSpec<T>(file: string): Spec<T> {
  try {
    return { value: JSON.parse(readFileSync(new URL(file, folder), "utf8")) as T, skip: false };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    const message = `.moddy/specs/${file} is missing: run "npm run specs".`;
    if (isRequired()) throw new Error(message, { cause: error });
    return { value: undefined, skip: message };
  }
}

function isRequired(): boolean {
  return (process.env["CI_REQUIRE"] ?? "").split(",").some((name) => name.trim() === "specs");
}
