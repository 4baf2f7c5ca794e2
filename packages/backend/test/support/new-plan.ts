import type { Plan } from "@moddy/schemas";

/** A plan with one price, `price_<id>`. */
export function newPlan(id: string, rank: number): Plan {
  return { id, name: id, rank, price_ids: [`price_${id}`], role_ids: ["1100000000000000011"] };
}
