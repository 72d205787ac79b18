/** What the files of a new workspace depend on. */
export interface WorkspacePlan {
  readonly name: string;
  readonly nx: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

/** The files of a new workspace: path → text. */
export function renderWorkspaceFiles(plan: WorkspacePlan): ReadonlyMap<string, string> {
  return new Map([
    ['package.json', json(manifest(plan))],
    ['nx.json', json(nxSettings)],
    ['.gitignore', ['node_modules/', 'dist/', '.nx/', ''].join('\n')],
    ['README.md', readme(plan)],
  ]);
}

function manifest({ name, nx, dependencies }: WorkspacePlan): object {
  return {
    name,
    version: '0.0.0',
    private: true,
    // Templates of one's own live here, so that `nx g <template>` finds them by name.
    workspaces: ['templates/*'],
    devDependencies: { ...dependencies, nx },
  };
}

const nxSettings = {
  $schema: './node_modules/nx/schemas/nx-schema.json',
  defaultBase: 'main',
  // A new workspace asks nothing and tells nobody: both are prompts of Nx, and can be switched on later.
  analytics: false,
  neverConnectToCloud: true,
  plugins: ['@slipway/go', '@slipway/image', '@slipway/deploy'],
  sync: { globalGenerators: ['@slipway/go:sync'] },
};

function readme({ name }: WorkspacePlan): string {
  return `# ${name}

Go services in an [Nx](https://nx.dev) monorepo, with [Slipway](https://www.npmjs.com/package/slipway).

\`\`\`sh
npx nx g go-service services/orders    # a service with code, tests, Dockerfile, compose file and manifests
npx nx test orders
npx nx serve orders                    # http://localhost:8080
npx nx run orders:docker-build         # an image, with no daemon: dist/services/orders/
npx nx run orders:deploy-render:dev    # its manifests, pinned by digest: dist/services/orders/deploy/
npx nx affected -t test docker-build   # what the changes since main touch, and nothing else
\`\`\`

\`npx slipway doctor\` shows what is usable on a machine and how to get what is missing.
Where releases go is said in \`nx.json\`, as \`environments\` in the options of \`@slipway/deploy\`; then \`npx nx run orders:deploy:dev\`.
Templates of your own live in \`templates/\`.
`;
}

function json(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
