export {
  CredentialManager,
  type CredentialManagerOperation,
  type CredentialManagerProps,
} from './credential-manager.construct';
