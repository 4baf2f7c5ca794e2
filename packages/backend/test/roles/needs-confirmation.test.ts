import t from "tap";
import type { RoleComparison } from "../../src/roles/compare-roles.ts";
import { needsConfirmation } from "../../src/roles/needs-confirmation.ts";

const comparison = (numbers: Partial<RoleComparison>): RoleComparison => ({
  members: 100,
  held: 100,
  wouldAdd: 0,
  wouldRemove: 0,
  kept: 0,
  wouldRemoveUnknown: 0,
  differences: [],
  ...numbers,
});

const PAYING = 50;
const SHARE = 0.1;

t.test("removals above the share need confirmation, from five on", async (t) => {
  const needs = (wouldRemove: number, held: number) =>
    needsConfirmation(comparison({ wouldRemove, held }), PAYING, SHARE);
  t.equal(needs(0, 100), false);
  t.equal(needs(10, 100), false, "the share itself is allowed");
  t.equal(needs(11, 100), true);
  t.equal(needs(4, 4), false, "few are no sign of a mistake");
  t.equal(needs(5, 5), true);
  t.equal(needs(5, 50), false);
  t.equal(needs(5, 49), true);
});

t.test("removals from users whom the database does not know need it from two on", async (t) => {
  const needs = (unknown: number, held: number) =>
    needsConfirmation(comparison({ wouldRemove: unknown, wouldRemoveUnknown: unknown, held }), PAYING, SHARE);
  t.equal(needs(1, 1), false);
  t.equal(needs(2, 2), true);
  t.equal(needs(2, 20), false, "the share itself is allowed");
  t.equal(needs(2, 19), true);
  t.equal(needsConfirmation(comparison({ wouldRemove: 4, wouldRemoveUnknown: 1, held: 4 }), PAYING, SHARE), false);
});

t.test("where nobody has a plan, a single removal needs it", async (t) => {
  t.equal(needsConfirmation(comparison({ wouldRemove: 1, held: 100 }), 0, 1), true);
  t.equal(needsConfirmation(comparison({ wouldRemove: 0, held: 100 }), 0, 0), false);
  t.equal(needsConfirmation(comparison({ wouldRemove: 1, held: 100 }), 1, 1), false);
});

t.test("a share of 1 allows every removal, a share of 0 none that counts", async (t) => {
  t.equal(needsConfirmation(comparison({ wouldRemove: 100, wouldRemoveUnknown: 100 }), 1, 1), false);
  t.equal(needsConfirmation(comparison({ wouldRemove: 5 }), 1, 0), true);
});
