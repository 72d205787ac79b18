// Runs executors one after the other in this process, as Nx's task runner does in its own, and prints
// how long that took without the start of Node: `executors.mjs <workspace> <project> [<executor> <options as JSON>]…`.
// An executor is `docker-build` of @slipway/image, or `deploy:deploy` of @slipway/deploy.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [root, project, ...steps] = process.argv.slice(2);

/** What Nx tells an executor. A target for an environment is run as that configuration. */
function contextOf(name, { environment }) {
  const configurations = environment === undefined ? {} : { [environment]: { environment } };
  const targets = { [name]: { configurations } };
  return {
    root,
    projectName: project,
    targetName: name,
    ...(environment === undefined ? {} : { configurationName: environment }),
    isVerbose: false,
    projectsConfigurations: { projects: { [project]: { root: `services/${project}`, targets } } },
  };
}

async function main() {
  for (let at = 0; at < steps.length; at += 2) {
    const [name, packageName = 'image'] = steps[at].split(':').toReversed();
    const file = join(root, 'node_modules/@slipway', packageName, 'dist/executors', name, 'executor.js');
    const { default: execute } = await import(pathToFileURL(file).href);
    const options = JSON.parse(steps[at + 1]);
    const { success } = await execute(options, contextOf(name, options));
    if (!success) throw new Error(`${steps[at]} failed`);
  }
}

const start = performance.now();
await main();
const inside = Math.round(performance.now() - start);
console.log(`\n${JSON.stringify({ inside, rss: process.resourceUsage().maxRSS * 1024 })}`);
