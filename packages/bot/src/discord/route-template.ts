/** The path of a Discord URL without personal data: names stand in place of ids and tokens. */
export function routeTemplate(url: string): string {
  return new URL(url).pathname
    .replace(/^.*\/v\d+(?=\/)/, "")
    .replace(/^\/interactions\/\d+\/[^/]+/, "/interactions/:id/:token")
    .replace(/^\/webhooks\/\d+\/[^/]+/, "/webhooks/:id/:token")
    .replaceAll("%40", "@")
    .replaceAll(/\d{17,20}/g, ":id");
}
