/** What the tool, the AWS SDK and proxies are told by. */
const ours = /^(AWS|APP_FRAMEWORK)_|^GITHUB_API_URL$|^(HTTPS?|ALL|NO)_PROXY$/i;

/**
 * Makes the environment say what people mean by it: a variable that is set but empty is not set, and `AWS_DEFAULT_REGION`, which AWS's other
 * tools read, counts where `AWS_REGION` does not. The SDK is to keep its advice about versions of Node.js to itself.
 */
export function settleEnvironment(environment: NodeJS.ProcessEnv): void {
  for (const [name, value] of Object.entries(environment)) {
    if (ours.test(name) && value?.trim() === '') delete environment[name];
  }
  if (environment.AWS_REGION === undefined && environment.AWS_DEFAULT_REGION !== undefined) {
    environment.AWS_REGION = environment.AWS_DEFAULT_REGION;
  }
  environment.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
}

/** Whether it is a pipeline that runs this, whose logs others read. */
export function isPipeline({ CI = '' }: NodeJS.ProcessEnv): boolean {
  return !/^(|0|false)$/i.test(CI.trim());
}
