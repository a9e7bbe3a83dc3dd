import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { readAutotuneOptions } from '../../cli/autotune/autotune-options.ts';
import { readLocalDeployment } from '../../local/deployment/local-deployment.ts';
import { parseTuningRequest } from '../../shared/contract/tuning-request.ts';

const PROJECT = join(import.meta.dirname, '..', '..');
const read = (path: string) => readFileSync(join(PROJECT, path), 'utf8');
const parsed = (path: string) => parse(read(path), { logLevel: 'error' });

interface Step {
  readonly uses?: string;
  readonly id?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

const action = parsed('action.yml');
const page = read('docs/pipelines.md');
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\\n\`\`\``, 'g'))].map(
    ([, text = '']) => text,
  );

const stepsOf = (path: string): readonly Step[] =>
  Object.values(parsed(path).jobs as Record<string, { steps: Step[] }>).flatMap(
    ({ steps }) => steps,
  );

const workflows = readdirSync(join(PROJECT, 'examples'))
  .filter((name) => name.startsWith('github-'))
  .map((name) => [`examples/${name}`, stepsOf(`examples/${name}`)] as const);
const shown = blocks('yaml').map((text) => ['docs/pipelines.md', parse(text) as Step[]] as const);

describe('a workflow of GitHub', () => {
  it.each([...workflows, ...shown])(
    'passes only inputs that the action has: %s',
    (_path, steps) => {
      const tuning = steps.filter(({ uses }) => uses?.startsWith('my-org/lambda-autotuner@'));
      const given = tuning[0]?.with ?? {};

      expect(tuning).toHaveLength(1);
      expect(Object.keys(given).filter((name) => !(name in action.inputs))).toEqual([]);
      const request = JSON.parse(String(given.request ?? '{}'));
      expect(() => parseTuningRequest({ ...request, functionName: given.function })).not.toThrow();
    },
  );

  it.each([...workflows, ...shown])('uses only outputs that exist: %s', (_path, steps) => {
    const used = [...JSON.stringify(steps).matchAll(/steps\.tune\.outputs\.([\w-]+)/g)];

    expect(used.map(([, name = '']) => name).filter((name) => !(name in action.outputs))).toEqual(
      [],
    );
  });

  it('asks for credentials without keys', () => {
    for (const [path] of workflows) {
      expect(parsed(path).permissions).toMatchObject({ 'id-token': 'write', contents: 'read' });
    }
  });
});

describe('the page about pipelines', () => {
  it('names every input and output of the action', () => {
    for (const name of [...Object.keys(action.inputs), ...Object.keys(action.outputs)]) {
      expect(page).toContain(`\`${name}\``);
    }
  });

  it('shows a trust policy for one repository', () => {
    const [policy = '{}'] = blocks('json');

    expect(JSON.parse(policy).Statement[0].Condition.StringLike).toEqual({
      'token.actions.githubusercontent.com:sub': 'repo:my-org/shop:*',
    });
  });
});

describe('the example for GitLab', () => {
  const { tune, tell } = parsed('examples/gitlab-ci.yml');
  const [command = ''] = tune.script as string[];

  it('passes valid options to the command', () => {
    const args = (command.replace(/ > .*$/, '').match(/"[^"]*"|\S+/g) ?? [])
      .slice(2)
      .map((word) => word.replaceAll('"', '').replace('tuner/examples', join(PROJECT, 'examples')));

    expect(readAutotuneOptions(args)).toMatchObject({
      kind: 'run',
      dotenvPath: tune.artifacts.reports.dotenv,
      request: { functionName: 'my-fn:live' },
    });
  });

  it('passes only variables that exist to later jobs', () => {
    const names = [...JSON.stringify(tell).matchAll(/AUTOTUNE_(\w+)/g)].map(([, name = '']) =>
      name.toLowerCase().replaceAll('_', '-'),
    );

    expect(names).toEqual(['verdict', 'memory-mb']);
    expect(names.filter((name) => !(name in action.outputs))).toEqual([]);
  });
});

describe('the example for CodeDeploy', () => {
  const { Parameters, Resources } = parsed('examples/codedeploy/template.yml');
  const { DeploymentPreference, AutoPublishAlias, Tags } = Resources.Orders.Properties;

  it('calls the hook of the tuner, by its deployed name, before traffic moves', () => {
    const { functions } = readLocalDeployment({ accountId: '123456789012', region: 'us-east-1' });
    const hook = functions.find(({ key }) => key === 'releaseHook');

    expect(DeploymentPreference.Hooks).toEqual({ PreTraffic: 'ReleaseHookName' });
    expect(Parameters.ReleaseHookName.Default).toBe(hook?.functionName);
    // The role that SAM creates for CodeDeploy may invoke only functions with this prefix.
    expect(hook?.functionName).toMatch(/^CodeDeployHook_/);
  });

  it('has a function with an alias, whose tag allows measuring it', () => {
    expect(AutoPublishAlias).toBe('live');
    expect(Tags).toEqual({ autotuner: 'recommend' });
  });
});

describe('the example for CodePipeline', () => {
  const { Stages } = parsed('examples/codepipeline/pipeline.yml').Resources.Pipeline.Properties;
  const tuning = Stages.at(-1).Actions[0];
  const source = Stages[0].Actions[0];

  it('starts the state machine by the native action, with a valid request', () => {
    expect(tuning.ActionTypeId).toEqual({
      Category: 'Invoke',
      Owner: 'AWS',
      Provider: 'StepFunctions',
      Version: '1',
    });
    expect(parseTuningRequest(JSON.parse(tuning.Configuration.Input)).request.functionName).toBe(
      'my-fn:live',
    );
  });

  it('has room for the commit in the name of the execution', () => {
    const prefix: string = tuning.Configuration.ExecutionNamePrefix;
    const id = '1624a1d1-3699-43f0-8e1e-6bafd7fde791';

    expect(prefix).toContain(`#{${source.Namespace}.CommitId}`);
    const name = `${prefix.replace(/#\{.*\}/, 'a'.repeat(40))}-${id}`;
    expect(name).toMatch(/^[0-9A-Za-z_-]{1,80}$/);
  });
});
