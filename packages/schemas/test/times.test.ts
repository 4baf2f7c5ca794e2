import { backendOperations, instant } from "@moddy/schemas";
import t from "tap";

t.test("a time with Z or an offset, of any precision, becomes one in UTC", async (t) => {
  for (const [sent, read] of [
    ["2026-01-31T12:00:00.000Z", "2026-01-31T12:00:00.000Z"],
    ["2026-01-31T12:00:00+00:00", "2026-01-31T12:00:00.000Z"],
    ["2026-01-31T12:00:00.123456+00:00", "2026-01-31T12:00:00.123Z"],
    ["2026-01-31T14:00:00+02:00", "2026-01-31T12:00:00.000Z"],
    ["2026-01-31T23:30:00-05:30", "2026-02-01T05:00:00.000Z"],
    ["2026-01-31T12:00:00Z", "2026-01-31T12:00:00.000Z"],
    ["2026-01-31T12:00Z", "2026-01-31T12:00:00.000Z"],
    ["2026-01-31T12:00+00:00", "2026-01-31T12:00:00.000Z"],
    ["2026-01-31T12:00:00.5Z", "2026-01-31T12:00:00.500Z"],
  ] as const) {
    t.equal(instant.parse(sent), read, sent);
  }
});

t.test("what is no time is refused, and says what one looks like", async (t) => {
  for (const bad of [
    "",
    "soon",
    "2026-01-31",
    "2026-01-31T12:00:00",
    "2026-02-30T12:00:00Z",
    "2026-01-31T25:00:00Z",
    "2026-01-31T12:00:00+2:00",
    1_790_000_000,
    null,
  ]) {
    const result = instant.safeParse(bad);
    t.notOk(result.success, String(bad));
    if (typeof bad === "string") t.match(result.error?.issues[0]?.message, /ISO 8601 with Z or an offset/);
  }
});

t.test("in a request and in a reply of a service that writes offsets", async (t) => {
  const discord_id = "159985870458322944";
  const grant = { discord_id, plan: "premium", expires_at: "2026-12-31T23:59:59+00:00" };
  t.equal(backendOperations.grantsCreate.request.parse(grant).expires_at, "2026-12-31T23:59:59.000Z");
  const reply = { success: true, message: "", canceled: true, effective_at: "2026-12-31T23:59:59.999999+00:00" };
  t.equal(backendOperations.subscriptionCancel.reply.parse(reply).effective_at, "2026-12-31T23:59:59.999Z");
});
