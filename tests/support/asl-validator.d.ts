/** The part of the package that the tests use; it has no types of its own. */
declare module 'asl-validator' {
  function validate(definition: object): { readonly isValid: boolean; errorsText(): string };
  export = validate;
}
