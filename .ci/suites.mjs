/**
 * @typedef {object} Suite
 * @property {string} name
 * @property {string} command What bash runs.
 * @property {number} minutes After so many it is ended, and has failed.
 * @property {string} [needs] What it needs of the machine beyond Node.js and npm, for the list.
 * @property {boolean} [alone] Nothing runs beside it: it uses both cores, or others need what it prepares.
 * @property {boolean} [labs] Uses networks and engines of the machine, of which there is one set.
 * @property {boolean} [mayStop] When its time is over it counts as skipped.
 */

/** @param {string} files @param {{ seconds: number }} options */
const tap = (files, { seconds }) => `npm test -- --disable-coverage --jobs=1 --timeout=${seconds} ${files}`;

/**
 * What comes before them: tools of the machine, the installation, the descriptions that tests read.
 * @type {Suite}
 */
export const preparation = {
  name: "prepare",
  minutes: 10,
  alone: true,
  command: ".ci/install-tools.sh && npm run specs",
};

/**
 * In this order, two at a time: those that wait much (containers, deadlines) beside those that compute.
 * @type {readonly Suite[]}
 */
export const suites = [
  { name: "tests", minutes: 20, alone: true, command: "npm test" },
  { name: "check", minutes: 10, alone: true, command: "npm run check" },
  {
    name: "compose",
    minutes: 30,
    labs: true,
    needs: "docker-lab",
    command: tap("test/deploy/compose/*.suite.ts", { seconds: 1700 }),
  },
  {
    name: "chaos",
    minutes: 30,
    command: tap("test/chaos/*.suite.ts test/chaos/*/*.suite.ts", { seconds: 900 }),
  },
  {
    name: "deploy",
    minutes: 20,
    labs: true,
    needs: "net-lab, iproute2, nftables, nginx, systemd",
    command: tap("test/deploy/*.suite.ts test/deploy/network/*.suite.ts", { seconds: 850 }),
  },
  {
    name: "e2e",
    minutes: 30,
    needs: "curl, python3",
    command: tap("test/integration/*/*.suite.ts test/e2e/*/*.suite.ts", { seconds: 300 }),
  },
  { name: "packages", minutes: 20, command: tap("$(git ls-files 'packages/*.suite.ts')", { seconds: 600 }) },
  { name: "faults", minutes: 10, command: "npm run faults -- --short" },
  { name: "fresh", minutes: 15, needs: "fresh-machine", command: ".ci/fresh.sh" },
  { name: "mutants", minutes: 4, mayStop: true, command: 'npm run mutants -- --since "$(.ci/base.sh)"' },
];

/** What the tests find missing without these is a failure, where the labs are: see test/support/labs.ts. */
export const required = [
  "specs",
  "compose",
  "network",
  "namespaces",
  "firewall",
  "nginx",
  "systemd",
  "curl",
  "python",
  "linux",
  "root",
  "fresh",
];
