using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.Contracts.Registration;

namespace MeshStarter.Catalog.Lineage;

/// <summary>The run that one publish is, with OpenLineage's facets (specification 2-0-2): what was made of which state of what.</summary>
internal static class PublishRun
{
    /// <summary>The producer of the facets.</summary>
    public const string Producer = "https://github.com/meshstarter/meshstarter";
    private const string Facets = "https://openlineage.io/spec/facets";

    /// <summary>The end of the run.</summary>
    /// <param name="product">The product, as its contract of the report's major version is registered.</param>
    /// <param name="report">The result of its batch.</param>
    /// <param name="origin">Where the batch's rows come from.</param>
    public static LineageEvent.OfRun Of(ProductDetails product, BatchReport report, BatchOrigin origin)
    {
        // The graph has the plain names for the default major version.
        var name = new ProductReference(product.Name, report.Version.Major).ToString();
        // The same publish reported again is the same run.
        var id = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"publish/{product.Name}/{report.Version.Major}/{origin.BatchId}/{report.SnapshotId}")).AsSpan(0, 16));
        JsonObject job = new() { ["jobType"] = Facet("2-0-4/JobTypeJobFacet", new() { ["processingType"] = origin.Columns is null ? "STREAMING" : "BATCH", ["integration"] = "MESH", ["jobType"] = "PUBLISH" }) };
        if (origin.Sql is { Length: > 0 } sql)
        {
            job["sql"] = Facet("1-1-0/SQLJobFacet", new() { ["query"] = sql, ["dialect"] = "duckdb" });
        }

        if (origin.Source is { Length: > 0 } source)
        {
            job["sourceCodeLocation"] = Facet("1-0-1/SourceCodeLocationJobFacet", new() { ["type"] = "source", ["url"] = $"urn:mesh:source:{source}" });
        }

        return new LineageEvent.OfRun(
            report.CheckedAt.ToUniversalTime(),
            id,
            report.SnapshotId is null ? "FAIL" : "COMPLETE",
            FacetsOf(RunFacets(report)),
            Node($"{name}.publish", job),
            [.. origin.Datasets.Select(read => new LineageNode(new LineageName(read.Namespace ?? LineageAccess.Mesh, read.Name), read.Version is null ? [] : FacetsOf(new() { ["version"] = Version(read.Version) }), []))],
            report.SnapshotId is { } snapshot ? [Output(product, name, origin, report, snapshot)] : [])
        {
            Findings = FindingsOf(report),
        };
    }

    private static string? FindingsOf(BatchReport report) =>
        report.Results.Where(result => result.Outcome != CheckOutcome.Passed).Select(result => CheckName.Of(result.Check)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList() is { Count: > 0 } findings
            ? string.Join('\n', findings)
            : null;

    // Why a batch was quarantined: the checks' own words, which hold no value of any row.
    private static JsonObject RunFacets(BatchReport report) => report.SnapshotId is not null ? [] : new JsonObject
    {
        ["errorMessage"] = Facet("1-0-1/ErrorMessageRunFacet", new()
        {
            ["message"] = CheckResult.Reasons(report.Results),
            ["programmingLanguage"] = "C#",
        }),
    };

    private static LineageNode Output(ProductDetails product, string name, BatchOrigin origin, BatchReport report, long snapshot) => Node(name, new()
    {
        ["version"] = Version(snapshot.ToString(CultureInfo.InvariantCulture)),
        ["schema"] = Facet("1-2-0/SchemaDatasetFacet", new()
        {
            ["fields"] = new JsonArray([.. product.Schema.Select(column => new JsonObject { ["name"] = column.Name, ["type"] = column.Type.ToString() })]),
        }),
        ["columnLineage"] = Facet("1-2-0/ColumnLineageDatasetFacet", new()
        {
            ["fields"] = new JsonObject(product.Schema.Select(column => KeyValuePair.Create<string, JsonNode?>(column.Name, new JsonObject { ["inputFields"] = new JsonArray([.. origin.Of(column.Name).Select(InputField)]) }))),
            ["dataset"] = new JsonArray([.. origin.Rows.Select(InputField)]),
        }),
        ["dataQualityAssertions"] = Facet("1-1-0/DataQualityAssertionsDatasetFacet", new()
        {
            ["assertions"] = new JsonArray([.. report.Results.Select(result => new JsonObject { ["assertion"] = result.Check.Kind, ["success"] = result.Outcome == CheckOutcome.Passed, ["severity"] = WireNames.Of(result.Check.Severity) })]),
        }),
    }) with
    { InThisRun = FacetsOf(new() { ["outputStatistics"] = Facet("1-0-2/OutputStatisticsOutputDatasetFacet", new() { ["rowCount"] = report.Rows }) }) };

    private static JsonObject InputField(ColumnOrigin origin) => new()
    {
        ["namespace"] = LineageAccess.Mesh,
        ["name"] = origin.Dataset,
        ["field"] = origin.Column,
        ["transformations"] = new JsonArray(new JsonObject { ["type"] = "DIRECT", ["subtype"] = origin.IsAggregated ? "AGGREGATION" : "IDENTITY" }),
    };

    private static JsonObject InputField(RowOrigin origin) => new()
    {
        ["namespace"] = LineageAccess.Mesh,
        ["name"] = origin.Dataset,
        ["field"] = origin.Column,
        ["transformations"] = new JsonArray(new JsonObject { ["type"] = "INDIRECT", ["subtype"] = origin.Kind }),
    };

    private static LineageNode Node(string name, JsonObject facets) => new(new LineageName(LineageAccess.Mesh, name), FacetsOf(facets), []);

    private static List<Facet> FacetsOf(JsonObject facets) => [.. facets.Select(facet => new Facet(facet.Key, facet.Value!.ToJsonString()))];

    private static JsonObject Version(string version) => Facet("1-0-1/DatasetVersionDatasetFacet", new() { ["datasetVersion"] = version });

    private static JsonObject Facet(string schema, JsonObject facet)
    {
        facet["_producer"] = Producer;
        facet["_schemaURL"] = $"{Facets}/{schema}.json#/$defs/{schema[(schema.IndexOf('/', StringComparison.Ordinal) + 1)..]}";
        return facet;
    }
}
