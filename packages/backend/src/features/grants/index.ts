import type { Dependencies } from "../../dependencies.ts";
import type { BackendFeature } from "../feature.ts";
import { createGrantsCreate } from "./create-grant.ts";
import { createGrantsRevoke } from "./revoke-grants.ts";

/** Plans that a person gives and takes by hand. */
export const grants = {
  name: "grants",
  setUp(dependencies: Pick<Dependencies, "transact" | "refreshEntitlement" | "plans" | "now">) {
    return {
      operations: {
        grantsCreate: createGrantsCreate(dependencies),
        grantsRevoke: createGrantsRevoke(dependencies),
      },
    };
  },
} satisfies BackendFeature;
