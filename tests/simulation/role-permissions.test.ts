import { beforeAll, describe, expect, it } from '@jest/globals';
import type { AskedPermission } from '../../local/cloud/call-log.ts';
import { evaluatePolicies } from '../../local/cloud/iam/policy-evaluation.ts';
import type { DeployedFunction } from '../../local/deployment/local-deployment.ts';
import { ROLE_SCENARIOS, type RoleOutcome } from './role-scenarios.ts';
import { deploymentWith } from './simulated-deployment.ts';

/**
 * What a run does without a permission, where it does not fail: a text that its result has then, or
 * `same` where the result is the same. By task, then `action on resource`.
 */
const DEGRADED: Readonly<Record<string, Readonly<Record<string, 'same' | RegExp>>>> = {
  validatePermissions: {
    // The pre-flight is skipped.
    'iam:SimulatePrincipalPolicy on role/lambda-autotuner/lambda-autotuner-dev-ResolveFunctionRole':
      /"preflight":\{"kind":"skipped","reason":"Cannot simulate/,
    // Without the state of the circuit breaker, IAM is asked.
    's3:ListBucket on store': 'same',
    's3:GetObject on store/breakers/*': 'same',
    's3:PutObject on store/breakers/*': 'same',
  },
  resolveFunction: {
    'lambda:GetProvisionedConcurrencyConfig on target': 'same',
    // What is kept ready is not known, and matters to advice on provisioned concurrency alone.
    'lambda:ListProvisionedConcurrencyConfigs on target': 'same',
    // The deployment names the target, so its tag is not needed.
    'lambda:ListTags on target': 'same',
    'iam:SimulatePrincipalPolicy on role/lambda-autotuner/*': 'same',
    // The limit of the request stands.
    'lambda:GetAccountSettings on *': 'same',
    'cloudwatch:GetMetricData on *': /"production":\{"kind":"unavailable"/,
    's3:GetObject on store/breakers/*': 'same',
    's3:PutObject on store/breakers/*': 'same',
  },
  // A run keeps a pace of its own.
  planRound: {
    's3:ListBucket on store': 'same',
    's3:GetObject on store/pace/*': 'same',
    's3:PutObject on store/pace/*': 'same',
  },
  // A fleet does without an order.
  planFleet: {
    'lambda:ListFunctions on *': /unorderedBecause/,
    'cloudwatch:GetMetricData on *': /unorderedBecause/,
  },
  // The report says of every function why nothing could be claimed for it.
  claimBudget: {
    's3:ListBucket on store': /Cannot read [^}]*ClaimBudgetRole/,
    's3:GetObject on store/fleets/*': /Cannot read [^}]*ClaimBudgetRole/,
    's3:PutObject on store/fleets/*': /Cannot write [^}]*ClaimBudgetRole/,
    's3:GetObject on store/pace/*': 'same',
    's3:PutObject on store/pace/*': 'same',
  },
  // The report says of every function that nobody knows how it went.
  settleBudget: {
    // A run whose end may not be asked for counts as failed, with all that was promised to it.
    'states:DescribeExecution on execution:lambda-autotuner-dev:*': /Cannot describe/,
    's3:ListBucket on store': /NotSettled/,
    's3:GetObject on store/fleets/*': /NotSettled/,
    's3:PutObject on store/fleets/*': /NotSettled/,
    's3:GetObject on store/runs/*': /Cannot read/,
  },
  // A kept answer that cannot be read is as good as none.
  recallResult: { 's3:ListBucket on store': 'same' },
  prepareTier: {
    // Clones go without.
    'lambda:ListTags on target': 'same',
    'lambda:GetFunctionCodeSigningConfig on target': 'same',
    // One clone needs it, where Lambda refused its snapshot: that size is not measured.
    'lambda:PublishVersion on clones': /it is the only size that was measured/,
  },
  measureTier: {
    // Whether other tiers are refused concurrency is not known.
    's3:ListBucket on store': 'same',
    's3:GetObject on store/progress/*': 'same',
    's3:PutObject on store/progress/*': 'same',
  },
  reasonAboutTiers: {
    'bedrock:InvokeModelWithResponseStream on inference-profile/local.correct':
      /"modelUnused":\{"kind":"unavailable"/,
    's3:ListBucket on store': 'same',
    's3:GetObject on store/reasoning/*': 'same',
    's3:PutObject on store/reasoning/*': 'same',
    's3:GetObject on store/breakers/*': 'same',
    's3:PutObject on store/breakers/*': 'same',
  },
  translateGoal: {
    's3:ListBucket on store': 'same',
    's3:GetObject on store/reasoning/*': 'same',
    's3:PutObject on store/reasoning/*': 'same',
    's3:GetObject on store/breakers/*': 'same',
    's3:PutObject on store/breakers/*': 'same',
  },
  // Whether a write took effect whose answer was lost stays unknown.
  applyConfig: { 'lambda:GetFunction on target': 'same' },
  moveAlias: {
    'lambda:GetProvisionedConcurrencyConfig on target': /which has 128 MB"/,
  },
  watchProduction: {
    'cloudwatch:GetMetricData on *': /"Kept, but not compared: Cannot read the metrics/,
    's3:ListBucket on store': 'same',
    's3:GetObject on store/breakers/*': 'same',
    's3:PutObject on store/breakers/*': 'same',
  },
  // The run says what is left; the sweep deletes it, and the lease ends by itself.
  cleanUp: {
    's3:ListBucket on store': /"leftClones":\[\{.*Cannot list/,
    's3:GetObject on store/journal/*': /"leftClones":\[\{.*Cannot read/,
    's3:DeleteObject on store/journal/*': /"leftClones":\[\{.*Cannot remove/,
    's3:DeleteObject on store/payloads/*': 'same',
    's3:GetObject on store/leases/*': 'same',
    's3:PutObject on store/leases/*': 'same',
    's3:GetObject on store/pace/*': 'same',
    's3:PutObject on store/pace/*': 'same',
  },
  // What was measured is told all the same.
  sweep: {
    'lambda:GetFunction on target': 'same',
    'kms:Decrypt on key/*': 'same',
    's3:GetObject on store/pace/*': 'same',
    's3:PutObject on store/pace/*': 'same',
  },
  // What it measured is in its report, and not found by a later one.
  compareReleases: { 's3:ListBucket on store': 'same', 's3:GetObject on store/runs/*': 'same' },
  // What keeps a comparison from being started is told as what is undecided.
  releaseHook: {
    'codedeploy:ListDeploymentTargets on *': /"status":"Succeeded","reason":"Cannot compare/,
    'codedeploy:BatchGetDeploymentTargets on *': /"status":"Succeeded","reason":"Cannot compare/,
    'states:StartExecution on stateMachine:lambda-autotuner-dev':
      /"status":"Succeeded","reason":"Cannot compare/,
    's3:PutObject on store/hooks/*': /"status":"Succeeded","reason":"Cannot compare/,
  },
  // Without the run before, there is no comparison with it.
  publishReport: { 's3:ListBucket on store': 'same', 's3:GetObject on store/runs/*': 'same' },
  publishFailure: {
    'lambda:GetFunction on target': 'same',
    'kms:Decrypt on key/*': 'same',
    // The cause of the failure stays, and says where the report is only if there is one.
    's3:GetObject on store/progress/*': /\(ECONNRESET\) \[transient\]/,
    's3:PutObject on store/runs/*': /What was measured could not be kept/,
  },
};

/** GetFunction asks every caller for it; the tags matter to these alone. */
const isUselessTag = (action: string, key: string) =>
  action === 'lambda:ListTags' && !['prepareTier', 'resolveFunction'].includes(key);

const FUNCTIONS = deploymentWith({
  reasoningModelId: 'local.correct',
  targetKmsKeys: 'key/*',
  releaseHookEnabled: 'true',
}).functions;

/** Targets apart from clones, so that a permission on the one is none on the other. */
function narrowed(deployed: DeployedFunction): DeployedFunction {
  const text = JSON.stringify(deployed.statements);
  return {
    ...deployed,
    statements: JSON.parse(text.replaceAll(':function:*', ':function:target')),
  };
}

/** What Lambda itself does with a role: it writes the log, the traces and the dead letters. */
const PLATFORM = /^(logs|xray|sqs):/;

interface Permission {
  readonly action: string;
  readonly statement: DeployedFunction['statements'][number];
  /** `action on resource`. */
  readonly name: string;
}

/** The same permission for functions that opt in by a tag, which the target here does not need to. */
const isByTag = ({ Condition }: Permission['statement']) =>
  JSON.stringify(Condition ?? {}).includes('aws:ResourceTag/autotuner');

function permissionsOf(deployed: DeployedFunction): readonly Permission[] {
  return narrowed(deployed).statements.flatMap((statement) =>
    (statement.Effect === 'Deny' || isByTag(statement) ? [] : [statement.Action])
      .flat()
      .filter((action) => !PLATFORM.test(action))
      .map((action) => ({
        action,
        statement,
        name: `${action} on ${shortName([statement.Resource].flat()[0] ?? '')}`,
      })),
  );
}

function shortName(resource: string): string {
  return resource
    .replace(/^arn:aws:s3:::lambda-autotuner-dev-store/, 'store')
    .replace(/^arn:.*:function:lambda-autotuner-dev-clone-\*$/, 'clones')
    .replace(/^arn:.*:function:target$/, 'target')
    .replace(/^arn:(?:aws|\*):[a-z]+:[^:]*:[^:]*:/, '');
}

/** By what the statement says: a scenario may be deployed with fewer of them. */
function without(deployed: DeployedFunction, { statement: missed, action }: Permission) {
  const { statements, ...rest } = narrowed(deployed);
  const missedText = JSON.stringify(missed);
  return {
    ...rest,
    statements: statements.map((statement) =>
      JSON.stringify(statement) === missedText
        ? { ...statement, Action: [statement.Action].flat().filter((each) => each !== action) }
        : statement,
    ),
  };
}

function grants({ statement, action }: Permission, asked: AskedPermission): boolean {
  const { Condition: _, ...unconditional } = statement;
  return (
    asked.action === action &&
    evaluatePolicies([{ Statement: unconditional }], asked).decision === 'allowed'
  );
}

function askedOf({ account }: RoleOutcome, { roleArn }: DeployedFunction) {
  return account.cloud.calls
    .list()
    .filter((call) => call.roleArn === roleArn)
    .flatMap(({ permissions }) => permissions);
}

const usual = new Map<string, RoleOutcome>();

beforeAll(async () => {
  for (const [name, play] of Object.entries(ROLE_SCENARIOS)) usual.set(name, await play(narrowed));
});

/** The first scenario in which a permission is used. */
function scenarioUsing(deployed: DeployedFunction, permission: Permission): string | undefined {
  const found = [...usual].find(([, outcome]) =>
    askedOf(outcome, deployed).some((asked) => grants(permission, asked)),
  );
  return found?.[0];
}

/** The failures of a scenario's runs, or of what it called by itself. */
function failureText({ account, text }: RoleOutcome): string {
  const causes = account.executions.flatMap(({ result }) =>
    result?.status === 'FAILED' ? [`${result.error}: ${result.cause}`] : [],
  );
  const answers = text
    .split('\n')
    .filter((line) => /^"StateError|"(skipped|left\w+|un\w+)":\[\{/.test(line));
  return [...causes, ...answers].join('\n');
}

/** A call that is refused takes less time than one that is answered. */
function withoutTimes(text = ''): string {
  return text.replaceAll(/"(?:verifiedAtMs|durationMs)\\*":[\d.]+/g, '');
}

const DENIED = /AccessDenied|PermissionDenied|UnknownError|is not allowed|allow lambda:ListTags/;

describe.each(FUNCTIONS.map((deployed) => [deployed.key, deployed] as const))(
  'the role of %s',
  (key, deployed) => {
    it('has what its task asks for, and nothing else', () => {
      const refused = [...usual].flatMap(([name, outcome]) =>
        askedOf(outcome, deployed)
          .filter(({ isAllowed, action }) => !isAllowed && !isUselessTag(action, key))
          .map(({ action, resource }) => `${name}: ${action} on ${resource}`),
      );
      const unused = permissionsOf(deployed)
        .filter((permission) => scenarioUsing(deployed, permission) === undefined)
        .map(({ name }) => name);

      expect({ refused, unused }).toEqual({ refused: [], unused: [] });
    });

    it.each(permissionsOf(deployed).map((permission) => [permission.name, permission] as const))(
      'is missed without %s',
      async (name, permission) => {
        const scenario = scenarioUsing(deployed, permission) ?? '';
        const play = ROLE_SCENARIOS[scenario];
        if (play === undefined) throw new Error(`Cannot miss "${name}": no scenario uses it`);
        const before = usual.get(scenario);

        const after = await play((each) =>
          each.key === key ? without(each, permission) : narrowed(each),
        );

        const refused = askedOf(after, deployed).filter(({ isAllowed }) => !isAllowed);
        const isPreflight = after.text.includes(
          `${deployed.roleArn} is not allowed ${permission.action}`,
        );
        expect(refused.some((asked) => grants(permission, asked)) || isPreflight).toBe(true);
        const degraded = DEGRADED[key]?.[name];
        if (degraded === undefined) {
          expect(failureText(after)).toMatch(DENIED);
          expect(after.text).not.toBe(before?.text);
        } else if (degraded === 'same') {
          expect(withoutTimes(after.text)).toBe(withoutTimes(before?.text));
        } else {
          expect(before?.text).not.toMatch(degraded);
          expect(after.text).toMatch(degraded);
        }
      },
    );
  },
);
