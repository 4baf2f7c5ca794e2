import { z } from "zod";
import { defineOperation } from "../core/define-operation.ts";
import { resourceMissing } from "../core/errors.ts";
import type { Operation } from "../core/operation.ts";

const retrieveOwn = defineOperation({
  method: "GET",
  path: "/account",
  returns: "account",
  params: z.strictObject({}),
  run: ({ state }) => state.account,
});

const retrieve = defineOperation({
  method: "GET",
  path: "/accounts/:id",
  returns: "account",
  params: z.strictObject({}),
  run({ state, ids: { id = "" } }) {
    if (id !== state.account.id) throw resourceMissing("account", id, "account");
    return state.account;
  },
});

export const accountOperations: readonly Operation[] = [retrieveOwn, retrieve];
