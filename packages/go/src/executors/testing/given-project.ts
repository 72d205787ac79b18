import type { ExecutorContext } from '@nx/devkit';
import { isSlipwayError } from '@slipway/kit';
import { contextOf } from '../../inference/testing/project-fixtures.ts';
import { makeWorkspace, type Files } from '../../testing/make-workspace.ts';

const program = `package main

import (
	"fmt"

	"example.com/money"
)

var version string

func main() { fmt.Println(money.Five(), version) }
`;
const workspace: Files = {
  'go.work': 'go 1.25\n\nuse (\n\t./libs/money\n\t./services/orders\n)\n',
  'services/orders/go.mod': 'module example.com/orders\n\ngo 1.25\n',
  'services/orders/cmd/orders/main.go': program,
  'libs/money/go.mod': 'module example.com/money\n\ngo 1.25\n',
  'libs/money/money.go': 'package money\n\nfunc Five() int { return 5 }\n',
  'libs/money/money_test.go':
    'package money\n\nimport "testing"\n\nfunc TestFive(t *testing.T) {\n\tif Five() != 5 {\n\t\tt.Fatal("not five")\n\t}\n}\n',
};

/** Takes what ends something when a test ends: `onTestFinished` of vitest. */
type OnEnd = (end: () => void | Promise<void>) => void;

/** What specs of executors are given. */
export interface ProjectBed {
  /** A service `orders` that imports a library `money`, with some files changed, and the context of a project in it. */
  givenProject(projectName: string, changes?: Files): Promise<ExecutorContext>;
  /** Sets a variable of this process for the rest of a test; `undefined` removes it. */
  setVariable(name: string, value: string | undefined): void;
}

/** Makes the bed of one spec. */
export function createProjectBed(onEnd: OnEnd): ProjectBed {
  return {
    async givenProject(projectName, changes = {}) {
      const files = { ...workspace, ...changes };
      return contextOf(await makeWorkspace(onEnd, files), files, projectName);
    },
    setVariable(name, value) {
      const before = process.env[name];
      onEnd(() => assign(name, before));
      assign(name, value);
    },
  };
}

function assign(name: string, value: string | undefined): void {
  if (value === undefined) Reflect.deleteProperty(process.env, name);
  else process.env[name] = value;
}

/** The message of what a run throws. Throws where it throws nothing, or an error that is not ours. */
export async function refusalOf(run: Promise<unknown>): Promise<string> {
  try {
    await run;
  } catch (error) {
    if (isSlipwayError(error)) return error.message;
    throw error;
  }
  throw new Error('It went well.');
}
