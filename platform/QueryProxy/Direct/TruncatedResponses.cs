using Microsoft.AspNetCore.Http.Features;

namespace MeshStarter.QueryProxy.Direct;

/// <summary>
/// Ends answers without their end: a query failed after its first rows were sent with status 200, and no one may take what was
/// sent for complete. HTTP/1.1 lacks the last chunk then (curl's exit code 18), HTTP/2 resets the stream (92). The server does so
/// for an exception alone, and only then are the last words delivered; HTTP/1.0 knows no end but the connection's, so there the
/// connection is reset (56) and the last words may be lost.
/// </summary>
internal static class TruncatedResponses
{
    /// <summary>
    /// Belongs between compression, which must not end its own format properly, and the handlers of exceptions: what a query did
    /// wrong is no fault of the service, and has its own line in the log.
    /// </summary>
    public static void UseTruncatedResponses(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        await next(http);
        if (http.Features.Get<Truncated>() is { } broken)
        {
            throw new ResponseTruncatedException(broken.ErrorName);
        }
    });

    /// <summary>Without the lines that the server and the developer's page would write about the exception; all others are written once already.</summary>
    public static void AddTruncatedResponses(this ILoggingBuilder logging)
    {
        logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Critical);
        logging.AddFilter("Microsoft.AspNetCore.Diagnostics.DeveloperExceptionPageMiddleware", LogLevel.None);
    }

    /// <summary>Has the answer end without its end once the request has been dealt with.</summary>
    public static void BreakOff(this HttpContext http, string errorName)
    {
        http.Features.Set(new Truncated(errorName));
        if (HttpProtocol.IsHttp10(http.Request.Protocol))
        {
            http.Features.GetRequiredFeature<IHttpRequestLifetimeFeature>().Abort();
        }
    }

    private sealed record Truncated(string ErrorName);

    private sealed class ResponseTruncatedException(string errorName) : Exception($"The query failed midway ({errorName}); its answer is truncated.");
}
