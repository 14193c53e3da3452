using MeshStarter.Portal.Problems;
using Microsoft.AspNetCore.Antiforgery;

namespace MeshStarter.Portal.Sql;

/// <summary>Refuses requests without the antiforgery token of a page of this portal.</summary>
internal sealed class AntiforgeryFilter(IAntiforgery antiforgery) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        await OldForms.RefusalAsync(context.HttpContext, antiforgery) ?? await next(context);
}
