import t from "tap";
import { ApiError } from "../../src/server/api-error.ts";
import { createBearerCheck } from "../../src/server/check-bearer.ts";

const SECRET = "current-secret-0123456789";
const PREVIOUS = "previous-secret-0123456789";
const MISSING = { code: "missing_authorization", headers: { "www-authenticate": "Bearer" } };
const WRONG = { code: "wrong_secret", headers: {} };

/** Which secret the check finds in these Authorization headers, or how it refuses them. */
function checkWith(secrets: { current: string; previous?: string }) {
  const check = createBearerCheck(secrets);
  return (...authorization: string[]) => {
    try {
      return check({ headersDistinct: authorization.length === 0 ? {} : { authorization } } as never);
    } catch (error) {
      if (error instanceof ApiError) return { code: error.code, headers: error.headers };
      throw error;
    }
  };
}

t.test("the scheme may have any case, and the secret says which one it is", async (t) => {
  const check = checkWith({ current: SECRET, previous: PREVIOUS });
  for (const scheme of ["Bearer", "bearer", "BEARER", "bEaReR"]) {
    t.equal(check(`${scheme} ${SECRET}`), "current", scheme);
    t.equal(check(`${scheme} ${PREVIOUS}`), "previous", scheme);
  }
  t.equal(checkWith({ current: "!~", previous: "!~" })("Bearer !~"), "current", "one secret as both");
});

t.test("a header of another form is none", async (t) => {
  const check = checkWith({ current: SECRET, previous: PREVIOUS });
  const malformed = [
    "",
    SECRET,
    "Bearer",
    "Bearer ",
    `Bearer${SECRET}`,
    `Bearer  ${SECRET}`,
    `Bearer\t${SECRET}`,
    `Bearer ${SECRET} `,
    `Bearer ${SECRET} x`,
    `Bearer ${SECRET}é`,
    ` Bearer ${SECRET}`,
    `xBearer ${SECRET}`,
    `Basic ${SECRET}`,
  ];
  for (const authorization of malformed) t.strictSame(check(authorization), MISSING, authorization);
  t.strictSame(check(), MISSING, "no header");
  t.strictSame(check(`Bearer ${SECRET}`, `Bearer ${SECRET}`), MISSING, "two headers");
});

t.test("any other secret is wrong", async (t) => {
  const check = checkWith({ current: SECRET, previous: PREVIOUS });
  for (const secret of [SECRET.slice(1), SECRET.slice(0, -1), `${SECRET}x`, SECRET.toUpperCase(), "x"]) {
    t.strictSame(check(`Bearer ${secret}`), WRONG, secret);
  }
  const alone = checkWith({ current: SECRET });
  t.equal(alone(`Bearer ${SECRET}`), "current");
  for (const secret of [PREVIOUS, "undefined"]) t.strictSame(alone(`Bearer ${secret}`), WRONG, secret);
});
