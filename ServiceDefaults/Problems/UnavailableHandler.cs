using MeshStarter.Contracts;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace MeshStarter.ServiceDefaults.Problems;

/// <summary>Answers 503 when policy, audit, the database or a called service is unavailable: no decision is possible, and a retry may succeed.</summary>
internal sealed class UnavailableHandler(IProblemDetailsService problems) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (Reason(exception) is not { } reason)
        {
            return false;
        }

        httpContext.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        httpContext.Response.Headers.RetryAfter = "2";
        return await problems.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = httpContext,
            ProblemDetails = { Status = StatusCodes.Status503ServiceUnavailable, Type = (exception as UnavailableException)?.ProblemType ?? ProblemTypes.Unavailable, Title = "Unavailable", Detail = reason },
        });
    }

    // The message of the database or the other service stays in the log: it may name hosts and users.
    private static string? Reason(Exception exception) => exception switch
    {
        UnavailableException => exception.Message,
        NpgsqlException { IsTransient: true } => "The service's database does not answer now. Try again in a moment.",
        HttpRequestException => "A service that this one asks does not answer now. Try again in a moment.",
        _ => null,
    };
}
