/**
 * Documents the bundled packages: a bill of materials beside the zips (CycloneDX), and in each zip
 * the licences that must be passed on. Reads the installed packages, without a network.
 */
const { spawnSync } = require('node:child_process');
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');

const LICENSES_FILE = 'THIRD-PARTY-LICENSES.txt';
const BOM_FILE = 'sbom.cdx.json';
const RULER = '-'.repeat(80);
/** Matches a line that names an owner, but not the many sentences of a licence about copyright. */
const COPYRIGHT = /^(?:copyright|\(c\)|©)\b.*\d{4}/i;
const OUTPUT_BYTES_MAX = 64 * 1024 * 1024;

module.exports = class ThirdParty {
  constructor(serverless, options) {
    const directory = serverless.config.serviceDir;
    let bomText = '';
    this.hooks = {
      'before:package:initialize': () => {
        bomText = billOfMaterials(directory);
        const { components } = JSON.parse(bomText);
        writeFileSync(join(directory, LICENSES_FILE), licensesText(components));
      },
      'after:package:finalize': () => {
        writeFileSync(join(options.package ?? join(directory, '.serverless'), BOM_FILE), bomText);
      },
    };
  }
};

function billOfMaterials(directory) {
  const program = join(directory, 'node_modules', '.bin', 'cyclonedx-npm');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      program,
      '--omit=dev',
      '--omit=optional',
      '--flatten-components',
      '--gather-license-texts',
      '--output-reproducible',
      '--output-file=-',
    ],
    { cwd: directory, encoding: 'utf8', maxBuffer: OUTPUT_BYTES_MAX },
  );
  if (status !== 0) {
    throw new Error(
      `Cannot make the bill of materials: npm must list what is installed: ${stderr}`,
    );
  }
  return stdout;
}

/** Prints each licence text once, below its packages and their different copyright lines. */
function licensesText(components) {
  const licenses = components.flatMap((component) =>
    licenseTexts(component).map((text) => {
      const lines = text.split('\n').map((line) => line.trim());
      return {
        owners: [packageName(component), ...lines.filter((line) => COPYRIGHT.test(line))],
        body: lines.filter((line) => !COPYRIGHT.test(line)).join('\n'),
      };
    }),
  );
  return [...Map.groupBy(licenses, ({ body }) => body.replaceAll(/\s+/g, ' '))]
    .map(([, same]) => [...same.flatMap(({ owners }) => owners), '', same[0].body].join('\n'))
    .join(`\n${RULER}\n`);
}

function packageName({ group, name, version }) {
  return `${group === undefined ? '' : `${group}/`}${name} ${version}`;
}

/** Returns the licence texts of a package, or the names of its licences if it has no text. */
function licenseTexts({ licenses = [], evidence }) {
  const found = (evidence?.licenses ?? []).map(({ license }) =>
    Buffer.from(license.text.content, 'base64').toString('utf8').trim(),
  );
  const declared = licenses.map(
    ({ license, expression }) => expression ?? license.id ?? license.name,
  );
  return found.length > 0 ? found : declared;
}
