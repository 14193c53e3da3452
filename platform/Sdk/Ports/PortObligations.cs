using MeshStarter.Contracts.Products;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MeshStarter.Sdk.Ports;

/// <summary>
/// The masks and filters of a port for one caller. A client that caches rows requests them before it uses the rows again: rows that were read
/// under other obligations may no longer be shown to the reader.
/// </summary>
/// <param name="Name">A name for the obligations together; null when the caller sees every column and row.</param>
internal sealed record PortObligations(string? Name)
{
    private const string Segment = "/obligations";

    /// <summary>Returns the address of a port's obligations.</summary>
    public static Uri Address(Uri port) => new UriBuilder(port) { Path = port.AbsolutePath + Segment }.Uri;

    public static void Map(IEndpointRouteBuilder app, string pattern, PortType port) =>
        app.MapGet(pattern + Segment, (string product, HttpContext http, PortEnforcementPoint enforcement) => Read(product, port, http, enforcement))
            .WithName($"Read{port}Obligations").WithSummary("Names the masks and filters that the reader's rows go through here; null where there are none").WithTags("ports");

    // No row leaves, so a permission is not audited.
    private static Results<Ok<PortObligations>, ProblemHttpResult> Read(string product, PortType port, HttpContext http, PortEnforcementPoint enforcement)
    {
        var (reader, refusal) = enforcement.Enter(http, product, port);
        if (reader is null)
        {
            return refusal!;
        }

        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new PortObligations(reader.Decision.ObligationsName));
    }
}
