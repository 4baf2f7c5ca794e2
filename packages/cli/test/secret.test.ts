import { checkSecret } from "@moddy/runtime";
import t from "tap";
import { runModdy } from "../../../test/support/run-moddy.ts";

t.test("moddy secret generates a valid secret, alone on standard output, and shows where to set it", async (t) => {
  const [one, other] = [await runModdy(["secret"], {}), await runModdy(["secret"], {})];
  t.equal(one.status, 0);
  t.match(one.stdout, /^[\w-]{43}\n$/, "32 bytes, URL-safe, and nothing else");
  t.equal(checkSecret(one.stdout.trimEnd()), undefined, "the services accept it");
  t.not(one.stdout, other.stdout, "another one each time");
  t.match(one.stderr, /bot +INTERNAL_API_SECRET=[^]+backend +INTERNAL_API_SECRET=/);
  t.notMatch(one.stderr, one.stdout.trimEnd(), "it is not repeated where a log might keep it");
});
