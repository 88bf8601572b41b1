/** The token the server expects with every change: `<meta name="csrf-token" content="…">`. */
export function csrfToken(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";
}
