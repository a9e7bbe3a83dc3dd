export default {
  testEnvironment: 'node',
  // Real processes on a busy machine; what must be fast asserts it by itself.
  testTimeout: 30_000,
  testMatch: ['<rootDir>/tests/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {},
  coverageProvider: 'v8',
  collectCoverageFrom: ['functions/**/*.ts', 'shared/**/*.ts', 'local/**/*.ts'],
  coverageReporters: ['text', 'lcov'],
};
