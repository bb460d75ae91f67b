/** What whoever publishes deliveries does at AWS with ledger and bus. */
export const publishing = [
  'dynamodb:GetItem',
  'dynamodb:PutItem',
  'dynamodb:Query',
  'dynamodb:UpdateItem',
  'events:PutEvents',
];
