using System.Security.Claims;
using MeshStarter.Portal.SignIn;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Portal.Problems;

/// <summary>Writes a problem as a page.</summary>
internal static class ProblemResponse
{
    /// <summary>Whether a request is a browser's for a page. Scripts and other programs get problem details.</summary>
    public static bool WantsPage(HttpRequest request) => request.Headers.Accept.Any(types => types?.Contains("text/html", StringComparison.OrdinalIgnoreCase) == true);

    /// <summary>Writes the page.</summary>
    /// <param name="http">The request, whose response has not started.</param>
    /// <param name="problem">The problem.</param>
    public static async Task WriteAsync(HttpContext http, ShownProblem problem)
    {
        // What is refused before the sign-in is read is shown in the reader's own frame, too.
        if (http.User.Identity is not { IsAuthenticated: true } && await FindUserAsync(http) is { } user)
        {
            http.User = user;
        }

        // The request's own renderer may have begun the page that failed.
        await using var scope = http.RequestServices.CreateAsyncScope();
        var services = http.RequestServices;
        http.RequestServices = scope.ServiceProvider;
        try
        {
            await new RazorComponentResult<ProblemDocument>(new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(ProblemDocument.Problem)] = problem }) { StatusCode = problem.Status }
                .ExecuteAsync(http);
        }
        finally
        {
            http.RequestServices = services;
        }
    }

    private static async Task<ClaimsPrincipal?> FindUserAsync(HttpContext http)
    {
        try
        {
            return (await http.AuthenticateAsync(SignInServices.Scheme)).Principal;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // That the sessions cannot be read may be the problem of the page.
            return null;
        }
    }
}
