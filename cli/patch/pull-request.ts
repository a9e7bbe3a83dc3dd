import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { exactCountText } from '../../shared/core/count-text.ts';
import { cleanText } from '../../shared/core/untrusted-text.ts';
import { RefusalError } from './refusal.ts';

/** A change of one file, to be opened as a pull request. */
export interface FileChange {
  /** Absolute. */
  readonly path: string;
  readonly textAfter: string;
  readonly branch: string;
  readonly title: string;
  /** Markdown. */
  readonly body: string;
}

/** Longest wait for one command that talks to a remote, milliseconds. */
const COMMAND_MS_MAX = 120_000;

/** Longest output of a command in a message, characters. */
const SAID_LENGTH_MAX = 1_000;

/** The hint to make the change by hand. */
const BY_HAND = 'use --write, and commit and push the change yourself';

/**
 * Commits a change to a new branch, pushes the branch, and opens a pull request with `gh`. The
 * working tree, its index and its branch do not change: the commit is made with a separate index.
 *
 * @returns The output of gh: the address of the pull request.
 * @throws {RefusalError} If a step is not possible; the message says what to do by hand.
 */
export function openPullRequest(change: FileChange): string {
  // The target of a symbolic link is changed, not the link.
  const place = realpathSync(change.path);
  const git = new Git(dirname(place));
  requireCommand('git', git.folder);
  requireCommand('gh', git.folder);
  const path = git.trackedPath(place);
  const remote = git.remote();
  const base = git.pushedBranch(remote);
  git.requirePushed(remote);
  git.requireNewBranch(change.branch, remote);
  const commit = git.commitOf({ ...change, path: place }, path);
  git.run('branch', '--no-track', change.branch, commit);
  try {
    git.run('push', '--quiet', remote, `refs/heads/${change.branch}`);
  } catch (error) {
    git.run('branch', '-D', change.branch);
    throw error;
  }
  const args = ['pr', 'create', '--head', change.branch, '--title', change.title];
  const into = base === undefined ? [] : ['--base', base];
  const made = run('gh', [...args, ...into, '--body-file', '-'], {
    folder: git.folder,
    input: change.body,
    hint: `the branch ${change.branch} is pushed: open the pull request by hand`,
  });
  return made.trim();
}

/** Runs git in one folder. */
class Git {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  run(...args: readonly string[]): string {
    return run('git', args, { folder: this.folder, hint: BY_HAND });
  }

  #succeeds(...args: readonly string[]): boolean {
    try {
      this.run(...args);
      return true;
    } catch {
      return false;
    }
  }

  /** Returns the path of a file in its repository. The file must be committed and unchanged. */
  trackedPath(path: string): string {
    if (!this.#succeeds('rev-parse', '--show-toplevel')) {
      throw new RefusalError(
        `Cannot open a pull request: ${path} must be in a git repository: ${BY_HAND}`,
      );
    }
    if (!this.#succeeds('ls-files', '--error-unmatch', '--', path)) {
      throw new RefusalError(`Cannot open a pull request: ${path} must be committed first`);
    }
    if (this.run('status', '--porcelain', '--', path) !== '') {
      throw new RefusalError(
        `Cannot open a pull request: ${path} must have no other changes: commit or stash them first`,
      );
    }
    return this.run('ls-files', '--full-name', '--', path).trim();
  }

  remote(): string {
    const remotes = this.run('remote').split('\n').filter(Boolean);
    const remote = remotes.includes('origin') ? 'origin' : remotes[0];
    if (remote === undefined || (remotes.length > 1 && remote !== 'origin')) {
      throw new RefusalError(
        `Cannot open a pull request: the repository must have a remote called origin, or only one remote: it has ${remotes.join(', ') || 'none'}: ${BY_HAND}`,
      );
    }
    return remote;
  }

  /** Returns the present branch, the base of the pull request; `undefined` if it is not pushed. */
  pushedBranch(remote: string): string | undefined {
    const branch = this.run('branch', '--show-current').trim();
    const isPushed =
      branch !== '' &&
      this.#succeeds('rev-parse', '--verify', '--quiet', `refs/remotes/${remote}/${branch}`);
    return isPushed ? branch : undefined;
  }

  /** Refuses if commits are not pushed: the pull request would contain and publish them. */
  requirePushed(remote: string): void {
    const count = this.run('rev-list', '--count', 'HEAD', '--not', `--remotes=${remote}`).trim();
    if (count !== '0') {
      throw new RefusalError(
        `Cannot open a pull request: ${remote} must have all local commits, and lacks ${exactCountText(Number(count), 'commit')}, which would be part of the pull request: push them first (or fetch, if they are pushed)`,
      );
    }
  }

  requireNewBranch(branch: string, remote: string): void {
    const isLocal = this.#succeeds('rev-parse', '--verify', '--quiet', `refs/heads/${branch}`);
    const isRemote = this.run('ls-remote', '--heads', remote, branch) !== '';
    if (isLocal || isRemote) {
      throw new RefusalError(
        `Cannot open a pull request: the branch ${branch} must be new: it exists${isLocal ? '' : ` in ${remote}`}: merge or delete it first`,
      );
    }
  }

  /** Makes a commit on top of HEAD that changes one file, with a separate index. */
  commitOf({ path: place, textAfter, title, body }: FileChange, path: string): string {
    const folder = mkdtempSync(join(tmpdir(), 'autotune-patch-'));
    const index = { folder: this.folder, hint: BY_HAND, index: join(folder, 'index') };
    try {
      const [mode = ''] = this.run('ls-files', '--stage', '--', place).split(' ');
      const blob = run('git', ['hash-object', '-w', `--path=${path}`, '--stdin'], {
        ...index,
        input: textAfter,
      }).trim();
      run('git', ['read-tree', 'HEAD'], index);
      run('git', ['update-index', '--cacheinfo', `${mode},${blob},${path}`], index);
      const tree = run('git', ['write-tree'], index).trim();
      return run('git', ['commit-tree', tree, '-p', 'HEAD', '-F', '-'], {
        ...index,
        input: `${title}\n\n${body}`,
      }).trim();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

function requireCommand(command: string, folder: string): void {
  try {
    run(command, ['--version'], { folder, hint: '' });
  } catch {
    throw new RefusalError(
      `Cannot open a pull request: the command ${command} must be installed: ${BY_HAND}`,
    );
  }
}

interface Running {
  readonly folder: string;
  /** What to do by hand if it fails. */
  readonly hint: string;
  readonly input?: string;
  /** Path of an index to use instead of the repository's own. */
  readonly index?: string;
}

function run(
  command: string,
  args: readonly string[],
  { folder, hint, input, index }: Running,
): string {
  try {
    return execFileSync(command, args, {
      cwd: folder,
      encoding: 'utf8',
      input: input ?? '',
      timeout: COMMAND_MS_MAX,
      stdio: ['pipe', 'pipe', 'pipe'],
      // No prompts: the user would never see a question of git or gh.
      env: {
        ...process.env,
        GIT_TERMINAL_PROMPT: '0',
        GIT_LITERAL_PATHSPECS: '1',
        GH_PROMPT_DISABLED: '1',
        ...(index !== undefined && { GIT_INDEX_FILE: index }),
      },
    });
  } catch (error) {
    const { stderr, message } = error as Error & { readonly stderr?: string };
    const said = cleanText(stderr || message, SAID_LENGTH_MAX);
    throw new RefusalError(
      `Cannot open a pull request: ${command} ${args[0]} failed: ${said}\nTo go on, ${hint}.`,
    );
  }
}
