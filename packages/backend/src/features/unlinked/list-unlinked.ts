import type { Handler } from "@moddy/internal-api/server";
import { type backendOperations, FREE_PLAN, type Plan, type ReplyOf } from "@moddy/schemas";
import { PAYING_STATUSES, pricesOf } from "../../account/pays-for-plan.ts";
import type { Dependencies } from "../../dependencies.ts";
import { countUnlinked, listUnlinked, type UnlinkedCustomer } from "../../store/unlinked.ts";

type Customer = ReplyOf<typeof backendOperations.unlinkedList>["customers"][number];

function planOf(priceIds: readonly string[], plans: readonly Plan[]): string {
  const paid = plans.filter(({ price_ids }) => price_ids.some((id) => priceIds.includes(id)));
  return paid.toSorted((a, b) => b.rank - a.rank)[0]?.id ?? FREE_PLAN;
}

function describe({ price_ids, amount, since, ...row }: UnlinkedCustomer, plans: readonly Plan[]): Customer {
  const { customer_id, subscription_id, status, currency } = row;
  const plan = planOf(price_ids, plans);
  return { customer_id, subscription_id, plan, status, amount: Number(amount), currency, since: since.toISOString() };
}

/** Where a page ends: the time and the id of its last row. */
function readCursor(cursor: string | null): { since: Date; customerId: string } | null {
  if (cursor === null) return null;
  const end = cursor.indexOf("_");
  return { since: new Date(Number(cursor.slice(0, end))), customerId: cursor.slice(end + 1) };
}

/** Answers `unlinked_list`. */
export function createUnlinkedList(
  deps: Pick<Dependencies, "db" | "plans">,
): Handler<typeof backendOperations.unlinkedList> {
  return async ({ limit, after }) => {
    const paid = { statuses: PAYING_STATUSES, prices: pricesOf(deps.plans) };
    const rows = await listUnlinked(deps.db, paid, { limit: limit + 1, after: readCursor(after ?? null) });
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    const next = rows.length > limit && last ? `${last.since.getTime()}_${last.customer_id}` : null;
    const { count: total } = await countUnlinked(deps.db, paid);
    const message = total === 1 ? "1 customer." : `${total} customers.`;
    return { success: true, message, total, customers: page.map((row) => describe(row, deps.plans)), next };
  };
}
