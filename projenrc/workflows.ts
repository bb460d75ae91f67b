import type { javascript } from 'projen';

export function addWorkflows(_root: javascript.NodeProject): void {}
