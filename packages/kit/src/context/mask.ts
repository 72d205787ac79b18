const replacement = '***';

/** Makes a function that takes secrets out of a text, also where they were encoded for a URL or as base64. */
export function createMask(secrets: readonly string[]): (text: string) => string {
  const forms = secrets
    .filter((secret) => secret !== '')
    .flatMap((secret) => [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')]);
  // The longest first, so that a secret inside another leaves nothing of the longer one.
  const ordered = [...new Set(forms)].sort((a, b) => b.length - a.length);
  return (text) => ordered.reduce((masked, form) => masked.replaceAll(form, replacement), text);
}
