import { Gauge } from "prom-client";
import type { Dependencies } from "../../dependencies.ts";
import { countPlans } from "../../store/entitlements.ts";

/** Counts who has which plan. */
export function createEntitledUsersGauge({ db }: Pick<Dependencies, "db">): Gauge {
  return new Gauge({
    name: "moddy_entitled_users",
    help: "Discord users by the plan they have.",
    labelNames: ["plan"],
    registers: [],
    async collect() {
      this.reset();
      for (const [plan, count] of await countPlans(db)) this.set({ plan }, count);
    },
  });
}
