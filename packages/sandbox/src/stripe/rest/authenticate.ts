import { StripeError } from "../core/errors.ts";

/** Reads the key from `Authorization: Bearer …` or Basic. Throws Stripe's 401 when it is missing or wrong. */
export function authenticate(header: string | undefined, secretKey: string): void {
  const key = keyIn(header);
  if (key === "") {
    throw unauthorized(
      "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details, or we can help at https://support.stripe.com/.",
    );
  }
  if (key !== secretKey) throw unauthorized(`Invalid API Key provided: ${maskKey(key)}`);
}

function keyIn(header = ""): string {
  const [scheme = "", value = ""] = header.split(/ +/, 2);
  if (/^bearer$/i.test(scheme)) return value;
  if (!/^basic$/i.test(scheme)) return "";
  return Buffer.from(value, "base64").toString("utf8").split(":", 1)[0] ?? "";
}

function unauthorized(message: string): StripeError {
  return new StripeError({ status: 401, message });
}

function maskKey(key: string): string {
  const shown = key.slice(0, 8);
  return key.length <= 12 ? "*".repeat(key.length) : `${shown}${"*".repeat(key.length - 12)}${key.slice(-4)}`;
}
