/** The releases of Nx, and on which of them a peer is at home: what its package.json asks for. */
export const nxVersions = { 22: '22.7.12', 23: '23.3.2', 24: '24.0.6' };
export const peerPackages = { 22: { '@nx-go/nx-go': '4.1.1' }, 23: { '@naxodev/gonx': '4.1.1' }, 24: {} };

const own = ['@slipway/go'];
const ownAll = ['@slipway/go', '@slipway/image', '@slipway/deploy'];

/** Who is measured. `floor` names the contender that has the same files and the same Nx, and no plugin. */
export const contenders = [
  { name: 'floor-22', what: 'project.json alone, Nx 22', nx: 22, plugins: [] },
  { name: 'nx-go-22', what: '@nx-go/nx-go, Nx 22', nx: 22, plugins: ['@nx-go/nx-go'], floor: 'floor-22' },
  { name: 'slipway-22', what: '@slipway/go, Nx 22', nx: 22, plugins: own, floor: 'floor-22' },
  { name: 'floor-23', what: 'project.json alone, Nx 23', nx: 23, plugins: [] },
  { name: 'gonx-23', what: '@naxodev/gonx, Nx 23', nx: 23, plugins: ['@naxodev/gonx'], floor: 'floor-23' },
  { name: 'slipway-23', what: '@slipway/go, Nx 23', nx: 23, plugins: own, floor: 'floor-23' },
  { name: 'floor-24', what: 'project.json alone, Nx 24', nx: 24, plugins: [] },
  {
    name: 'written-24',
    what: 'the targets of @slipway/go in project.json, Nx 24',
    nx: 24,
    plugins: [],
    isWritten: true,
  },
  { name: 'slipway-24', what: '@slipway/go, Nx 24', nx: 24, plugins: own, floor: 'floor-24' },
  { name: 'all-24', what: '@slipway/go, image and deploy, Nx 24', nx: 24, plugins: ownAll, floor: 'floor-24' },
];

/** One of them by its name. */
export function contender(name) {
  const found = contenders.find((one) => one.name === name);
  if (found === undefined) throw new Error(`There is no contender ${name}.`);
  return found;
}
