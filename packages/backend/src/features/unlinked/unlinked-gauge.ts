import { Gauge } from "prom-client";
import { PAYING_STATUSES, pricesOf } from "../../account/pays-for-plan.ts";
import type { Dependencies } from "../../dependencies.ts";
import { countUnlinked } from "../../store/unlinked.ts";

/** Counts the customers who pay for a plan and whose Discord user is not known. */
export function createUnlinkedGauge({ db, plans }: Pick<Dependencies, "db" | "plans">): Gauge {
  const paid = { statuses: PAYING_STATUSES, prices: pricesOf(plans) };
  return new Gauge({
    name: "moddy_unlinked_payments",
    help: "Customers who pay for a plan and whose Discord user is not known.",
    registers: [],
    async collect() {
      this.set((await countUnlinked(db, paid)).count);
    },
  });
}
