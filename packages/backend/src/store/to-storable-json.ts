/** PostgreSQL takes no NUL and no half of a character; what a person typed at Stripe may hold either. */
export function toStorableJson(value: object): string {
  return JSON.stringify(value).replace(/\\(?:u([\da-f]{4})|.)/gi, (escape, code: string = "") =>
    /^(?:0000|d[89a-f])/i.test(code) ? "\\ufffd" : escape,
  );
}
