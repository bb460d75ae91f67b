// The CDK checks each template that is synthesized, which takes seconds of every file's time and, by itself, only warns. The test of the whole
// example stack has it check, and fail.
process.env.CDK_VALIDATION = 'false';
// Nor does any test look at where a construct was made, which costs a quarter of a large synthesis. No variable of its own says so to an app.
process.env.CDK_CONTEXT_JSON = JSON.stringify({ 'aws:cdk:disable-creation-stack-traces': true });
