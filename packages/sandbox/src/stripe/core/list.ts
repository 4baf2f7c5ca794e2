import { invalidRequest, referenceMissing } from "./errors.ts";
import { integer, isWithin, type Range, range, text } from "./params.ts";
import type { Row } from "./table.ts";

export interface List<T> {
  object: "list";
  data: T[];
  has_more: boolean;
  url: string;
}

/** The parameters that every list takes. */
export const pageParams = {
  limit: integer({ min: 1, max: 100 }).optional(),
  starting_after: text.optional(),
  ending_before: text.optional(),
};

/** The parameters of a list whose objects have a time of creation. */
export const listParams = { ...pageParams, created: range.optional() };

export interface Page {
  readonly limit?: number | undefined;
  readonly starting_after?: string | undefined;
  readonly ending_before?: string | undefined;
  readonly created?: Range | undefined;
}

/** Returns one page of `rows`, which are newest first. Throws Stripe's `resource_missing` for a cursor that is not among them. */
export function listPage<T extends Row & { created?: number }>(
  rows: readonly T[],
  { limit = 10, starting_after, ending_before, created }: Page,
  { url, kind }: { url: string; kind: string },
): List<T> {
  const within = created === undefined ? rows : rows.filter((row) => isWithin(row.created ?? 0, created));
  if (starting_after !== undefined && ending_before !== undefined) {
    throw invalidRequest("You cannot parameterize both starting_after and ending_before.", { param: "starting_after" });
  }
  if (ending_before !== undefined) {
    const end = positionOf(within, ending_before, kind, "ending_before");
    const start = Math.max(0, end - limit);
    return { object: "list", data: within.slice(start, end), has_more: start > 0, url };
  }
  const start = starting_after === undefined ? 0 : positionOf(within, starting_after, kind, "starting_after") + 1;
  return { object: "list", data: within.slice(start, start + limit), has_more: start + limit < within.length, url };
}

function positionOf(rows: readonly Row[], id: string, kind: string, param: string): number {
  const position = rows.findIndex((row) => row.id === id);
  if (position === -1) throw referenceMissing(kind, id, param);
  return position;
}

/** A list within an object, never longer than a page. */
export function listOf<T>(data: T[], url: string): List<T> {
  return { object: "list", data, has_more: false, url };
}
