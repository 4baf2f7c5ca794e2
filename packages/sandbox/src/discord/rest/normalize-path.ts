import { REST_PREFIX } from "./request-hooks.ts";

/** Decodes `%40` in a path of the API: clients may encode the sign in `@me` and `@original`, and the router matches it literally. */
export function normalizePath(url: string): string {
  if (!url.startsWith(REST_PREFIX)) return url;
  const [path = "", ...query] = url.split("?");
  return [path.replace(/%40/gi, "@"), ...query].join("?");
}
