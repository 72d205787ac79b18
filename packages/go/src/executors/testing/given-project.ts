import type { ExecutorContext } from '@nx/devkit';
import { isSlipwayError } from '@slipway/kit';
import { expect, onTestFinished } from 'vitest';
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

/** A service `orders` that imports a library `money`, with some files changed, and the context of a project in it. */
export async function givenProject(projectName: string, changes: Files = {}): Promise<ExecutorContext> {
  const files = { ...workspace, ...changes };
  return contextOf(await makeWorkspace(onTestFinished, files), files, projectName);
}

/** The message of what a run throws; it must be an error of ours. */
export async function refusalOf(run: Promise<unknown>): Promise<string> {
  const error: unknown = await run.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(isSlipwayError(error), String(error)).toBe(true);
  return (error as Error).message;
}

/** Sets a variable of this process for the rest of a test; `undefined` removes it. */
export function setVariable(name: string, value: string | undefined): void {
  const before = process.env[name];
  onTestFinished(() => assign(name, before));
  assign(name, value);
}

function assign(name: string, value: string | undefined): void {
  if (value === undefined) Reflect.deleteProperty(process.env, name);
  else process.env[name] = value;
}
