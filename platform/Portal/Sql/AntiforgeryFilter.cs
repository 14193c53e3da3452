using MeshStarter.Contracts;
using MeshStarter.Portal.Problems;
using Microsoft.AspNetCore.Antiforgery;

namespace MeshStarter.Portal.Sql;

/// <summary>Refuses requests without the antiforgery token of a page of this portal, in the header <c>RequestVerificationToken</c> or in the form.</summary>
internal sealed class AntiforgeryFilter(IAntiforgery antiforgery) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        await antiforgery.IsRequestValidAsync(context.HttpContext) ? await next(context)
            : ProblemResponse.WantsPage(context.HttpContext.Request) ? await PageAsync(context.HttpContext)
            : Results.Problem(
                "The page is older than your sign-in, or the request is not one of this portal's pages. Load the page again.",
                statusCode: StatusCodes.Status400BadRequest,
                title: "Not a request of this page",
                type: ProblemTypes.FormExpired);

    private static async Task<IResult> PageAsync(HttpContext http)
    {
        await ProblemResponse.WriteAsync(http, await OldForms.DescribeAsync(http));
        return Results.Empty;
    }
}
