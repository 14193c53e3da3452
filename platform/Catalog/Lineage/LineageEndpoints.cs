using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.Catalog.Products;
using MeshStarter.Contracts;
using MeshStarter.Contracts.Json;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Platform.Products;
using MeshStarter.Policy.Decisions;
using MeshStarter.ServiceDefaults.Identity;
using MeshStarter.ServiceDefaults.Json;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Catalog.Lineage;

/// <summary>OpenLineage's HTTP API (specification 2-0-2, OpenLineage.yml), and the graph that its events make, in Marquez' form.</summary>
internal static class LineageEndpoints
{
    private const int DefaultDepth = 20;
    private const int MaximumDepth = 100;
    private const int MaximumBatch = 1_000;

    // The answer has facets a few levels deeper than the events had them.
    private static readonly JsonSerializerOptions Writing = new(MeshJson.Options) { MaxDepth = 80 };

    public static RouteGroupBuilder MapLineage(this IEndpointRouteBuilder app)
    {
        var lineage = app.MapGroup("/api/v1/lineage").WithTags("lineage");
        lineage.MapPost("batch", ReportAllAsync).WithName("ReportLineages").WithSummary("Report several OpenLineage events");
        lineage.MapPost("", ReportAsync).WithName("TellLineage").WithSummary("Report an OpenLineage event");
        lineage.MapGet("", GraphAsync).WithName("LineageGraph").WithSummary("What a dataset or job is made of and what is made of it");
        return lineage;
    }

    private static async Task<Results<Created, ProblemHttpResult>> ReportAsync(HttpContext http, LineageIntake intake, CatalogDecisions decisions, TimeProvider time, CancellationToken cancellationToken)
    {
        LineageEvent reported;
        try
        {
            reported = Read(await BodyAsync(http, cancellationToken), time);
        }
        catch (Exception exception) when (exception is JsonException or LineageFormatException)
        {
            return CatalogProblems.BadRequest(Problem(exception));
        }

        var principal = http.User.ToPrincipal();
        var problem = LineageAccess.Problem(principal, reported) ?? ((await intake.StoreAsync([reported], cancellationToken)).Count > 0 ? LineageAccess.ForeignRun : null);
        if (problem is null)
        {
            return TypedResults.Created();
        }

        Refuse(decisions, principal);
        return CatalogProblems.Forbidden(problem);
    }

    // Each event by itself: the answer names those that were not taken.
    private static async Task<Results<Ok<JsonObject>, ProblemHttpResult>> ReportAllAsync(HttpContext http, LineageIntake intake, CatalogDecisions decisions, TimeProvider time, CancellationToken cancellationToken)
    {
        OrderedDictionary<LineageEvent, int> taken = new(ReferenceEqualityComparer.Instance);
        var failed = new JsonArray();
        var received = 0;
        var principal = http.User.ToPrincipal();
        var isRefused = false;
        try
        {
            var body = await BodyAsync(http, cancellationToken);
            if (body.ValueKind != JsonValueKind.Array || body.GetArrayLength() > MaximumBatch)
            {
                return CatalogProblems.BadRequest($"The body is not a JSON array of at most {MaximumBatch} events.");
            }

            foreach (var each in body.EnumerateArray())
            {
                try
                {
                    var reported = Read(each, time);
                    if (LineageAccess.Problem(principal, reported) is { } problem)
                    {
                        isRefused = true;
                        Fail(received, problem);
                    }
                    else
                    {
                        taken.Add(reported, received);
                    }
                }
                catch (Exception exception) when (exception is JsonException or LineageFormatException)
                {
                    Fail(received, Problem(exception));
                }

                received++;
            }
        }
        catch (JsonException exception)
        {
            return CatalogProblems.BadRequest(Problem(exception));
        }

        foreach (var foreign in await intake.StoreAsync([.. taken.Keys], cancellationToken))
        {
            isRefused = true;
            Fail(taken[foreign], LineageAccess.ForeignRun);
        }

        if (isRefused)
        {
            Refuse(decisions, principal);
        }

        return TypedResults.Ok(Answer(received, failed));

        void Fail(int index, string reason) => failed.Add(new JsonObject { ["index"] = index, ["reason"] = reason, ["retriable"] = false });
    }

    private static JsonObject Answer(int received, JsonArray failed) => new()
    {
        ["status"] = failed.Count == 0 ? "success" : "partial_success",
        ["summary"] = new JsonObject { ["received"] = received, ["successful"] = received - failed.Count, ["failed"] = failed.Count, ["retriable"] = 0, ["non_retriable"] = failed.Count },
        ["failed_events"] = failed,
    };

    // What is taken has no record: services report with each of their runs.
    private static void Refuse(CatalogDecisions decisions, Principal principal) =>
        decisions.Record(principal, AuditActions.Operate, null, permit: false, "May not report lineage of other domains, or of other jobs' runs.", []);

    // Through the serializer: JsonDocument's own methods fail on half of a surrogate pair in a name, which is JSON that cannot be read.
    private static ValueTask<JsonElement> BodyAsync(HttpContext http, CancellationToken cancellationToken) =>
        JsonSerializer.DeserializeAsync<JsonElement>(http.Request.Body, MeshJson.Options, cancellationToken);

    private static LineageEvent Read(JsonElement json, TimeProvider time)
    {
        StorableJson.Require(json);
        return LineageReader.Read(json, time.GetUtcNow());
    }

    private static string Problem(Exception exception) =>
        exception is LineageFormatException or JsonRuleException ? exception.Message : "The body is not JSON, names a member twice, or is nested deeper than 64 levels.";

    private static async Task<Results<JsonHttpResult<LineageGraph>, ProblemHttpResult>> GraphAsync(
        HttpContext http, LineageStore store, ProductVisibility products, CatalogDecisions decisions, CancellationToken cancellationToken, string nodeId = "", int depth = DefaultDepth)
    {
        if (depth is < 0 or > MaximumDepth)
        {
            return CatalogProblems.BadRequest($"depth: must be a whole number from 0 to {MaximumDepth}.");
        }

        if (LineageNodeId.Parse(nodeId) is not { Count: > 0 } candidates)
        {
            return CatalogProblems.BadRequest("nodeId: must be dataset:<namespace>:<name> or job:<namespace>:<name>.");
        }

        var viewer = new LineageViewer(products, decisions.Bundle, http.User.ToPrincipal());
        try
        {
            var graph = await store.GraphAsync(candidates, depth, viewer, cancellationToken);
            return graph is null
                ? CatalogProblems.Of(StatusCodes.Status404NotFound, ProblemTypes.NotFound, $"nodeId: nothing that you may see is called \"{nodeId}\".")
                : TypedResults.Json(graph, Writing);
        }
        catch (LineageTooLargeException tooLarge)
        {
            return CatalogProblems.BadRequest($"depth: {tooLarge.Message}");
        }
    }
}
