import { expect, it } from 'vitest';
import { formatRoleRules } from './role-rule.ts';

it('writes one rule for each group and set of verbs, with what an apply needs beside', () => {
  const rights = [
    { verb: 'patch', group: 'apps', resource: 'deployments' },
    { verb: 'create', group: 'apps', resource: 'statefulsets' },
    { verb: 'get', group: '', resource: 'pods/log' },
    { verb: 'watch', group: '', resource: 'pods' },
    { verb: 'list', group: '', resource: 'pods' },
  ];
  expect(formatRoleRules(rights)).toEqual([
    '- {apiGroups: ["apps"], resources: ["deployments", "statefulsets"], verbs: ["create", "patch"]}',
    '- {apiGroups: [""], resources: ["pods/log"], verbs: ["get"]}',
    '- {apiGroups: [""], resources: ["pods"], verbs: ["list", "watch"]}',
  ]);
});
