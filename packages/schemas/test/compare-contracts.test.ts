import { botOperations, defineOperation, instant, type Operation, snowflake } from "@moddy/schemas";
import t from "tap";
import { z } from "zod";
import { compareContracts } from "../../../tools/contract/compare-contracts.ts";
import { type ContractLock, lockContract } from "../../../tools/contract/lock-contract.ts";
import { nextVersion } from "../../../tools/contract/next-version.ts";

const base = defineOperation({
  ...(botOperations.notify as Operation),
  id: "probe",
  request: z.object({
    id: snowflake,
    action: z.enum(["start", "stop"]),
    note: z.string().max(100).optional(),
    count: z.int().min(1).max(10).default(5),
    tags: z.array(z.string()).max(5),
  }),
  reply: z.object({
    state: z.enum(["on", "off"]),
    at: instant.nullable(),
    rows: z.array(z.object({ name: z.string(), size: z.int() })),
    more: z.string().optional(),
  }),
  examples: {
    request: { id: "159985870458322944", action: "start", tags: [] },
    reply: { state: "on", at: null, rows: [] },
  },
}) as unknown as Operation<z.ZodObject, z.ZodObject>;

function changesOf(change: Partial<Operation>, name = "bot.probe"): string[] {
  const changes = compareContracts(lockContract([base]), lockContract([{ ...base, ...change }]));
  return changes.map(({ breaking, what }) => `${breaking ? "!" : "+"} ${what.replace(`${name} `, "")}`);
}

const request = (fields: z.ZodRawShape) => ({ request: base.request.extend(fields) });
const reply = (fields: z.ZodRawShape) => ({ reply: base.reply.extend(fields) });
function without(schema: z.ZodObject, field: string): z.ZodObject {
  const { [field]: _, ...rest } = schema.shape;
  return z.object(rest);
}

t.test("a change that breaks a caller is named", async (t) => {
  const cases: [change: Partial<Operation>, named: string][] = [
    [{ path: "/internal/other" }, "! changed its path from /internal/notify to /internal/other"],
    [{ request: without(base.request, "note") }, "! request.note was removed"],
    [request({ extra: z.string() }), "! request.extra was added and is required"],
    [request({ note: z.string().max(100) }), "! request.note became required"],
    [request({ action: z.enum(["start"]) }), '! request.action lost the value "stop"'],
    [request({ note: z.int().optional() }), "! request.note changed its type from string to integer"],
    [request({ note: z.string().max(50).optional() }), "! request.note changed its maxLength from 100 to 50"],
    [request({ count: z.int().min(2).max(10).default(5) }), "! request.count changed its minimum from 1 to 2"],
    [request({ count: z.int().min(1).max(10).default(6) }), "! request.count changed its default"],
    [request({ id: z.string().regex(/^\d{18}$/) }), "! request.id changed its pattern"],
    [request({ tags: z.array(z.int()).max(5) }), "! request.tags[] changed its type from string to integer"],
    [{ reply: without(base.reply, "more") }, "! reply.more was removed"],
    [{ reply: without(base.reply, "state") }, "! reply.state was removed"],
    [reply({ extra: z.string() }), "! reply.extra was added and is required"],
    [reply({ state: z.enum(["on", "off"]).optional() }), "! reply.state became optional"],
    [reply({ more: z.string() }), "! reply.more became required"],
    [reply({ state: z.enum(["on"]) }), '! reply.state lost the value "off"'],
    [reply({ state: z.enum(["on", "off", "odd"]) }), '! reply.state gained the value "odd"'],
    [reply({ state: z.enum(["on", "off"]).nullable() }), "! reply.state can be null now"],
    [reply({ at: instant }), "! reply.at can no longer be null"],
    [
      reply({ rows: z.array(z.object({ name: z.string(), size: z.string() })) }),
      "! reply.rows[].size changed its type from integer to string",
    ],
  ];
  for (const [change, named] of cases) t.strictSame(changesOf(change), [named]);
  t.match(changesOf({ method: "GET" }), ["! changed its method from POST to GET"]);
});

t.test("a change that breaks no caller is compatible", async (t) => {
  const cases: [change: Partial<Operation>, named: string][] = [
    [request({ extra: z.string().optional() }), "+ request.extra was added"],
    [request({ extra: z.boolean().default(true) }), "+ request.extra was added"],
    [request({ action: z.enum(["start", "stop", "pause"]) }), '+ request.action gained the value "pause"'],
    [request({ note: z.string().max(200).optional() }), "+ request.note changed its maxLength from 100 to 200"],
    [request({ note: z.string().max(100).nullable().optional() }), "+ request.note can be null now"],
    [request({ id: snowflake.optional() }), "+ request.id became optional"],
    [reply({ extra: z.string().optional() }), "+ reply.extra was added"],
    [{ errors: base.errors.filter((code) => code !== "payload_too_large") }, "+ error payload_too_large was removed"],
  ];
  for (const [change, named] of cases) t.strictSame(changesOf(change), [named]);
  t.strictSame(changesOf({ description: "Other words.", summary: "Others", deadlineMs: 1 }), []);
});

t.test("new and removed operations and codes are named", async (t) => {
  const before = lockContract([base]);
  t.match(compareContracts(before, lockContract([])), [{ breaking: true, what: "operation bot.probe was removed" }]);
  t.match(compareContracts(lockContract([]), before), [{ breaking: false, what: "operation bot.probe was added" }]);
  const changed: ContractLock = {
    ...before,
    errors: { ...before.errors, wrong_secret: { status: 401, retryable: true } },
    outcomes: { ...before.outcomes, dm_closed: { final: false, success: false } },
  };
  t.strictSame(compareContracts(before, changed), [
    { breaking: true, what: "wrong_secret changed its status from 403 to 401" },
    { breaking: true, what: "wrong_secret changed its retryable from false to true" },
    { breaking: true, what: "dm_closed changed its final from true to false" },
  ]);
});

t.test("the version has to follow", async (t) => {
  const breaking = [{ breaking: true, what: "x" }];
  const compatible = [{ breaking: false, what: "x" }];
  t.equal(nextVersion("1.2.3", "1.3.0", breaking), "2.0.0");
  t.equal(nextVersion("1.2.3", "2.0.0", breaking), "2.0.0");
  t.equal(nextVersion("1.2.3", "1.2.4", compatible), "1.3.0");
  t.equal(nextVersion("1.2.3", "1.3.0", compatible), "1.3.0");
  t.equal(nextVersion("1.2.3", "2.0.0", compatible), "2.0.0");
  t.equal(nextVersion("1.2.3", "1.2.3", []), "1.2.3");
});
