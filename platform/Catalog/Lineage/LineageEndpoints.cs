using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.Catalog.Products;
using MeshStarter.Contracts;
using MeshStarter.ServiceDefaults.Identity;
using MeshStarter.ServiceDefaults.Json;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Catalog.Lineage;

/// <summary>OpenLineage's HTTP API (specification 2-0-2, OpenLineage.yml), and the graph that its events make, in Marquez' form.</summary>
internal static class LineageEndpoints
{
    private const int DefaultDepth = 20;
    private const int MaximumDepth = 100;

    private static readonly JsonDocumentOptions Reading = new() { AllowDuplicateProperties = false };

    public static RouteGroupBuilder MapLineage(this WebApplication app)
    {
        var lineage = app.MapGroup("/api/v1/lineage").WithTags("lineage");
        lineage.MapPost("", ReportAsync).WithName("TellLineage").WithSummary("Tell an OpenLineage event");
        lineage.MapGet("", GraphAsync).WithName("LineageGraph").WithSummary("What a dataset or job is made of and what is made of it");
        return lineage;
    }

    private static async Task<Results<Created, ProblemHttpResult>> ReportAsync(
        HttpContext http, LineageStore store, CatalogDecisions decisions, TimeProvider time, CancellationToken cancellationToken)
    {
        LineageEvent reported;
        try
        {
            using var body = await JsonDocument.ParseAsync(http.Request.Body, Reading, cancellationToken);
            StorableText.Require(body.RootElement);
            reported = LineageReader.Read(body.RootElement.Deserialize<JsonNode>());
        }
        catch (Exception exception) when (exception is JsonException or LineageFormatException or InvalidDataException)
        {
            return CatalogProblems.BadRequest(exception is LineageFormatException or JsonRuleException ? exception.Message : "The body is not JSON, or names a member twice.");
        }

        if (LineageAccess.Problem(http.User.ToPrincipal(), reported) is { } problem)
        {
            return CatalogProblems.Forbidden(problem);
        }

        await store.AddAsync(reported, time.GetUtcNow(), cancellationToken);
        return TypedResults.Created();
    }

    private static async Task<Results<Ok<LineageGraph>, ProblemHttpResult>> GraphAsync(
        HttpContext http, LineageStore store, ProductStore products, CatalogDecisions decisions, TimeProvider time, CancellationToken cancellationToken, string nodeId = "", int depth = DefaultDepth)
    {
        if (depth is < 0 or > MaximumDepth)
        {
            return CatalogProblems.BadRequest($"depth: must be a whole number from 0 to {MaximumDepth}.");
        }

        if (!LineageNodeId.TryParse(nodeId, out var candidates))
        {
            return CatalogProblems.BadRequest("nodeId: must be dataset:<namespace>:<name> or job:<namespace>:<name>.");
        }

        var bundle = decisions.Bundle;
        var principal = http.User.ToPrincipal();
        Dictionary<ProductReference, bool> decided = [];
        var graph = await store.GraphAsync(candidates, depth, time.GetUtcNow(), IsVisibleAsync, cancellationToken);
        return graph is null
            ? CatalogProblems.Of(StatusCodes.Status404NotFound, ProblemTypes.NotFound, $"nodeId: nothing that you may see is called \"{nodeId}\".")
            : TypedResults.Ok(graph);

        // A product that the caller may not discover is, to the caller, not there.
        async Task<bool> IsVisibleAsync(LineageName dataset)
        {
            if (LineageAccess.Product(dataset) is not { } product)
            {
                return true;
            }

            if (!decided.TryGetValue(product, out var visible))
            {
                decided[product] = visible = await products.FindAsync(product, cancellationToken) is not { } found || decisions.MayDiscover(bundle, principal, found);
            }

            return visible;
        }
    }
}
