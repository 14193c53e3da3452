using System.Net;
using MeshStarter.Contracts;
using MeshStarter.ServiceDefaults.Database;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace MeshStarter.ServiceDefaults.Problems;

/// <summary>Answers 503 when policy, audit, the database or a called service is unavailable: no decision is possible, and a retry may succeed unless the cause is a lasting one.</summary>
internal sealed class UnavailableHandler(IProblemDetailsService problems, UnavailableLog log) : IExceptionHandler
{
    private const string Late = "The database, or a service that this one calls, did not answer in time. Try again in a moment.";

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (Reason(exception) is not { } reason)
        {
            return false;
        }

        var isAborted = httpContext.RequestAborted.IsCancellationRequested;
        // The framework logs no exception that a handler takes.
        if ((exception is UnavailableException ? exception.InnerException : exception) is { } cause && !(isAborted && cause is OperationCanceledException))
        {
            if (IsRefusal(exception))
            {
                // Its answer says that the trace id leads to its line.
                log.Write(cause);
            }
            else
            {
                log.Note(cause, isLate: !isAborted && cause is TimeoutException or OperationCanceledException);
            }
        }

        if (!IsRefusal(exception) && exception is not UnavailableException { IsLasting: true })
        {
            httpContext.Response.Headers.RetryAfter = "2";
        }

        return await problems.AnswerAsync(
            httpContext, StatusCodes.Status503ServiceUnavailable, (exception as UnavailableException)?.ProblemType ?? ProblemTypes.Unavailable, "Unavailable", reason);
    }

    // The message of the database or the other service stays in the log: it may name hosts and users.
    private static string? Reason(Exception exception) => exception switch
    {
        UnavailableException => exception.Message,
        PostgresException full when full.IsDiskFull() => "The disk of the service's database is full. Try again once its operator has made room.",
        NpgsqlException { IsTransient: true } => "The service's database does not answer now. Try again in a moment.",
        HttpRequestException when IsRefusal(exception) => "A service that this one calls refused its request. The trace id leads to the reason in this service's log.",
        HttpRequestException => "A service that this one calls does not answer now. Try again in a moment.",
        // The database's driver throws these for a host that is silent, and the client of HTTP for a service.
        TimeoutException or OperationCanceledException => Late,
        _ => null,
    };

    // After 401 the next call requests a new token.
    private static bool IsRefusal(Exception exception) => exception is HttpRequestException
    {
        StatusCode: >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError and not (HttpStatusCode.Unauthorized or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests),
    };
}
