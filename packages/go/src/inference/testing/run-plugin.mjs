// Runs the plugin as Nx does, and prints what it says. Arguments: its entry, the workspace, what Nx would tell it.
// Its environment says how a host is different: TEST_UMASK, TEST_REVERSED; TEST_ROUNDS says how often it runs.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const [entry, workspaceRoot, told] = process.argv.slice(2);
const { TEST_UMASK: umask, TEST_REVERSED: reversed, TEST_ROUNDS: rounds = '1' } = process.env;
if (umask !== undefined) process.umask(Number.parseInt(umask, 8));
if (reversed !== undefined) {
  const { readdirSync } = fs;
  fs.readdirSync = (...args) => readdirSync(...args).reverse();
  syncBuiltinESMExports();
}
async function run() {
  const { createNodes, createDependencies } = await import(entry);
  const { files, fileMap, projects } = JSON.parse(fs.readFileSync(told, 'utf8'));
  const context = { workspaceRoot, nxJsonConfiguration: {} };
  const matching = files.filter((file) =>
    /(?:^|\/)(?:go\.mod|go\.work|(?:project|package|template)\.json)$/.test(file),
  );
  let said;
  for (let round = 0; round < Number(rounds); round++) {
    const nodes = await createNodes[1](reversed === undefined ? matching : matching.reverse(), {}, context);
    const all = { ...context, projects, fileMap, filesToProcess: fileMap, externalNodes: {} };
    said = JSON.stringify({ nodes, dependencies: await createDependencies({}, all) });
  }
  process.stdout.write(said);
}

void run();
