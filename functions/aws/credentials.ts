/**
 * Takes the place of `@aws-sdk/credential-provider-node` in the Lambda bundles (serverless.yml, `alias`): Lambda puts its
 * role's credentials into the environment, so the other sources are dead weight there. The CLI keeps all of them.
 */
export { fromEnv as defaultProvider } from "@aws-sdk/credential-provider-env";
