import { type HttpHandler, type HttpRequest, type HttpResponse, serveHttp } from './http-edge';
import { type Page, pageResponse } from './page';

/** A request of a browser, with the time that there is for it. */
export interface BrowserRequest {
  readonly request: HttpRequest;
  readonly remainingMilliseconds: () => number;
}

export type ServePage = (request: BrowserRequest) => Promise<HttpResponse>;

export interface ServedPages {
  /** By method and path, such as `GET /setup`, whatever stands before the path. */
  readonly routes: Readonly<Record<string, ServePage>>;
  /** The part of a path that routes name. */
  readonly paths: RegExp;
  readonly notFound: () => Page;
  /** What fails is a page, too: it says how to go on. */
  readonly failed: (error: unknown, where: { readonly path: string; readonly requestId: string }) => Page;
}

/** The handler of a function that serves pages. */
export function servePages({ routes, paths, notFound, failed }: ServedPages): HttpHandler {
  return serveHttp(async (request, context) => {
    const remainingMilliseconds = () => context.getRemainingTimeInMillis() - 1_000;
    const path = paths.exec(request.path)?.[0] ?? '';
    const route = `${request.method} ${path}`;
    const serve = Object.hasOwn(routes, route) ? routes[route] : undefined;
    if (!serve) return pageResponse(notFound());
    try {
      return await serve({ request, remainingMilliseconds });
    } catch (error) {
      return pageResponse(failed(error, { path, requestId: request.requestId }));
    }
  });
}
