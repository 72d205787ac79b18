import { SlipwayError } from '../errors/slipway-error.ts';

/** An operating system and processor as OCI writes them: `linux/arm64`, `linux/arm/v7`. */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
}

const pattern = /^([a-z0-9]+)\/([a-z0-9_]+)(?:\/([a-z0-9.]+))?$/;

/**
 * Reads a platform and normalises it as containerd does: `arm64/v8` has no variant, `arm` has `v7`.
 * Throws PLATFORM_INVALID.
 */
export function parsePlatform(text: string): Platform {
  const [, os, architecture, variant] = pattern.exec(text) ?? [];
  if (os === undefined || architecture === undefined) {
    throw new SlipwayError({
      code: 'PLATFORM_INVALID',
      summary: `"${text}" is not a platform.`,
      hint: 'Write os/architecture, for example linux/amd64 or linux/arm64.',
    });
  }
  return normalizePlatform({ os, architecture, ...(variant === undefined ? {} : { variant }) });
}

/** The platform with the variant containerd would give it. */
export function normalizePlatform({ os, architecture, variant }: Platform): Platform {
  if (architecture === 'arm') return { os, architecture, variant: variant ?? 'v7' };
  if (
    variant === undefined ||
    (architecture === 'arm64' && variant === 'v8') ||
    (architecture === 'amd64' && variant === 'v1')
  ) {
    return { os, architecture };
  }
  return { os, architecture, variant };
}

/** `linux/arm/v7`. */
export function formatPlatform({ os, architecture, variant }: Platform): string {
  return variant === undefined ? `${os}/${architecture}` : `${os}/${architecture}/${variant}`;
}

/** The Linux platform whose programs this machine runs without emulation. Containers are Linux on every host. */
export function hostPlatform(): Platform {
  const architectures: Readonly<Record<string, string>> = {
    x64: 'amd64',
    ia32: '386',
    arm64: 'arm64',
    arm: 'arm',
    ppc64: 'ppc64le',
  };
  return normalizePlatform({ os: 'linux', architecture: architectures[process.arch] ?? process.arch });
}
