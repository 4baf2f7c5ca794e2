import t from "tap";
import { compareRoles } from "../../src/roles/compare-roles.ts";

const [PREMIUM, PRO, BADGE, UNMANAGED] = ["11", "12", "13", "19"] as const;
const [ADA, BEN, CLEO, DAN] = ["1", "2", "3", "4"] as const;

const plan = (id: string, rank: number, role_ids: string[]) => ({ id, name: id, rank, price_ids: ["p"], role_ids });
const plans = [plan("premium", 1, [PREMIUM, BADGE]), plan("pro", 2, [PRO, UNMANAGED])];
const managedRoleIds = [PREMIUM, PRO, BADGE];
const nothing = new Map<string, string[]>();
const isStrict = true;

t.test("what each member lacks and has too much", async (t) => {
  const members = [
    { discord_id: ADA, role_ids: [PREMIUM, BADGE] },
    { discord_id: BEN, role_ids: [PREMIUM] },
    { discord_id: CLEO, role_ids: [PREMIUM, PRO] },
    { discord_id: DAN, role_ids: [] },
  ];
  const known = new Map([
    [ADA, "premium"],
    [BEN, "pro"],
    [CLEO, "free"],
  ]);
  t.strictSame(compareRoles({ members, managedRoleIds, isStrict }, known, plans, nothing), {
    members: 4,
    held: 5,
    wouldAdd: 1,
    wouldRemove: 3,
    kept: 0,
    wouldRemoveUnknown: 0,
    differences: [
      { discord_id: BEN, add_roles: [PRO], remove_roles: [PREMIUM] },
      { discord_id: CLEO, add_roles: [], remove_roles: [PREMIUM, PRO] },
    ],
  });
});

t.test("roles of users whom the database does not know are counted by themselves", async (t) => {
  const members = [
    { discord_id: ADA, role_ids: [PREMIUM] },
    { discord_id: BEN, role_ids: [PREMIUM, PRO] },
  ];
  const compared = compareRoles({ members, managedRoleIds, isStrict }, new Map([[ADA, "free"]]), plans, nothing);
  t.match(compared, { wouldRemove: 3, wouldRemoveUnknown: 2 });
});

t.test(
  "a plan that is no longer sold gives no role, and a role that the bot does not manage is never added",
  async (t) => {
    const members = [
      { discord_id: ADA, role_ids: [PREMIUM] },
      { discord_id: BEN, role_ids: [PRO] },
    ];
    const known = new Map([
      [ADA, "gone"],
      [BEN, "pro"],
    ]);
    t.strictSame(compareRoles({ members, managedRoleIds, isStrict }, known, plans, nothing).differences, [
      { discord_id: ADA, add_roles: [], remove_roles: [PREMIUM] },
    ]);
  },
);

t.test("roles that were given by hand are left alone and counted apart, unless all are taken", async (t) => {
  const members = [
    { discord_id: ADA, role_ids: [PREMIUM, PRO], given_role_ids: [PRO] },
    { discord_id: BEN, role_ids: [PRO, BADGE], given_role_ids: [] },
    { discord_id: CLEO, role_ids: [PREMIUM, PRO] },
    { discord_id: DAN, role_ids: [PREMIUM, BADGE], given_role_ids: [PREMIUM] },
  ];
  const known = new Map([
    [ADA, "free"],
    [BEN, "free"],
    [CLEO, "free"],
    [DAN, "premium"],
  ]);
  const recorded = new Map([[CLEO, [PREMIUM]]]);
  const compare = (isStrict: boolean) => compareRoles({ members, managedRoleIds, isStrict }, known, plans, recorded);
  t.match(compare(false), { held: 3, wouldAdd: 0, wouldRemove: 2, kept: 4 });
  t.strictSame(compare(false).differences, [
    { discord_id: ADA, add_roles: [], remove_roles: [PRO] },
    { discord_id: CLEO, add_roles: [], remove_roles: [PREMIUM] },
  ]);
  t.match(compare(true), { held: 8, wouldRemove: 6, kept: 0 });
});
