import { beforeAll, describe, expect, it } from '@jest/globals';
import type { AskedPermission } from '../../local/cloud/call-log.ts';
import { evaluatePolicies } from '../../local/cloud/iam/policy-evaluation.ts';
import type { DeployedFunction } from '../../local/deployment/local-deployment.ts';
import { ROLE_SCENARIOS, type RoleOutcome } from './role-scenarios.ts';
import { deploymentWith } from './simulated-deployment.ts';

/**
 * Effects of missing permissions without which a run still succeeds: a text that its result then
 * has, or `same` if the result does not change. By task, then `action on resource`.
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
    // Provisioned concurrency is then unknown, which matters only to the advice about it.
    'lambda:ListProvisionedConcurrencyConfigs on target': 'same',
    // The deployment names the target, so its tag is not needed.
    'lambda:ListTags on target': 'same',
    'iam:SimulatePrincipalPolicy on role/lambda-autotuner/*': 'same',
    // The request's own limit applies.
    'lambda:GetAccountSettings on *': 'same',
    'cloudwatch:GetMetricData on *': /"production":\{"kind":"unavailable"/,
    's3:GetObject on store/breakers/*': 'same',
    's3:PutObject on store/breakers/*': 'same',
  },
  // A run then keeps its own pace.
  planRound: {
    's3:ListBucket on store': 'same',
    's3:GetObject on store/pace/*': 'same',
    's3:PutObject on store/pace/*': 'same',
  },
  // A fleet is then tuned without an order.
  planFleet: {
    'lambda:ListFunctions on *': /unorderedBecause/,
    'cloudwatch:GetMetricData on *': /unorderedBecause/,
  },
  // The report says for every function why no budget could be claimed.
  claimBudget: {
    's3:ListBucket on store': /Cannot read [^}]*ClaimBudgetRole/,
    's3:GetObject on store/fleets/*': /Cannot read [^}]*ClaimBudgetRole/,
    's3:PutObject on store/fleets/*': /Cannot write [^}]*ClaimBudgetRole/,
    's3:GetObject on store/pace/*': 'same',
    's3:PutObject on store/pace/*': 'same',
  },
  // The report says for every function that its outcome is unknown.
  settleBudget: {
    // A run whose end cannot be read counts as failed, with all that was promised to it.
    'states:DescribeExecution on execution:lambda-autotuner-dev:*': /Cannot describe/,
    's3:ListBucket on store': /NotSettled/,
    's3:GetObject on store/fleets/*': /NotSettled/,
    's3:PutObject on store/fleets/*': /NotSettled/,
    's3:GetObject on store/runs/*': /Cannot read/,
  },
  // A kept answer that cannot be read is ignored.
  recallResult: { 's3:ListBucket on store': 'same' },
  prepareTier: {
    // Clones are created without tags and code signing.
    'lambda:ListTags on target': 'same',
    'lambda:GetFunctionCodeSigningConfig on target': 'same',
    // One clone needs it, because Lambda refused its snapshot: that size is not measured.
    'lambda:PublishVersion on clones': /it is the only size that was measured/,
  },
  measureTier: {
    // It is then unknown whether other tiers are refused concurrency.
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
  // It then stays unknown whether a write took effect whose answer was lost.
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
  // The run reports what is left; the sweep deletes it, and the lease expires.
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
  // The sweep still reports what was measured.
  sweep: {
    'lambda:GetFunction on target': 'same',
    'kms:Decrypt on key/*': 'same',
    's3:GetObject on store/pace/*': 'same',
    's3:PutObject on store/pace/*': 'same',
  },
  // The measurements are in its report, but a later comparison does not find them.
  compareReleases: { 's3:ListBucket on store': 'same', 's3:GetObject on store/runs/*': 'same' },
  // If a comparison cannot be started, the hook succeeds and gives the reason.
  releaseHook: {
    'codedeploy:ListDeploymentTargets on *': /"status":"Succeeded","reason":"Cannot compare/,
    'codedeploy:BatchGetDeploymentTargets on *': /"status":"Succeeded","reason":"Cannot compare/,
    'states:StartExecution on stateMachine:lambda-autotuner-dev':
      /"status":"Succeeded","reason":"Cannot compare/,
    's3:PutObject on store/hooks/*': /"status":"Succeeded","reason":"Cannot compare/,
  },
  // The report is then not compared with the run before.
  publishReport: { 's3:ListBucket on store': 'same', 's3:GetObject on store/runs/*': 'same' },
  publishFailure: {
    'lambda:GetFunction on target': 'same',
    'kms:Decrypt on key/*': 'same',
    // The cause of the failure stays the same; it says where the report is only if there is one.
    's3:GetObject on store/progress/*': /\(ECONNRESET\) \[transient\]/,
    's3:PutObject on store/runs/*': /What was measured could not be kept/,
  },
};

/** GetFunction checks it for every caller, but only these tasks use the tags. */
const isUselessTag = (action: string, key: string) =>
  action === 'lambda:ListTags' && !['prepareTier', 'resolveFunction'].includes(key);

const FUNCTIONS = deploymentWith({
  reasoningModelId: 'local.correct',
  targetKmsKeys: 'key/*',
  releaseHookEnabled: 'true',
}).functions;

/** Separates targets from clones, so that a permission on one does not cover the other. */
function narrowed(deployed: DeployedFunction): DeployedFunction {
  const text = JSON.stringify(deployed.statements);
  return {
    ...deployed,
    statements: JSON.parse(text.replaceAll(':function:*', ':function:target')),
  };
}

/** Actions of Lambda itself with a role: it writes logs, traces and dead letters. */
const PLATFORM = /^(logs|xray|sqs):/;

interface Permission {
  readonly action: string;
  readonly statement: DeployedFunction['statements'][number];
  /** `action on resource`. */
  readonly name: string;
}

/** Whether a statement is for functions that opt in by a tag, which the target here need not do. */
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

/**
 * Removes an action from a statement, which is found by its content: a scenario may be deployed
 * with fewer statements.
 */
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

/** Returns the first scenario that uses a permission. */
function scenarioUsing(deployed: DeployedFunction, permission: Permission): string | undefined {
  const found = [...usual].find(([, outcome]) =>
    askedOf(outcome, deployed).some((asked) => grants(permission, asked)),
  );
  return found?.[0];
}

/** Returns the failures of a scenario's runs, or of the tasks that it called directly. */
function failureText({ account, text }: RoleOutcome): string {
  const causes = account.executions.flatMap(({ result }) =>
    result?.status === 'FAILED' ? [`${result.error}: ${result.cause}`] : [],
  );
  const answers = text
    .split('\n')
    .filter((line) => /^"StateError|"(skipped|left\w+|un\w+)":\[\{/.test(line));
  return [...causes, ...answers].join('\n');
}

/** Removes times: a refused call takes less time than one that is answered. */
function withoutTimes(text = ''): string {
  return text.replaceAll(/"(?:verifiedAtMs|durationMs)\\*":[\d.]+/g, '');
}

const DENIED = /AccessDenied|PermissionDenied|UnknownError|is not allowed|allow lambda:ListTags/;

describe.each(FUNCTIONS.map((deployed) => [deployed.key, deployed] as const))(
  'the role of %s',
  (key, deployed) => {
    it('has the permissions that its task uses, and no others', () => {
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
      'fails or degrades as listed without %s',
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
