import { describe, expect, it } from 'vitest';
import { planRun } from './plan-run.ts';

const config = { ExposedPorts: { '8080/tcp': {}, '9090': {}, '53/udp': {} } };

describe('planRun', () => {
  it('publishes the TCP ports of the image, each as it is', () => {
    expect(planRun({}, config).ports).toEqual([
      { host: 8080, container: 8080 },
      { host: 9090, container: 9090 },
    ]);
    expect(planRun({}, {}).ports).toEqual([]);
  });

  it('takes one port as the number that Nx makes of it', () => {
    expect(planRun({ ports: 8081 }, config).ports).toEqual([{ host: 8081, container: 8081 }]);
  });

  it('takes ports, variables and arguments from the options', () => {
    expect(planRun({ ports: ['8081:8080', '9090'], env: { A: 1, B: true }, args: ['--x'] }, config)).toEqual({
      ports: [
        { host: 8081, container: 8080 },
        { host: 9090, container: 9090 },
      ],
      env: { A: '1', B: 'true' },
      args: ['--x'],
    });
  });

  it('names every problem at once', () => {
    const run = () =>
      planRun({ ports: ['0', '8080:70000', 'x', '81:1,81:2', '127.0.0.1:80:80'], env: { 'a b': '' } }, config);
    expect(run).toThrow(
      expect.objectContaining({
        code: 'OPTIONS_INVALID',
        details: [
          'ports: "0" is out of range; a port is a number from 1 to 65535',
          'ports: "8080:70000" is out of range; a port is a number from 1 to 65535',
          'ports: "x" is neither a port nor host:container',
          'ports: "127.0.0.1:80:80" is neither a port nor host:container',
          'ports: 81 of this machine is given twice',
          'env: "a b" is no name of a variable',
        ],
      }) as Error,
    );
  });
});
