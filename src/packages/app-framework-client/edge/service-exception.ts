import { AppFrameworkServiceException } from '../src/models/AppFrameworkServiceException';

const brand = Symbol.for('@aws/app-framework-for-github-apps-on-aws-client service exception');
const byName = AppFrameworkServiceException[Symbol.hasInstance];

/**
 * This package can be there twice, as CommonJS and as ES modules, or inside a bundle. The SDK knows an error of another copy by its name; of
 * the class above all of them there are no instances by name, so they get a mark.
 */
export function markServiceExceptions(): void {
  Object.defineProperty(AppFrameworkServiceException.prototype, brand, { value: true });
  Object.defineProperty(AppFrameworkServiceException, Symbol.hasInstance, {
    value(this: unknown, candidate: unknown): boolean {
      if (this !== AppFrameworkServiceException) return byName.call(this, candidate);
      return typeof candidate === 'object' && candidate !== null && Reflect.get(candidate, brand) === true;
    },
  });
}
