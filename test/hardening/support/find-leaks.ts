const EMAIL = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/;

/** The lines of a log that hold one of these texts, or anything that looks like an e-mail address; each once, cut short. */
export function findLeaks(lines: readonly string[], texts: readonly string[]): string[] {
  const leaking = lines.filter((line) => EMAIL.test(line) || texts.some((text) => line.includes(text)));
  return [...new Set(leaking.map((line) => line.replaceAll(/\d{4,}/g, "#").slice(0, 600)))];
}
