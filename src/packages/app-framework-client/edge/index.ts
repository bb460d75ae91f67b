import { markServiceExceptions } from './service-exception';

// Each generated command exports it, and where packages stay outside a bundle esbuild takes these for different ones.
export { Command as $Command } from '@smithy/smithy-client';
export * from '../src/index';

markServiceExceptions();
