import { hostName, isLoopback, isPrivate } from '../registry-address.ts';

/**
 * Whether credentials may be sent to the token server that a registry names.
 * A registry in the wild could otherwise have them sent in the clear, or to a machine inside the user's network.
 */
export function isTrustedRealm(realm: URL, registry: URL): boolean {
  if (realm.username !== '' || realm.password !== '') return false;
  if (realm.host === registry.host) return realm.protocol === 'https:' || realm.protocol === registry.protocol;
  const realmName = hostName(realm.host);
  const registryName = hostName(registry.host);
  // Link-local addresses hold the metadata services of clouds. No token server lives there.
  if (/^(169\.254\.|fe80:)/i.test(realmName)) return false;
  if (isPrivate(realmName) && !isPrivate(registryName)) return false;
  if (realm.protocol === 'https:') return true;
  return realm.protocol === 'http:' && isLoopback(realmName) && isLoopback(registryName);
}
