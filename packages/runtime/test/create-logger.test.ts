import { createLogger } from "@moddy/runtime";
import t from "tap";

t.test("neither secrets nor e-mails reach the log", async (t) => {
  let output = "";
  const logger = createLogger({
    service: "bot",
    level: "trace",
    destination: {
      write: (line) => {
        output += line;
      },
    },
  });
  const headers = { authorization: "Bearer s3cretS3cretS3cret", cookie: "sid=1" };
  logger.info({ req: { headers }, token: "s3cret", user: { email: "a@example.org" } }, "Called by b@example.org");
  logger.error({ err: Object.assign(new Error("Bearer s3cretS3cretS3cret for c@example.org"), { detail: "s3cret" }) });
  logger.child({ note: "sk_live_s3cret" }).warn("postgres://moddy:s3cret@host/db and Bot s3cret.s3cret.s3cret");
  t.notMatch(output, "s3cret");
  t.notMatch(output, "example.org");
  t.notMatch(output, "sid=1");
  const lines = output
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  t.strictSame(
    lines.map((line) => line["level"]),
    ["info", "error", "warn"],
  );
  t.match(lines[0], { service: "bot", time: /^\d{4}-.*Z$/, msg: "Called by [e-mail]" });
});

t.test("a package's version in a path is not an e-mail address", async (t) => {
  let output = "";
  const destination = {
    write: (line: string) => {
      output += line;
    },
  };
  const logger = createLogger({ service: "bot", level: "info", destination });
  logger.info("at node_modules/.pnpm/fastify@5.12.8/node_modules and for d@mail.example.org");
  t.equal(JSON.parse(output).msg, "at node_modules/.pnpm/fastify@5.12.8/node_modules and for [e-mail]");
});

t.test("an error keeps its code and where it came from", async (t) => {
  let output = "";
  const destination = {
    write: (line: string) => {
      output += line;
    },
  };
  createLogger({ service: "bot", level: "info", destination }).error({
    err: Object.assign(new Error("no"), { code: "E1" }),
  });
  t.match(JSON.parse(output), { err: { type: "Error", message: "no", code: "E1", stack: /create-logger.test/ } });
});
