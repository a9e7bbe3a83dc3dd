import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runPatch } from '../../../../cli/patch/run-patch.ts';

const RESULT = join(import.meta.dirname, '..', '..', '..', '..', 'examples', 'result.json');

const SOURCE = `service: api
functions:
  slow:
    name: slow-service
    handler: slow.handler
    memorySize: 1024 # as before
`;

const BRANCH = 'autotune/slow-service-128';

let folder: string;
let variables: NodeJS.ProcessEnv;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'patch-pr-'));
  variables = { ...process.env };
  Object.assign(process.env, {
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'A',
    GIT_AUTHOR_EMAIL: 'a@example.org',
    GIT_COMMITTER_NAME: 'A',
    GIT_COMMITTER_EMAIL: 'a@example.org',
  });
  git('init', '--quiet', '--bare', '--initial-branch=main', join(folder, 'remote.git'));
  git('init', '--quiet', '--initial-branch=main', work());
  mkdirSync(work('app'), { recursive: true });
  writeFileSync(work('app/serverless.yml'), SOURCE);
  writeFileSync(work('other.txt'), 'one\n');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Begin');
  git('remote', 'add', 'origin', join(folder, 'remote.git'));
  git('push', '--quiet', '--set-upstream', 'origin', 'main');
});

afterEach(() => {
  process.env = variables;
  rmSync(folder, { recursive: true, force: true });
});

function work(path = '.'): string {
  return join(folder, 'work', path);
}

function git(...args: readonly string[]): string {
  const cwd = args[0] === 'init' ? folder : work();
  return execFileSync('git', args, { cwd, encoding: 'utf8' });
}

/** Puts a `gh` on the PATH that records its input and ends with this exit code. */
function installGh({ exitCode = 0 } = {}): void {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const script = `#!/bin/sh
if [ "$1" = --version ]; then echo gh; exit 0; fi
printf '%s\\n' "$@" > '${join(folder, 'gh-arguments')}'
cat > '${join(folder, 'gh-body')}'
if [ ${exitCode} -ne 0 ]; then echo 'not logged in' >&2; exit ${exitCode}; fi
echo https://example.org/pull/7
`;
  writeFileSync(join(bin, 'gh'), script);
  chmodSync(join(bin, 'gh'), 0o755);
  process.env.PATH = `${bin}${delimiter}${process.env.PATH}`;
}

async function patch(...args: readonly string[]) {
  const said: string[] = [];
  const output = {
    result: (text: string) => said.push(text),
    notice: (text: string) => said.push(text),
  };
  const exitCode = await runPatch([RESULT, '--dir', work(), '--pr', ...args], output);
  return { exitCode, said: said.join('\n') };
}

function remoteBranches(): readonly string[] {
  return git('ls-remote', '--heads', 'origin')
    .trim()
    .split('\n')
    .map((line) => line.split('refs/heads/')[1] ?? '');
}

const hasGit = spawnSync('git', ['--version']).status === 0;

