import { AwsRestJsonProtocol as GeneratedProtocol } from '@aws-sdk/core/protocols';
import { collectBody } from '@smithy/core/protocols';
import type {
  EndpointBearer,
  HandlerExecutionContext,
  HttpResponse,
  MetadataBearer,
  OperationSchema,
  SerdeFunctions,
} from '@smithy/types';
import { withUnknownMembers } from './unknown-members';
import { unreadableAnswer } from './unreadable-answer';

/**
 * The protocol that the generated client speaks, and what the generator has no switch for. The build puts it in the place of the SDK's own.
 */
export class AwsRestJsonProtocol extends GeneratedProtocol {
  /** Members that the model does not know would be left out on the way, and a scope with them: the service is to refuse them. */
  override async serializeRequest<Input extends object>(
    operation: OperationSchema,
    input: Input,
    context: HandlerExecutionContext & SerdeFunctions & EndpointBearer,
  ) {
    const request = await super.serializeRequest(operation, input, context);
    if (!withUnknownMembers(operation.input, input, undefined)) return request;
    const { body } = request;
    const text = typeof body === 'string' ? body : new TextDecoder().decode(body);
    const serialized: unknown = text === '' ? undefined : JSON.parse(text);
    request.body = JSON.stringify(withUnknownMembers(operation.input, input, serialized));
    request.headers['content-type'] = 'application/json';
    return request;
  }

  /** What is no answer of the service, whoever on the way gave it, is a failure like those of the service, and worth another try. */
  override async deserializeResponse<Output extends MetadataBearer>(
    operation: OperationSchema,
    context: HandlerExecutionContext & SerdeFunctions,
    response: HttpResponse,
  ): Promise<Output> {
    response.body = await collectBody(response.body, context);
    const unreadable = unreadableAnswer(response);
    if (unreadable) throw unreadable;
    return super.deserializeResponse<Output>(operation, context, response);
  }
}
