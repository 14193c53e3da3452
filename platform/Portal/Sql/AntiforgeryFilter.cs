using Microsoft.AspNetCore.Antiforgery;

namespace MeshStarter.Portal.Sql;

/// <summary>Refuses requests without the antiforgery token of a page of this portal, in the header <c>RequestVerificationToken</c> or in the form.</summary>
internal sealed class AntiforgeryFilter(IAntiforgery antiforgery) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        await antiforgery.IsRequestValidAsync(context.HttpContext)
            ? await next(context)
            : Results.Problem("The page is older than your sign-in, or the request is not one of this portal's pages. Load the page again.", statusCode: StatusCodes.Status400BadRequest, title: "Not a request of this page");
}
