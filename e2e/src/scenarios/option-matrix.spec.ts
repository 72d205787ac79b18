import { readFile, writeFile, mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runCheckers } from '../checkers/run-checkers.ts';
import { nxVersions } from '../workspace/create-workspace.ts';
import { runOk } from '../workspace/run.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';

/** A project to generate: its folder, its flags, and the go.mod that has to lie above. */
interface Case {
  readonly directory: string;
  readonly flags?: readonly string[];
  readonly above?: string;
  /** Whether every checker looks at it. With the service of generated-service.spec.ts these cover all layers of the template. */
  readonly checked?: true;
}

const awkward = '"q" 100% %s \\back `tick` ü 漢 🚀 <%= x %> ${HOME} $(id) {{ .x }} a|b # c: d';

// Every option is given at least once, and any two layers stand with and without each other.
const services: readonly Case[] = [
  { directory: 'services/plain' },
  {
    directory: 'services/awkward',
    flags: [
      `--greeting=${awkward}`,
      '--no-networkPolicy',
      '--replicas=5',
      '--environments=dev,qa,prod',
      '--memory=1Gi',
    ],
    checked: true,
  },
  {
    directory: 'services/o',
    flags: ['--port=3000', '--adminPort=3001', '--no-hpa', '--replicas=2', '--environments=staging', '--cpu=250m'],
  },
  {
    directory: 'services/orders-api',
    flags: ['--no-pdb', '--no-networkPolicy', '--cpu=0.5-2', '--replicas=2', '--tags=scope:shop,type:service'],
  },
  {
    directory: 'services/none',
    flags: ['--deploy=none', '--port=1024', '--adminPort=65535', '--greeting=It works | ok'],
  },
  { directory: 'services/a23456789-b23456789-c23456789-d23456789-e23456789-f2345678', flags: ['--replicas=1000'] },
  {
    directory: 'services/true',
    flags: ['--environments=no,y', '--no-hpa', '--no-networkPolicy', '--cpu=1-4', '--memory=32Mi', '--greeting=null'],
  },
  {
    directory: 'services/null',
    flags: ['--environments=dev', '--port=65535', '--adminPort=1024', '--no-pdb', '--greeting= leading # and: yaml'],
  },
  {
    directory: 'services/app',
    flags: [
      '--no-hpa',
      '--cpu=2000m',
      '--memory=64Mi',
      '--module=github.com/Acme/shop_x/v2',
      '--greeting=\\u0000\\x00\\n',
    ],
  },
  {
    directory: 'y',
    flags: ['--no-hpa', '--no-pdb', '--environments=a,b,c,d,e', '--goVersion=1.26.0', '--tags=x y', '--skipTidy'],
  },
  {
    directory: 'nested/services/billing',
    above: 'nested/go.mod',
    flags: ['--no-hpa', '--no-pdb', '--greeting=%d %v %!'],
  },
  {
    directory: 'nested/services/healthcheck',
    above: 'nested/go.mod',
    flags: ['--goModule=root', '--no-networkPolicy', '--replicas=4', '--environments=dev', '--port=8081'],
    checked: true,
  },
  {
    directory: 'nested/services/httpapi',
    above: 'nested/go.mod',
    flags: ['--goModule=own', '--port=8082', '--no-pdb', '--no-networkPolicy', '--replicas=2', '--deploy=kustomize'],
  },
  { directory: 'nested/services/bare', above: 'nested/go.mod', flags: ['--deploy=none', '--tags=a', '--memory=2Gi'] },
];

const libraries: readonly Case[] = [
  { directory: 'libs/money' },
  { directory: 'libs/go-kit', flags: ['--goVersion=1.25.0'] },
  { directory: 'x', flags: ['--module=example.org/x', '--tags=scope:shop'] },
  { directory: 'nested/libs/money-format', above: 'nested/go.mod' },
];

const projects = [...services, ...libraries];

// What `nx g go-service` and `go-library` write is good Go for every answer, not for the defaults alone.
describe('every combination of options', () => {
  const workspace = useWorkspace(nxVersions[0]);
  const go = (...args: readonly string[]) => runOk(['go', ...args], { cwd: workspace().root });
  const packages = projects.map(({ directory }) => `./${directory}/...`);

  beforeAll(async () => {
    const folders = new Set(projects.flatMap(({ above }) => above ?? []));
    for (const file of folders) {
      await mkdir(dirname(join(workspace().root, file)), { recursive: true });
      await writeFile(join(workspace().root, file), `module example.com/acme/${dirname(file)}\n\ngo 1.26.0\n`);
    }
    for (const { directory, flags = [] } of services) {
      await workspace().nxOk(['g', 'go-service', directory, ...flags, '--no-interactive']);
    }
    for (const { directory, flags = [] } of libraries) {
      await workspace().nxOk(['g', 'go-library', directory, ...flags, '--no-interactive']);
    }
  });

  it('is met: any two layers, each with and without the other', () => {
    const layers = ['hpa', 'pdb', 'networkPolicy'];
    const withManifests = services.filter(({ flags }) => flags?.includes('--deploy=none') !== true);
    const choices = withManifests.map(({ flags = [], above }) => [
      String(above !== undefined && !flags.includes('--goModule=own')),
      ...layers.map((layer) => String(!flags.includes(`--no-${layer}`))),
    ]);
    for (const first of [0, 1, 2, 3]) {
      for (const second of [0, 1, 2, 3].filter((index) => index > first)) {
        expect(new Set(choices.map((choice) => `${choice[first]} ${choice[second]}`)).size).toBe(4);
      }
    }
  });

  it('is a project of Nx', async () => {
    const { stdout } = await workspace().nxOk(['show', 'projects', '--json']);
    const names = projects.map(({ directory }) => basename(directory));
    expect(JSON.parse(stdout)).toEqual(expect.arrayContaining(names));
  });

  it('is formatted', async () => {
    const folders = projects.map(({ directory }) => directory);
    const { all } = await runOk(['gofmt', '-s', '-l', ...folders], { cwd: workspace().root });
    expect(all).toBe('');
  });

  it('compiles, and go vet finds nothing', async () => {
    expect((await go('vet', ...packages)).all).toBe('');
  });

  it('passes its own tests', async () => {
    const { stdout } = await go('test', ...packages);
    for (const { directory } of projects) expect(stdout).toMatch(new RegExp(`^ok\\s+\\S*${basename(directory)}`, 'm'));
  });

  it('says what it was told to', async () => {
    const config = await readFile(join(workspace().root, 'services/awkward/internal/app/config.go'), 'utf8');
    expect(config).toContain(JSON.stringify(awkward));
  });

  it.each(services.filter(({ checked }) => checked === true))(
    '$directory passes every checker',
    async ({ directory }) => {
      const results = await runCheckers(join(workspace().root, directory));
      expect(results.filter(({ verdict }) => verdict === 'finding')).toEqual([]);
      expect(results.filter(({ verdict }) => verdict === 'clean').length).toBeGreaterThanOrEqual(3);
    },
  );
});
