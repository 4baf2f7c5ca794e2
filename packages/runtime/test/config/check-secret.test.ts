import t from "tap";
import { checkSecret, SECRET_MIN_LENGTH } from "../../src/config/check-secret.ts";

const GOOD = "3vKq9ZxWm1TtR7yB5nLc8JpDf2HgSaUe";
const MAKE_ONE = "make one with `npx moddy secret` and set it on both services";

t.test("a random text of 32 visible characters is a secret", async (t) => {
  t.equal(SECRET_MIN_LENGTH, 32);
  t.equal(checkSecret(GOOD), undefined);
  t.equal(checkSecret(`${GOOD}!~`), undefined, "the first and the last visible character");
  t.equal(checkSecret(`${GOOD.slice(0, 20)}$\{x}<y>'"${GOOD}`), undefined, "marks inside of it");
  for (const secret of [`${GOOD}<y>`, `<y>${GOOD}`, `${GOOD}-bearer`]) t.equal(checkSecret(secret), undefined, secret);
  t.equal(checkSecret("abcdefgh".repeat(4)), undefined, "eight different characters are enough");
});

t.test("each flaw is named with its fix, and the secret is not", async (t) => {
  const flaws: [secret: string, problem: string, fix: string][] = [
    [`${GOOD}\n`, "has white space or a newline at its start or end", "remove it; look at the very end"],
    [` ${GOOD}`, "has white space or a newline at its start or end", "remove it; look at the very end"],
    [`"${GOOD}"`, "has quotes around it", "remove the quotes"],
    [`'${GOOD}`, "has quotes around it", "remove the quotes"],
    [`${GOOD}\``, "has quotes around it", "remove the quotes"],
    [`Bearer ${GOOD}`, 'begins with "Bearer"', "give the secret alone"],
    [`bearer:${GOOD}`, 'begins with "Bearer"', "give the secret alone"],
    [`${GOOD} ${GOOD}`, "holds white space or characters that no HTTP header carries", MAKE_ONE],
    [`${GOOD}é`, "holds white space or characters that no HTTP header carries", MAKE_ONE],
    [`é${GOOD}`, "holds white space or characters that no HTTP header carries", MAKE_ONE],
    ["", "holds white space or characters that no HTTP header carries", MAKE_ONE],
    [GOOD.slice(1), "is shorter than 32 characters", MAKE_ONE],
    ["abcdefg".repeat(5), "repeats a few characters, so it can be guessed", MAKE_ONE],
  ];
  for (const [secret, problem, fix] of flaws) t.strictSame(checkSecret(secret), { problem, fix }, problem);
});

t.test("a placeholder is refused", async (t) => {
  const placeholders = [
    `changeme${GOOD}`,
    `change-me${GOOD}`,
    `${GOOD}replace_me`,
    `${GOOD}replace-this`,
    `${GOOD}replaceme`,
    `placeholder-${GOOD}`,
    `EXAMPLE-${GOOD}`,
    `insert-here-${GOOD}`,
    `inserthere${GOOD}`,
    `your-secret-${GOOD}`,
    `your-own-key-${GOOD}`,
    `yourownkey${GOOD}`,
    `yourtoken${GOOD}`,
    `your_internal_${GOOD}`,
    `your_api_${GOOD}`,
    `your_shared_${GOOD}`,
    `<${GOOD}>`,
    `$\{SECRET}${GOOD}`,
  ];
  for (const placeholder of placeholders) {
    t.strictSame(checkSecret(placeholder), { problem: "is a placeholder, not a secret", fix: MAKE_ONE }, placeholder);
  }
});
