using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Pipelines;
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
        var id = IdOf(product.Name, report.Version.Major, origin.BatchId, report.SnapshotId);
        JsonObject job = new() { ["jobType"] = JobType(origin.Columns is null ? "STREAMING" : "BATCH") };
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
            FacetsOf(RunFacets(report, origin)),
            Node($"{name}.publish", job),
            [.. origin.Datasets.Select(read => new LineageNode(new LineageName(read.Namespace ?? LineageAccess.Mesh, read.Name), read.Version is null ? [] : FacetsOf(new() { ["version"] = Version(read.Version) }), []))],
            report.SnapshotId is { } snapshot ? [Output(product, name, origin, report, snapshot)] : [])
        {
            Findings = FindingsOf(report),
        };
    }

    /// <summary>The end of a run of a pipeline that committed nothing: it failed, or the table had its rows before.</summary>
    /// <param name="product">The product.</param>
    /// <param name="run">The run, which has ended.</param>
    public static LineageEvent.OfRun Of(ProductDetails product, PipelineRun run)
    {
        JsonObject facets = [];
        AddNominal(facets, run is { From: { } from, To: { } to } ? new NominalTime(from, to) : null);
        if (run.State != RunState.Succeeded)
        {
            facets["errorMessage"] = Error(run.Error ?? WireNames.Of(run.State));
        }

        return new LineageEvent.OfRun(
            run.EndedAt!.Value.ToUniversalTime(),
            IdOf(product.Name, run.Major, run.BatchId, snapshot: null),
            run.State == RunState.Succeeded ? "COMPLETE" : "FAIL",
            FacetsOf(facets),
            Node($"{new ProductReference(product.Name, run.Major)}.publish", new() { ["jobType"] = JobType("BATCH") }),
            [.. (run.Inputs ?? new Dictionary<string, long?>()).Select(read => new LineageNode(
                new LineageName(LineageAccess.Mesh, read.Key), read.Value is { } version ? FacetsOf(new() { ["version"] = Version(version.ToString(CultureInfo.InvariantCulture)) }) : [], []))],
            []);
    }

    // The same publish reported again is the same run.
    private static Guid IdOf(DataProductId product, int major, string batch, long? snapshot) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes($"publish/{product}/{major}/{batch}/{snapshot}")).AsSpan(0, 16));

    private static string? FindingsOf(BatchReport report) =>
        report.Results.Where(result => result.Outcome != CheckOutcome.Passed).Select(result => CheckName.Of(result.Check)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList() is { Count: > 0 } findings
            ? string.Join('\n', findings)
            : null;

    // Why a batch was quarantined: the checks' own words, which hold no value of any row.
    private static JsonObject RunFacets(BatchReport report, BatchOrigin origin)
    {
        JsonObject facets = [];
        AddNominal(facets, origin.Nominal);
        if (report.SnapshotId is null)
        {
            facets["errorMessage"] = Error(CheckResult.Reasons(report.Results));
        }

        return facets;
    }

    private static void AddNominal(JsonObject facets, NominalTime? nominal)
    {
        if (nominal is not null)
        {
            facets["nominalTime"] = Facet("1-0-1/NominalTimeRunFacet", new() { ["nominalStartTime"] = Instant(nominal.From), ["nominalEndTime"] = Instant(nominal.To) });
        }
    }

    private static string Instant(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static JsonObject Error(string message) => Facet("1-0-1/ErrorMessageRunFacet", new() { ["message"] = message, ["programmingLanguage"] = "C#" });

    private static JsonObject JobType(string processing) => Facet("2-0-4/JobTypeJobFacet", new() { ["processingType"] = processing, ["integration"] = "MESH", ["jobType"] = "PUBLISH" });

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
