using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MeshStarter.Sdk.Ports;

/// <summary>The endpoints of a port: find the product, admit the reader, answer.</summary>
/// <param name="kind">The port's name and address.</param>
/// <param name="portOf">Finds the port among the services.</param>
internal sealed class PortEndpoint(PortKind kind, Func<IServiceProvider, IPort> portOf)
{
    /// <summary>Serves the port, and the obligations of its readers.</summary>
    public void Map(IEndpointRouteBuilder app)
    {
        var pattern = $"/products/{{product}}/{kind.Segment}";
        app.MapGet(pattern, ReadAsync).WithName(kind.Endpoint).WithSummary(kind.Summary).WithTags("ports");
        if (kind.HasObligations)
        {
            app.MapGet(pattern + PortObligations.Segment, Obligations)
                .WithName($"Read{kind.Type}Obligations").WithSummary("Names the masks and filters that the reader's rows go through here; null where there are none").WithTags("ports");
        }
    }

    private async Task<IResult> ReadAsync(string product, HttpContext http, PortEnforcementPoint enforcement, CancellationToken cancellationToken)
    {
        var request = new PortRequest(http, enforcement, () => enforcement.Enter(http, product, kind.Type));
        var port = portOf(http.RequestServices);
        try
        {
            return await port.AnswerAsync(request, cancellationToken);
        }
        catch (OperationCanceledException) when (request.End is { } end)
        {
            await port.EndedAsync(end, http.Response, cancellationToken);
            if (!http.Response.HasStarted)
            {
                return PortProblems.Ended(end);
            }

            // The rows that were sent cannot be called back. The answer has no end, so no client takes it for whole.
            http.Abort();
            return TypedResults.Empty;
        }
    }

    // No row leaves, so a permission is not audited.
    private Ok<PortObligations> Obligations(string product, HttpContext http, PortEnforcementPoint enforcement)
    {
        var reader = enforcement.Enter(http, product, kind.Type);
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new PortObligations(reader.Decision.ObligationsName));
    }
}
