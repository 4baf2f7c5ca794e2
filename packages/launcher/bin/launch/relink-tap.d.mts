export function relinkTap(root: string): void;
