using MeshStarter.Contracts;
using MeshStarter.ServiceDefaults.Governance;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.ServiceDefaults.Problems;

/// <summary>Without policy or audit nothing is decided: 503, and worth another try.</summary>
internal sealed class UnavailableHandler(IProblemDetailsService problems) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not (PolicyUnavailableException or AuditUnavailableException))
            return false;
        httpContext.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        httpContext.Response.Headers.RetryAfter = "2";
        return await problems.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = httpContext,
            ProblemDetails = { Status = StatusCodes.Status503ServiceUnavailable, Type = ProblemTypes.Unavailable, Title = "Unavailable", Detail = exception.Message },
        });
    }
}
