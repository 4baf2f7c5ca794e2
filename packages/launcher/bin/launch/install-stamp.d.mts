export function readInstall(root: string): "current" | "moved" | "missing";
export function recordInstall(root: string): void;
