import type { Dependencies } from "../../dependencies.ts";
import type { BackendFeature } from "../feature.ts";
import { createPurgeJob } from "./purge-old-rows.ts";

/** Deletes old rows, once a day. */
export const purge = {
  name: "purge",
  setUp(dependencies: Pick<Dependencies, "db" | "inbox" | "now">) {
    return { jobs: [createPurgeJob(dependencies)] };
  },
} satisfies BackendFeature;
