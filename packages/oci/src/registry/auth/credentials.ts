/** How to prove who one is to a registry. */
export type Credentials =
  | { readonly kind: 'password'; readonly username: string; readonly password: string; readonly source: string }
  /** A long-lived token that the token server changes into short ones. */
  | { readonly kind: 'identity-token'; readonly token: string; readonly source: string }
  /** A token that the registry takes as it is. */
  | { readonly kind: 'registry-token'; readonly token: string; readonly source: string };

/** Finds the credentials for a repository, or none for an anonymous request. Asked only once a registry wants them. */
export type CredentialsFinder = (
  registry: string,
  repository: string,
  signal: AbortSignal,
) => Promise<Credentials | undefined>;

/** A user name and password, where the user name `<token>` means that the password is an identity token. */
export function toCredentials(username: string, password: string, source: string): Credentials {
  return username === '<token>'
    ? { kind: 'identity-token', token: password, source }
    : { kind: 'password', username, password, source };
}
