using MeshStarter.Catalog.Lineage.Impact;
using MeshStarter.Catalog.Products;
using MeshStarter.Contracts;
using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Lineage;
using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Products;
using MeshStarter.ServiceDefaults.Identity;
using MeshStarter.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Catalog.Lineage;

/// <summary>
/// The lineage of a node page by page, what a change of a contract breaks, and why a check fails. All of it is as the caller may know it:
/// a product that the caller may not discover is not there, nor counted, nor passed through.
/// </summary>
internal static class LineagePageEndpoints
{
    private const int DefaultDepth = 3;
    private const int MaximumDepth = 100;
    private const int DefaultLimit = 500;
    private const int MaximumLimit = 5_000;
    private const int DefaultProducts = 200;
    private const int MaximumProducts = 1_000;
    private const int MaximumText = 2_000;

    public static void MapLineagePages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/lineage", FollowAsync).WithQueryParameters().WithName("Lineage").WithSummary("What a product, dataset, job or column is made of, and what is made of it").WithTags("lineage");
        app.MapGet("/impact", AnalyseAsync).WithQueryParameters().WithName("Impact").WithSummary("What a change of a product's contract breaks: retire, drop:column, rename:column:name, type:column:TYPE").WithTags("lineage");
        app.MapGet("/products/{name}/checks/{check}/cause", ExplainAsync).WithName("CheckCause").WithSummary("Why a check does not pass: the first publish upstream that changed").WithTags("lineage");
    }

    private static async Task<Results<Ok<LineagePage>, ProblemHttpResult>> FollowAsync(
        HttpContext http, LineageWalks walks, NodeFacts facts, ProductVisibility visibility, CatalogDecisions decisions, CancellationToken cancellationToken,
        string node = "", string direction = "both", int depth = DefaultDepth, string level = "product", string? cursor = null, int limit = DefaultLimit)
    {
        if (!WireNames.TryParse<LineageDirection>(direction, out var followed))
        {
            return CatalogProblems.BadRequest("direction: must be upstream, downstream or both.");
        }

        if (!WireNames.TryParse<LineageLevel>(level, out var shown))
        {
            return CatalogProblems.BadRequest("level: must be product or column.");
        }

        if (Problem(depth, limit, MaximumLimit, cursor) is { } problem)
        {
            return CatalogProblems.BadRequest(problem);
        }

        if (node.Length > MaximumText || LineageNodeId.ParseAny(node) is not { Count: > 0 } readings)
        {
            return CatalogProblems.BadRequest("node: must be a product such as orders.orders, a column such as orders.orders.total, or dataset:<namespace>:<name>, datasetField:<namespace>:<name>:<column> or job:<namespace>:<name>.");
        }

        var viewer = new LineageViewer(visibility, decisions.Bundle, http.User.ToPrincipal());
        if (await walks.FollowAsync(readings, followed, shown, depth, viewer, cancellationToken) is not var (start, walk))
        {
            return CatalogProblems.Of(StatusCodes.Status404NotFound, ProblemTypes.NotFound, "node: there is nothing of that name that you may see.");
        }

        var (nodes, edges, next) = WalkPage.Of(walk, cursor is { Length: > 0 } ? WalkCursor.Parse(cursor) : null, limit);
        return TypedResults.Ok(new LineagePage
        {
            Node = start.ToString(),
            Direction = followed,
            Level = shown,
            Depth = depth,
            TotalNodes = walk.Distances.Count,
            TotalEdges = walk.Edges.Count,
            IsWhole = walk.IsWhole,
            Nodes = await facts.OfAsync(nodes, viewer, cancellationToken),
            Edges = edges,
            Next = next,
        });
    }

    private static async Task<Results<Ok<ImpactReport>, ProblemHttpResult>> AnalyseAsync(
        HttpContext http, ImpactAnalysis impact, RequestedProducts products, ProductVisibility visibility, CatalogDecisions decisions, CancellationToken cancellationToken,
        string product = "", string change = "", int depth = MaximumDepth, string? cursor = null, int limit = DefaultProducts)
    {
        if (Problem(depth, limit, MaximumProducts, cursor) is { } problem)
        {
            return CatalogProblems.BadRequest(problem);
        }

        if (!ProductReference.TryParse(product, out _, out var wrong))
        {
            return CatalogProblems.BadRequest($"product: {wrong}");
        }

        var found = await products.FindAsync(product, http, cancellationToken);
        var (requested, misunderstood) = change.Length > MaximumText ? (null, "change: is too long.") : ContractChangeRequest.Read(change, found);
        if (requested is null)
        {
            return CatalogProblems.BadRequest(misunderstood!);
        }

        var viewer = new LineageViewer(visibility, decisions.Bundle, http.User.ToPrincipal());
        return TypedResults.Ok(await impact.AnalyseAsync(found, requested, change, depth, cursor is { Length: > 0 } ? WalkCursor.Parse(cursor) : null, limit, viewer, cancellationToken));
    }

    private static async Task<Results<Ok<CauseReport>, ProblemHttpResult>> ExplainAsync(
        string name, string check, HttpContext http, FailureCauses causes, RequestedProducts products, ProductVisibility visibility, CatalogDecisions decisions, CancellationToken cancellationToken)
    {
        var found = await products.FindAsync(name, http, cancellationToken);

        return await causes.FindAsync(found, check, new LineageViewer(visibility, decisions.Bundle, http.User.ToPrincipal()), cancellationToken) is { } report
            ? TypedResults.Ok(report)
            : CatalogProblems.Of(StatusCodes.Status404NotFound, ProblemTypes.NotFound, $"check: {found.Name} has no check {Quoted.Text(check)}. It has {string.Join(", ", found.Quality.Checks.Select(CheckName.Of).DefaultIfEmpty("none"))}.");
    }

    private static string? Problem(int depth, int limit, int maximumLimit, string? cursor) =>
        depth is < 0 or > MaximumDepth ? $"depth: must be a whole number from 0 to {MaximumDepth}."
        : limit < 1 || limit > maximumLimit ? $"limit: must be a whole number from 1 to {maximumLimit}."
        : cursor is { Length: > 0 } && (cursor.Length > MaximumText || WalkCursor.Parse(cursor) is null) ? "cursor: must be the next of a page before, or be left out."
        : null;
}
