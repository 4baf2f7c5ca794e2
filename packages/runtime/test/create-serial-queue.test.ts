import { createSerialQueue } from "@moddy/runtime";
import t from "tap";

t.test("work of one key runs in order, work of another key does not wait for it", async (t) => {
  const queue = createSerialQueue();
  const release = Promise.withResolvers<void>();
  const order: string[] = [];
  const first = queue.run("a", async () => {
    await release.promise;
    order.push("first");
    return 1;
  });
  const second = queue.run("a", async () => {
    order.push("second");
    return 2;
  });
  await queue.run("b", async () => order.push("other"));
  t.strictSame(order, ["other"]);
  release.resolve();
  t.strictSame(await Promise.all([first, second]), [1, 2]);
  t.strictSame(order, ["other", "first", "second"]);
});

t.test("work that fails rejects for its caller only", async (t) => {
  const queue = createSerialQueue();
  const failed = queue.run("a", () => Promise.reject(new Error("broken")));
  const next = queue.run("a", async () => "done");
  await t.rejects(failed, { message: "broken" });
  t.equal(await next, "done");
  t.equal(await queue.run("a", async () => "again"), "again");
});
