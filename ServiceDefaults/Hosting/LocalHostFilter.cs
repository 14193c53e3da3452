using MeshStarter.Contracts;
using MeshStarter.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.ServiceDefaults.Hosting;

/// <summary>
/// Restricts a service in Development to this machine's own host names, on any port: a page in a browser whose host name
/// resolves to 127.0.0.1 (DNS rebinding) is refused.
/// </summary>
internal sealed class LocalHostFilter(RequestDelegate next, IProblemDetailsService problems)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (IsLocal(context.Request.Host.Host))
        {
            await next(context);
            return;
        }
        await problems.AnswerAsync(
            context,
            StatusCodes.Status400BadRequest,
            ProblemTypes.HostNotAllowed,
            "Host not allowed",
            "In Development this service answers only to Host localhost, 127.0.0.1 or [::1]. Use one of them in the URL.");
    }

    private static bool IsLocal(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase) || host is "127.0.0.1" or "[::1]";
}