(hasGit ? describe : describe.skip)('runPatch() with --pr', () => {
  it('pushes a commit that changes one file, and opens a pull request with the result as its text', async () => {
    installGh();

    const { exitCode, said } = await patch();

    expect(said).toContain('Pull request: https://example.org/pull/7');
    expect(exitCode).toBe(0);
    const remote = `origin/${BRANCH}`;
    git('fetch', '--quiet');
    expect(git('diff', '--name-only', 'main', remote)).toBe('app/serverless.yml\n');
    expect(git('show', `${remote}:app/serverless.yml`)).toBe(
      SOURCE.replace('memorySize: 1024 # as', 'memorySize: 128 # as'),
    );
    expect(git('log', '--format=%s', `main..${remote}`)).toBe(
      'Set the memory of slow-service to 128 MB\n',
    );
    expect(readFileSync(join(folder, 'gh-arguments'), 'utf8').trim().split('\n')).toEqual([
      'pr',
      'create',
      '--head',
      BRANCH,
      '--title',
      'Set the memory of slow-service to 128 MB',
      '--base',
      'main',
      '--body-file',
      '-',
    ]);
    const body = readFileSync(join(folder, 'gh-body'), 'utf8');
    expect(body).toContain('**Change from 1024 to 128 MB: 79 % cheaper');
    expect(body.split('Change from 1024').length).toBe(2);
    expect(body).toContain('128 MB takes 125 ms');
    expect(body).toContain('Changes `app/serverless.yml:6`.');
    expect(body).toMatch(/^\| \*\*128 MB\*\* \| .* \| recommended \|$/m);
    expect(body).toContain(
      '- Function: `arn:aws:lambda:us-east-1:123456789012:function:slow-service`',
    );
  });

  it('does not change the working tree, its branch or its index', async () => {
    installGh();
    writeFileSync(work('other.txt'), 'two\n');
    git('add', 'other.txt');
    writeFileSync(work('new.txt'), 'new\n');

    const { exitCode } = await patch();

    expect(exitCode).toBe(0);
    expect(git('status', '--porcelain')).toBe('M  other.txt\n?? new.txt\n');
    expect(git('branch', '--show-current')).toBe('main\n');
    expect(readFileSync(work('app/serverless.yml'), 'utf8')).toBe(SOURCE);
  });

  it('keeps the line ends that git uses for a file', async () => {
    installGh();
    writeFileSync(work('.gitattributes'), '*.yml text eol=crlf\n');
    writeFileSync(work('app/serverless.yml'), SOURCE.replaceAll('\n', '\r\n'));
    git('add', '--all');
    git('commit', '--quiet', '--message', 'Use other line ends');
    git('push', '--quiet', 'origin', 'main');

    const { exitCode } = await patch();

    expect(exitCode).toBe(0);
    git('fetch', '--quiet');
    expect(git('diff', '--numstat', 'main', `origin/${BRANCH}`)).toBe('1\t1\tapp/serverless.yml\n');
  });

  it.each([
    [
      'the file has other changes',
      () => writeFileSync(work('app/serverless.yml'), `${SOURCE}# more\n`),
      'must have no other changes: commit or stash them first',
    ],
    [
      'the file is not committed',
      () => git('rm', '--quiet', '--cached', 'app/serverless.yml'),
      'must be committed first',
    ],
    [
      'a commit is not pushed, which would be in the pull request',
      () => git('commit', '--quiet', '--allow-empty', '--message', 'Mine alone'),
      'origin must have all local commits, and lacks 1 commit, which would be part of the pull request',
    ],
    ['there is no remote', () => git('remote', 'remove', 'origin'), 'it has none'],
    ['the branch exists', () => git('branch', BRANCH), `the branch ${BRANCH} must be new`],
    [
      'the branch exists in the remote',
      () => git('push', '--quiet', 'origin', `main:refs/heads/${BRANCH}`),
      'it exists in origin',
    ],
  ])('refuses if %s', async (_why, arrange, reason) => {
    installGh();
    arrange();
    const before = git('status', '--porcelain');

    const { exitCode, said } = await patch();

    expect(said).toContain(reason);
    expect(exitCode).toBe(2);
    expect(git('status', '--porcelain')).toBe(before);
    expect(git('branch', '--show-current')).toBe('main\n');
  });

  it('says what to do by hand if gh is not installed', async () => {
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
    writeFileSync(join(bin, 'git'), `#!/bin/sh\nexec '${real}' "$@"\n`);
    chmodSync(join(bin, 'git'), 0o755);
    process.env.PATH = bin;

    const { exitCode, said } = await patch();

    expect(said).toContain('the command gh must be installed: use --write');
    expect(exitCode).toBe(2);
  });

  it('leaves no branch behind if the remote rejects it', async () => {
    installGh();
    writeFileSync(join(folder, 'remote.git', 'hooks', 'pre-receive'), '#!/bin/sh\nexit 1\n');
    chmodSync(join(folder, 'remote.git', 'hooks', 'pre-receive'), 0o755);

    const { exitCode, said } = await patch();

    expect(said).toContain('git push failed');
    expect(exitCode).toBe(2);
    expect(git('branch', '--list', BRANCH)).toBe('');
    expect(remoteBranches()).toEqual(['main']);
  });

  it('says that the branch is pushed if gh fails', async () => {
    installGh({ exitCode: 4 });

    const { exitCode, said } = await patch();

    expect(said).toContain('gh pr failed: not logged in');
    expect(said).toContain(`the branch ${BRANCH} is pushed: open the pull request by hand`);
    expect(exitCode).toBe(2);
    expect(remoteBranches()).toContain(BRANCH);
  });

  it('refuses outside of a repository', async () => {
    installGh();
    rmSync(work('.git'), { recursive: true });

    const { exitCode, said } = await patch();

    expect(said).toContain('must be in a git repository');
    expect(exitCode).toBe(2);
  });
});
