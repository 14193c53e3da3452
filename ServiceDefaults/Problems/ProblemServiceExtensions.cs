using Microsoft.AspNetCore.Http;

namespace MeshStarter.ServiceDefaults.Problems;

/// <summary>Answers requests with problems.</summary>
public static class ProblemServiceExtensions
{
    /// <summary>Sets the status of the answer, and writes a problem of that status. To a caller that has gone nothing is written, and the status is 499.</summary>
    /// <returns>Whether nothing is left to write.</returns>
    public static async ValueTask<bool> AnswerAsync(this IProblemDetailsService problems, HttpContext context, int status, string type, string title, string detail)
    {
        try
        {
            if (!context.RequestAborted.IsCancellationRequested)
            {
                context.Response.StatusCode = status;
                return await problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = context, ProblemDetails = { Status = status, Type = type, Title = title, Detail = detail } });
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // It went while it was answered.
        }

        if (!context.Response.HasStarted)
        {
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }

        return true;
    }
}
