import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const packages = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * Makes the plugin what Node can load in a process of its own, in `folder`. Returns its entry.
 * The sources are compiled one by one: whether they fit together is the compiler's to say, elsewhere.
 */
export function compilePlugin(folder: string): string {
  for (const name of ['kit', 'go']) compilePackage(name, join(folder, 'node_modules/@slipway', name));
  const require = createRequire(import.meta.url);
  for (const name of ['minimatch', 'ajv', 'execa']) {
    const entry = findPackage(createRequire(join(packages, 'kit/package.json')).resolve(name), name);
    symlinkSync(entry, join(folder, 'node_modules', name));
  }
  mkdirSync(join(folder, 'node_modules/@nx'), { recursive: true });
  symlinkSync(findPackage(require.resolve('@nx/devkit'), '@nx/devkit'), join(folder, 'node_modules/@nx/devkit'));
  return join(folder, 'node_modules/@slipway/go/src/index.js');
}

function compilePackage(name: string, target: string): void {
  const source = join(packages, name, 'src');
  mkdirSync(target, { recursive: true });
  const { version } = JSON.parse(readFileSync(join(packages, name, 'package.json'), 'utf8')) as { version: string };
  const manifest = { name: `@slipway/${name}`, version, type: 'module', exports: './src/index.js' };
  writeFileSync(join(target, 'package.json'), JSON.stringify(manifest));
  for (const path of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.ts') || /\.spec(?:\.support)?\.ts$/.test(path) || path.includes('generators')) continue;
    const { outputText } = ts.transpileModule(readFileSync(join(source, path), 'utf8'), {
      compilerOptions: {
        module: ts.ModuleKind.ESNext,
        target: ts.ScriptTarget.ES2022,
        verbatimModuleSyntax: true,
        rewriteRelativeImportExtensions: true,
      },
    });
    const output = join(target, 'src', path.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(output), { recursive: true });
    writeFileSync(output, outputText);
  }
}

function findPackage(entry: string, name: string): string {
  const marker = join('node_modules', name);
  return entry.slice(0, entry.lastIndexOf(marker) + marker.length);
}
