using MeshStarter.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MeshStarter.Sdk.Ports;

/// <summary>
/// The masks and filters that a port's rows go through for who asks. Who keeps rows asks before they are used again: rows that were read
/// under others are not what the reader may see now.
/// </summary>
/// <param name="Name">Names all of them together; null where every column and row is seen.</param>
internal sealed record PortObligations(string? Name)
{
    private const string Segment = "/obligations";

    /// <summary>Where a port says it.</summary>
    public static Uri Address(Uri port) => new UriBuilder(port) { Path = port.AbsolutePath + Segment }.Uri;

    public static void Map(IEndpointRouteBuilder app, string pattern, PortType port) =>
        app.MapGet(pattern + Segment, (string product, HttpContext http, PortEnforcementPoint enforcement) => Read(product, port, http, enforcement))
            .WithName($"Read{port}Obligations").WithSummary("Names the masks and filters that the reader's rows go through here; null where there are none").WithTags("ports");

    // No row leaves: what is permitted is not written down.
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
