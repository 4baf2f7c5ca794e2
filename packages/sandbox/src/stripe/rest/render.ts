import { isBeforeBasil, toLegacy } from "../legacy/to-legacy.ts";
import type { StripeState } from "../state.ts";

/** How many of its lines an invoice holds itself; the others are listed by `/invoices/:id/lines`. */
const EMBEDDED_LINES = 10;

interface Lines {
  readonly data: readonly unknown[];
}

function withFirstLines(object: object): object {
  const { object: kind, data, lines } = object as { object?: string; data?: object[]; lines?: Lines };
  if (kind === "list" && data) return { ...object, data: data.map(withFirstLines) };
  if (kind !== "invoice" || !lines || lines.data.length <= EMBEDDED_LINES) return object;
  return { ...object, lines: { ...lines, data: lines.data.slice(0, EMBEDDED_LINES), has_more: true } };
}

/** Renders an object in an API version, without changing it. */
export function renderIn<T extends object>(state: StripeState, object: T, version: string): T {
  const page = withFirstLines(object);
  return (isBeforeBasil(version) ? toLegacy(state, page) : page) as T;
}
