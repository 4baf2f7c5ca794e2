export function findCommand(root: string, name: string | undefined): string | undefined;
export function listCommands(root: string): string;
