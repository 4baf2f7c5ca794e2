/** The version of the contract (semver). `npm run contract` raises it when the contract changes. */
export const CONTRACT_VERSION = "1.3.0";
