import { createMask } from '@slipway/kit';

/** Remembers secrets and takes them out of every text that is shown. */
export interface SecretMask {
  add(...secrets: readonly string[]): void;
  mask(text: string): string;
}

/** Creates an empty mask. Registries echo what they were sent, so every text of theirs goes through one. */
export function createSecretMask(): SecretMask {
  const secrets = new Set<string>();
  return {
    add(...more) {
      for (const secret of more) secrets.add(secret);
    },
    mask: (text) => createMask([...secrets])(text),
  };
}
