import { z } from "zod";

export const faultInput = z.strictObject({
  target: z.enum(["discord", "stripe"]),
  method: z
    .string()
    .transform((method) => method.toUpperCase())
    .optional(),
  route: z.string().startsWith("/").optional(),
  kind: z.enum(["status", "rate_limit", "drop_before", "drop_after", "delay", "truncate", "garbage", "hang"]),
  status: z.int().min(400).max(599).default(500),
  body: z.unknown().optional(),
  retry_after: z.number().min(0).default(1),
  scope: z.enum(["user", "global", "shared"]).default("user"),
  delay_ms: z.int().min(0).max(600_000).default(1_000),
  times: z.int().min(1).nullable().default(1),
  probability: z.number().min(0).max(1).default(1),
});

export type FaultInput = z.input<typeof faultInput>;
export type Fault = z.output<typeof faultInput> & { readonly id: string; hits: number };
export type FaultTarget = Fault["target"];
