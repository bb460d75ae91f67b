import { useFakeAws } from '../handlers/fake-aws.test.support';
import { jobsContract } from './jobs-contract.test.support';

describe('the Jobs table of the tests', () => {
  useFakeAws();
  jobsContract('jobs');
});
