/** The contract's version (semver): raised whenever the lock of the contract changes. */
export const CONTRACT_VERSION = "1.0.0";
