import { isSlipwayError, type BuildRequest } from '@slipway/kit';
import type { Layout } from '@slipway/oci';

/**
 * Takes what a driver left, or refuses it: every digest is checked, the platforms are those of the request.
 * A layout as engines write them is made one of ours in the empty folder `directory`; one of ours stays where it is.
 * Throws LAYOUT_MISSING, LAYOUT_INVALID, PLATFORMS_DIFFER.
 */
export async function acceptLayout(
  { layout, platforms }: Pick<BuildRequest, 'layout' | 'platforms'>,
  directory: string,
): Promise<Layout> {
  const { normalizeLayout, verifyLayout } = await import('@slipway/oci');
  try {
    return await verifyLayout(layout, { platforms });
  } catch (error) {
    if (!isSlipwayError(error) || error.code !== 'LAYOUT_INVALID') throw error;
  }
  await normalizeLayout(layout, directory);
  return verifyLayout(directory, { platforms });
}
