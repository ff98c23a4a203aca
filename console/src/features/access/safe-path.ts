/** Only a path of this console: a link must not be able to send a freshly signed-in person elsewhere. */
export function safePath(next: string | undefined): string {
  return next?.startsWith("/") && !/^\/[/\\]/.test(next) ? next : "/";
}
