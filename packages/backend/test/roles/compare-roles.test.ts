import t from "tap";
import { compareRoles } from "../../src/roles/compare-roles.ts";

const [PREMIUM, PRO, BADGE, UNMANAGED] = ["11", "12", "13", "19"] as const;
const [ADA, BEN, CLEO, DAN] = ["1", "2", "3", "4"] as const;

const plan = (id: string, rank: number, role_ids: string[]) => ({ id, name: id, rank, price_ids: ["p"], role_ids });
const plans = [plan("premium", 1, [PREMIUM, BADGE]), plan("pro", 2, [PRO, UNMANAGED])];
const managedRoleIds = [PREMIUM, PRO, BADGE];

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
  t.strictSame(compareRoles({ members, managedRoleIds }, known, plans), {
    members: 4,
    held: 5,
    wouldAdd: 1,
    wouldRemove: 3,
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
  const compared = compareRoles({ members, managedRoleIds }, new Map([[ADA, "free"]]), plans);
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
    t.strictSame(compareRoles({ members, managedRoleIds }, known, plans).differences, [
      { discord_id: ADA, add_roles: [], remove_roles: [PREMIUM] },
    ]);
  },
);
