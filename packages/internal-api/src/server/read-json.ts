import secureJson from "secure-json-parse";
import { ApiError } from "./api-error.ts";

const [QUOTE, BACKSLASH, OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = Buffer.from('"\\[]{}');

/** How deep the JSON in `bytes` nests; read without recursion, before anything that could run out of stack. */
function nestingOf(bytes: Uint8Array): number {
  let deepest = 0;
  let depth = 0;
  let inString = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (inString) {
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (byte === OPEN_BRACKET || byte === OPEN_BRACE) deepest = Math.max(deepest, ++depth);
    else if (byte === CLOSE_BRACKET || byte === CLOSE_BRACE) depth--;
  }
  return deepest;
}

function refuse(message: string): ApiError {
  return new ApiError("invalid_request", { fields: [{ path: "", message }] });
}

/** The text of a body. Throws `invalid_request` where it is not UTF-8. */
export function decodeBody(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw refuse("must be UTF-8");
  }
}

/** Escapes that may stand for what no database takes; anything else in a body that is UTF-8 is a whole character. */
const DOUBTFUL_ESCAPE = /\\u(?:0000|d[89a-f])/i;

/** Whether every string in a JSON value, keys included, is whole Unicode without NUL, which PostgreSQL takes nowhere. */
function isStorable(value: unknown): boolean {
  if (typeof value === "string") return value.isWellFormed() && !value.includes("\u0000");
  if (typeof value !== "object" || value === null) return true;
  return Object.entries(value).every(([key, inner]) => isStorable(key) && isStorable(inner));
}

/**
 * The JSON of a body. Throws `invalid_request` for an empty body, for what is not JSON, nests deeper than `levels`, has a
 * key that would reach an object's prototype, or holds a character that cannot be stored.
 */
export function readJson(bytes: Uint8Array, levels: number): unknown {
  if (bytes.length === 0) throw refuse("needs a JSON body");
  if (nestingOf(bytes) > levels) throw refuse(`must nest at most ${levels} levels`);
  const text = decodeBody(bytes);
  const value = parse(text);
  if (DOUBTFUL_ESCAPE.test(text) && !isStorable(value)) throw refuse("must hold no NUL and no half of a character");
  return value;
}

function parse(text: string): unknown {
  try {
    return secureJson.parse(text, { protoAction: "error", constructorAction: "error" });
  } catch {
    throw refuse("must be JSON, without keys such as __proto__");
  }
}
