using MeshStarter.Contracts.Json;
using Microsoft.AspNetCore.Antiforgery;

namespace MeshStarter.Portal.Problems;

/// <summary>Gives the scripts of a page that is older than the reader's sign-in a token that is as old as it, and the name of who is signed in.</summary>
internal static class FormTokenEndpoint
{
    public static IEndpointRouteBuilder MapFormToken(this IEndpointRouteBuilder app)
    {
        app.MapGet("/data/form-token", Get).WithName("FormToken").WithSummary("A token for the forms of this page, and who is signed in");
        return app;
    }

    // Pages of other sites cannot read it: no answer permits them to.
    private static IResult Get(HttpContext http, IAntiforgery antiforgery) =>
        Results.Json(new FormToken(http.User.Identity!.Name!, antiforgery.GetAndStoreTokens(http).RequestToken!), MeshJson.Options);

    internal sealed record FormToken(string User, string Token);
}
