export default {
  testEnvironment: 'node',
  // Only ends a test that hangs: on a busy machine, a test takes many times as long.
  testTimeout: 300_000,
  testMatch: ['<rootDir>/tests/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {},
  coverageProvider: 'v8',
  collectCoverageFrom: ['functions/**/*.ts', 'shared/**/*.ts', 'local/**/*.ts'],
  coverageReporters: ['text', 'lcov'],
};
