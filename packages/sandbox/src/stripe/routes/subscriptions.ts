import { z } from "zod";
import { defineOperation } from "../core/define-operation.ts";
import type { Operation } from "../core/operation.ts";

const retrieve = defineOperation({
  method: "GET",
  path: "/subscriptions/:id",
  returns: "subscription",
  params: z.strictObject({}),
  run: ({ state, ids: { id = "" } }) => state.subscriptions.get(id),
});

export const subscriptionOperations: readonly Operation[] = [retrieve];
