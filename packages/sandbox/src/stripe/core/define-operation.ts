import type { z } from "zod";
import type { Operation, OperationFields } from "./operation.ts";
import { readParams } from "./params.ts";

export function defineOperation<Schema extends z.ZodType>(fields: OperationFields<Schema>): Operation {
  const { method, path, returns, list = false, params, run } = fields;
  return {
    method,
    path,
    returns,
    list,
    prepare(input, call) {
      const read = readParams(params, input);
      return () => run({ ...call, input: read });
    },
  };
}
