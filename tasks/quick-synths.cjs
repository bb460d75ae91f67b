// The CDK checks each template that is synthesized, which takes seconds of every file's time and, by itself, only warns. The test of the whole
// example stack has it check, and fail.
process.env.CDK_VALIDATION = 'false';
