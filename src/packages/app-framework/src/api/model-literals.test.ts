import type { OperationName } from './operations';
import { parseInput } from './parse-input';

// Each limit of the model once as a number by hand: what is read from the model can only say that the model agrees with itself.
const appId = 1;
const hash = `${'a'.repeat(43)}=`;
const ids = (many: number) => Array.from({ length: many }, (_, index) => index + 1);
const names = (many: number) => ids(many).map((id) => `r${id}`);
const permissions = (many: number) => Object.fromEntries(ids(many).map((id) => [`p${id}`, 'read']));
const token = (more: object) => ({ appId, ...more });
const scope = (scopeDown: object) => token({ scopeDown });

const limits: [string, OperationName, { takes: object[]; refuses: object[] }][] = [
  [
    'appId',
    'GetAppToken',
    {
      takes: [{ appId: 1 }, { appId: 9_007_199_254_740_991 }],
      refuses: [{ appId: 0 }, { appId: 9_007_199_254_740_992 }, {}],
    },
  ],
  [
    'installationId',
    'GetInstallationToken',
    {
      takes: [token({ installationId: 1 }), token({ installationId: 9_007_199_254_740_991 })],
      refuses: [token({ installationId: 0 }), token({ installationId: 9_007_199_254_740_992 })],
    },
  ],
  [
    'minimumLifetime',
    'GetInstallationToken',
    {
      takes: [token({ minimumLifetime: 1 }), token({ minimumLifetime: 55 })],
      refuses: [token({ minimumLifetime: 0 }), token({ minimumLifetime: 56 })],
    },
  ],
  [
    'nodeId',
    'GetInstallationToken',
    {
      takes: [token({ nodeId: 'a'.repeat(256) }), token({ nodeId: 'MDQ6VXNlcjE=' }), token({ nodeId: 'O_kg-x.y/z+' })],
      refuses: [token({ nodeId: 'a'.repeat(257) }), token({ nodeId: '' }), token({ nodeId: 'a b' })],
    },
  ],
  ...(['owner', 'enterprise'] as const).map((member): (typeof limits)[number] => [
    member,
    'GetInstallationToken',
    {
      takes: [token({ [member]: 'a'.repeat(100) }), token({ [member]: '0-a_b' })],
      refuses: [
        token({ [member]: 'a'.repeat(101) }),
        token({ [member]: '' }),
        token({ [member]: '-a' }),
        token({ [member]: 'a/b' }),
      ],
    },
  ]),
  [
    'repositoryIds',
    'GetInstallationToken',
    {
      takes: [scope({ repositoryIds: ids(500) }), scope({ repositoryIds: [9_007_199_254_740_991] })],
      refuses: [scope({ repositoryIds: ids(501) }), scope({ repositoryIds: [] }), scope({ repositoryIds: [0] })],
    },
  ],
  [
    'repositoryNames',
    'GetInstallationToken',
    {
      takes: [
        scope({ repositoryNames: names(500) }),
        scope({ repositoryNames: ['r'.repeat(100)] }),
        scope({ repositoryNames: [`${'o'.repeat(100)}/${'r'.repeat(100)}`] }),
        scope({ repositoryNames: ['.git_hub-'] }),
      ],
      refuses: [
        scope({ repositoryNames: names(501) }),
        scope({ repositoryNames: [] }),
        scope({ repositoryNames: ['r'.repeat(101)] }),
        scope({ repositoryNames: [`${'o'.repeat(101)}/r`] }),
        scope({ repositoryNames: ['a/b/c'] }),
        scope({ repositoryNames: ['/b'] }),
        scope({ repositoryNames: ['a b'] }),
      ],
    },
  ],
  [
    'permissions',
    'GetInstallationToken',
    {
      takes: [
        scope({ permissions: permissions(100) }),
        scope({ permissions: { [`p${'_'.repeat(63)}`]: 'admin', 'pull-requests': 'write' } }),
      ],
      refuses: [
        scope({ permissions: permissions(101) }),
        scope({ permissions: {} }),
        scope({ permissions: { [`p${'_'.repeat(64)}`]: 'read' } }),
        scope({ permissions: { Contents: 'read' } }),
        scope({ permissions: { contents: 'none' } }),
      ],
    },
  ],
  [
    'unusableTokenHash',
    'GetInstallationToken',
    {
      takes: [token({ unusableTokenHash: hash })],
      refuses: ['', `a${hash}`, `${'a'.repeat(44)}`, `${'-'.repeat(43)}=`].map((unusableTokenHash) =>
        token({ unusableTokenHash }),
      ),
    },
  ],
  [
    'maxResults',
    'GetInstallations',
    { takes: [{ maxResults: 1 }, { maxResults: 1000 }], refuses: [{ maxResults: 0 }, { maxResults: 1001 }] },
  ],
  [
    'nextToken',
    'GetInstallations',
    {
      takes: [{ nextToken: 'a'.repeat(2048) }],
      refuses: [{ nextToken: 'a'.repeat(2049) }, { nextToken: '' }, { nextToken: 'a+b' }],
    },
  ],
];

describe('the limits of the model', () => {
  it.each(limits)('hold %s of %s', (_member, operation, { takes, refuses }) => {
    for (const input of takes) expect(parseInput(operation, input)).toEqual(input);
    for (const input of refuses) {
      expect(() => parseInput(operation, input)).toThrow(expect.objectContaining({ shape: 'ValidationException' }));
    }
  });
});
