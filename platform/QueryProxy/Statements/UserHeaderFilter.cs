using MeshStarter.Contracts;
using MeshStarter.ServiceDefaults.Identity;

namespace MeshStarter.QueryProxy.Statements;

/// <summary>The token identifies the caller. A client that names another user in its header is refused rather than misled.</summary>
internal sealed class UserHeaderFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var subject = http.User.ToPrincipal().Subject;
        foreach (var named in http.Request.Headers[TrinoHeaders.User])
        {
            if (!string.IsNullOrEmpty(named) && !string.Equals(named, subject, StringComparison.Ordinal)
                && !string.Equals(Uri.UnescapeDataString(named), subject, StringComparison.Ordinal))
            {
                return Results.Problem(statusCode: StatusCodes.Status403Forbidden, type: ProblemTypes.Forbidden, title: "Not that user",
                    detail: $"The token is {subject}'s, and {TrinoHeaders.User} names another user. Send the token's own subject, or leave the header out.");
            }
        }

        return await next(context);
    }
}
