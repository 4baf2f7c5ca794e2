import secureJson from "secure-json-parse";
import { ApiError } from "./api-error.ts";

const [QUOTE, BACKSLASH, OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = Buffer.from('"\\[]{}');

/** How deep the JSON in `bytes` nests. Counted without recursion, before any code that could run out of stack. */
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

/** The text of a body. Throws `invalid_request` if it is not UTF-8. */
export function decodeBody(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw refuse("must be UTF-8");
  }
}

/** Escapes that can mean a NUL or half a character. Other text is whole characters, because the body is UTF-8. */
const UNSTORABLE_ESCAPE = /\\u(?:0000|d[89a-f])/i;

/** Whether PostgreSQL can store every string and key of a JSON value: well-formed Unicode without NUL. */
function isStorable(value: unknown): boolean {
  if (typeof value === "string") return value.isWellFormed() && !value.includes("\u0000");
  if (typeof value !== "object" || value === null) return true;
  return Object.entries(value).every(([key, inner]) => isStorable(key) && isStorable(inner));
}

/**
 * Parses the JSON of a body. Throws `invalid_request` if it is empty, is not JSON, nests deeper than `levels`, has a key
 * that would change an object's prototype, or holds a character that PostgreSQL cannot store.
 */
export function readJson(bytes: Uint8Array, levels: number): unknown {
  if (bytes.length === 0) throw refuse("needs a JSON body");
  if (nestingOf(bytes) > levels) throw refuse(`must nest at most ${levels} levels`);
  const text = decodeBody(bytes);
  const value = parse(text);
  if (UNSTORABLE_ESCAPE.test(text) && !isStorable(value)) throw refuse("must not hold a NUL or half of a character");
  return value;
}

function parse(text: string): unknown {
  try {
    return secureJson.parse(text, { protoAction: "error", constructorAction: "error" });
  } catch {
    throw refuse("must be JSON, without keys such as __proto__");
  }
}
