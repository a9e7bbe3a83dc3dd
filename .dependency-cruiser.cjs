/**
 * The direction of imports, checked by `npm run imports`. Each comment says what to do instead.
 * Type-only imports count like any other.
 */

/** The folders of shared/ from the lowest to the highest; none may import from a higher one. */
const LAYERS = [
  'errors[.]ts$',
  'core/',
  'contract/',
  'runtime/',
  'aws/',
  'resilience/',
  '(?:run|reasoning)/',
  'task/',
];

/** One rule for each layer, which forbids imports from the layers above it. */
const layerRules = LAYERS.slice(0, -1).map((layer, index) => ({
  name: `layer-${layer
    .replaceAll(/[^a-z]+/g, ' ')
    .trim()
    .replaceAll(' ', '-')}`,
  comment:
    'Imports in shared/ point down: errors, core, contract, runtime, aws, resilience, then run and reasoning, then task. Take what you need from above as an argument, or move it down.',
  severity: 'error',
  from: { path: `^shared/${layer}` },
  to: { path: LAYERS.slice(index + 1).map((above) => `^shared/${above}`) },
}));

module.exports = {
  forbidden: [
    ...layerRules,
    {
      name: 'run-and-reasoning-apart',
      comment:
        'shared/run and shared/reasoning are on one layer: let the task that uses both join them.',
      severity: 'error',
      from: { path: '^shared/(run|reasoning)/' },
      to: { path: '^shared/(run|reasoning)/', pathNot: '^shared/$1/' },
    },
    {
      name: 'core-is-pure',
      comment:
        'The core computes values from values: it imports only shared/core, shared/errors.ts, zod/mini and, in digest.ts, the hashes of node:crypto, which are pure. Read files, time and AWS in a task, and pass the core what was read.',
      severity: 'error',
      from: { path: '^shared/core/', pathNot: '^shared/core/digest[.]ts$' },
      to: { pathNot: ['^shared/core/', '^shared/errors[.]ts$', '(^|node_modules/)zod/.*mini'] },
    },
    {
      name: 'digest-hashes-only',
      comment: 'shared/core/digest.ts may use node:crypto for its hashes, and nothing else.',
      severity: 'error',
      from: { path: '^shared/core/digest[.]ts$' },
      to: { pathNot: '^(node:)?crypto$' },
    },
    {
      name: 'page-draws-values',
      comment: 'shared/page draws what it is given: of shared/ it imports only shared/core.',
      severity: 'error',
      from: { path: '^shared/page/' },
      to: { path: '^shared/', pathNot: '^shared/(page|core)/' },
    },
    {
      name: 'page-for-pages',
      comment: 'Only what writes a page (functions/, cli/) imports shared/page.',
      severity: 'error',
      from: { path: '^(shared|local)/', pathNot: '^shared/page/' },
      to: { path: '^shared/page/' },
    },
    {
      name: 'aws-in-shared-aws',
      comment: 'Only shared/aws talks to AWS: add a function for the call to a module there.',
      severity: 'error',
      from: { path: '^(functions|shared|cli)/', pathNot: '^shared/aws/' },
      to: { path: '(^|node_modules/)@(aws-sdk|smithy)/' },
    },
    {
      name: 'functions-apart',
      comment:
        'No function of the workflow imports another: move what both need to shared/ or pass it through the state machine.',
      severity: 'error',
      from: { path: '^functions/([^/]+)/' },
      to: { path: '^functions/', pathNot: '^functions/$1/' },
    },
    {
      name: 'deployed-code-apart',
      comment:
        'Deployed code imports none of cli/, local/ and release/, and shared/ nothing of functions/: move what is needed to shared/.',
      severity: 'error',
      from: { path: '^(functions|shared)/' },
      to: { path: ['^(cli|local|release)/', '^functions/'], pathNot: '^$1/' },
    },
    {
      name: 'deployed-code-without-dev-packages',
      comment: 'Deployed code imports only packages under "dependencies" of package.json.',
      severity: 'error',
      from: { path: '^(functions|shared)/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'tools-import-no-function',
      comment:
        'cli/, local/ and release/ take the functions as deployed: import from shared/, and run a task through local/workflow.',
      severity: 'error',
      from: { path: '^(cli|local|release)/' },
      to: { path: '^functions/' },
    },
    {
      name: 'local-imports-no-command',
      comment: 'cli/ is built on local/, not the other way round.',
      severity: 'error',
      from: { path: '^local/' },
      to: { path: '^cli/' },
    },
    {
      name: 'local-cloud-stands-alone',
      comment:
        "The local cloud stands for AWS, so it shares no code with the product, except for the clock, the randomness, and Lambda's CPU share by memory size, which both must know alike.",
      severity: 'error',
      from: { path: '^local/cloud/' },
      to: {
        path: '^(shared|local)/',
        pathNot: [
          '^local/cloud/',
          '^shared/runtime/(clock|random)[.]ts$',
          '^shared/core/power-value[.]ts$',
        ],
      },
    },
    {
      name: 'nothing-imports-tests',
      comment: 'Only tests import tests: move what is needed to shared/ or local/.',
      severity: 'error',
      from: { pathNot: '^tests/' },
      to: { path: '^tests/' },
    },
    {
      name: 'no-cycle',
      comment:
        'Two files that import each other are one: join them, or move what both need to a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-cycle-of-folders',
      comment:
        'Two folders that import each other have no order: move the file that imports both to a folder above them.',
      severity: 'error',
      scope: 'folder',
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    // dependency-cruiser cannot use the parser of TypeScript 7 yet.
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
