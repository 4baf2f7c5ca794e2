import { z } from "zod";
import type { StripeState } from "../state.ts";
import { defineOperation } from "./define-operation.ts";
import type { Operation } from "./operation.ts";

/** An operation without parameters that returns the object whose id is in the path. */
export function defineRetrieve(
  path: `/${string}/:id`,
  returns: string,
  find: (state: StripeState, id: string) => unknown,
): Operation {
  return defineOperation({
    method: "GET",
    path,
    returns,
    params: z.strictObject({}),
    run: ({ state, ids: { id = "" } }) => find(state, id),
  });
}
