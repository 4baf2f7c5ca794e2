/** A Discord address without anything that points to a person: ids and tokens are replaced by their names. */
export function routeTemplate(url: string): string {
  return new URL(url).pathname
    .replace(/^.*\/v\d+(?=\/)/, "")
    .replace(/^\/interactions\/\d+\/[^/]+/, "/interactions/:id/:token")
    .replace(/^\/webhooks\/\d+\/[^/]+/, "/webhooks/:id/:token")
    .replaceAll(/\d{17,20}/g, ":id");
}
