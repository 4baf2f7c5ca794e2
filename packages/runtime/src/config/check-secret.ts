/** The shortest allowed secret, in characters. */
export const SECRET_MIN_LENGTH = 32;

const MAKE_ONE = "make one with `npx moddy secret` and set it on both services";
const PLACEHOLDERS =
  /change.?me|replace.?(me|this)|placeholder|example|insert.?here|your.?(own.?)?(internal|api|shared|secret|key|token)|^<.*>$|^\$\{/i;

/** What is wrong with a secret and how to fix it, or undefined if it is good. The result never holds the secret. */
export function checkSecret(value: string): { readonly problem: string; readonly fix: string } | undefined {
  if (value !== value.trim()) {
    return { problem: "has white space or a newline at its start or end", fix: "remove it; look at the very end" };
  }
  if (/^["'`]|["'`]$/.test(value)) return { problem: "has quotes around it", fix: "remove the quotes" };
  if (/^bearer\b/i.test(value)) return { problem: 'begins with "Bearer"', fix: "give the secret alone" };
  if (!/^[\x21-\x7e]+$/.test(value)) {
    return { problem: "holds white space or characters that no HTTP header carries", fix: MAKE_ONE };
  }
  if (PLACEHOLDERS.test(value)) return { problem: "is a placeholder, not a secret", fix: MAKE_ONE };
  if (value.length < SECRET_MIN_LENGTH) {
    return { problem: `is shorter than ${SECRET_MIN_LENGTH} characters`, fix: MAKE_ONE };
  }
  if (new Set(value).size < 8) return { problem: "repeats a few characters, so it can be guessed", fix: MAKE_ONE };
  return undefined;
}
