/** The version of the contract (semver). Raise it with every change of the contract; `npm run contract` says to what. */
export const CONTRACT_VERSION = "1.0.0";
