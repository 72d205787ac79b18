import { expect, it } from 'vitest';
import { formatCompileError, parseCompileErrors } from './parse-compile-errors.ts';

const inOrders = (path: string) => `services/orders/${path}`.replace('services/orders/../../', '');

it('finds the places that a go command named', () => {
  const output = [
    '# example.com/acme/orders/cmd/orders',
    'cmd/orders/main.go:12:5: undefined: x',
    '\thave (int)',
    '\twant (string)',
    '../../libs/money/money.go:3:26: cannot use "x" (untyped string constant) as int value in return statement',
    'vet: ./a.go:7:1: expected declaration',
    'go.mod:5: unknown directive: reqire',
    'FAIL\texample.com/acme/orders [build failed]',
    'go: finding module for package x',
  ].join('\r\n');
  expect(parseCompileErrors(output, inOrders).map(formatCompileError)).toEqual([
    'services/orders/cmd/orders/main.go:12:5: undefined: x\n\thave (int)\n\twant (string)',
    'libs/money/money.go:3:26: cannot use "x" (untyped string constant) as int value in return statement',
    'services/orders/./a.go:7:1: expected declaration',
    'services/orders/go.mod:5: unknown directive: reqire',
  ]);
});
