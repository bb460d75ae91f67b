import { firstUnderName, type NamedEvent, withKnownNames } from './repository-names';

const known = [{ host: 'api.github.com', name: 'octo-org/web', id: 7 }];
const repository = { id: 7, full_name: 'Octo-Org/Web' };

const namesOf = (event: NamedEvent) => withKnownNames(event, known).repository?.known_as;

describe('withKnownNames', () => {
  it('tells the names of a repository on its own host, whatever has its id or name on another', () => {
    const moved = { id: 7, full_name: 'o/moved' };
    expect(namesOf({ host: 'api.github.com', repository: moved })).toEqual(['o/moved', 'octo-org/web']);
    expect(namesOf({ host: 'ghe.example.com', repository: moved })).toEqual(['o/moved']);
    const namesake = { id: 8, full_name: 'octo-org/web' };
    expect(namesOf({ host: 'ghe.example.com', repository: namesake })).toEqual(['octo-org/web']);
  });
});

describe('firstUnderName', () => {
  const routes = [{ repositories: ['OCTO-org/web'] }];

  it('is the first of each host', () => {
    expect(firstUnderName({ host: 'api.github.com', repository }, { routes, repositories: known })).toBeUndefined();
    const there = firstUnderName({ host: 'ghe.example.com', repository }, { routes, repositories: known });
    expect(there).toEqual({ host: 'ghe.example.com', name: 'octo-org/web', id: 7 });
    expect(
      firstUnderName({ host: 'ghe.example.com', repository }, { routes: [], repositories: known }),
    ).toBeUndefined();
  });
});
