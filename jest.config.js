export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/tests/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {},
  coverageProvider: 'v8',
  collectCoverageFrom: ['functions/**/*.ts', 'shared/**/*.ts', 'local/**/*.ts'],
  coverageReporters: ['text', 'lcov'],
};
