using System.Globalization;
using System.Text.Json.Nodes;
using MeshStarter.Contracts;

namespace MeshStarter.Sdk.Lineage;

/// <summary>The OpenLineage event of one publish (specification 2-0-2, RunEvent): what was made of which state of what.</summary>
internal static class PublishEvent
{
    private const string Namespace = "mesh";
    private const string Producer = "https://github.com/meshstarter/meshstarter";
    private const string Facets = "https://openlineage.io/spec/facets";

    /// <summary>The event, as JSON.</summary>
    /// <param name="product">Whose table was published to.</param>
    /// <param name="report">How the batch fared.</param>
    /// <param name="origin">Where its rows come from.</param>
    public static JsonObject Of(DataProductDescriptor product, BatchReport report, BatchOrigin origin)
    {
        // The catalog has the plain names for the default major version.
        var name = new ProductReference(product.Name, report.Version.Major).ToString();
        return new JsonObject
        {
            ["eventTime"] = report.CheckedAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            ["eventType"] = report.SnapshotId is null ? "FAIL" : "COMPLETE",
            ["producer"] = Producer,
            ["schemaURL"] = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
            // The same publish told again is the same run.
            ["run"] = new JsonObject { ["runId"] = StableId.Of($"publish/{product.Name}/{report.Version.Major}/{origin.BatchId}/{report.SnapshotId}").ToString(), ["facets"] = RunFacets(report) },
            ["job"] = new JsonObject
            {
                ["namespace"] = Namespace,
                ["name"] = $"{name}.publish",
                ["facets"] = new JsonObject { ["jobType"] = Facet("2-0-4/JobTypeJobFacet", new() { ["processingType"] = origin.IsStream ? "STREAMING" : "BATCH", ["integration"] = "MESH", ["jobType"] = "PUBLISH" }) },
            },
            ["inputs"] = new JsonArray([.. origin.Datasets.Select(read => Dataset(read.Name, read.Version is null ? [] : new() { ["version"] = Version(read.Version) }))]),
            ["outputs"] = report.SnapshotId is not { } snapshot ? [] : new JsonArray(Output(product, name, origin, report, snapshot)),
        };
    }

    // Why a batch was kept out: the checks' own words, which hold no value of any row.
    private static JsonObject RunFacets(BatchReport report) => report.SnapshotId is not null ? [] : new JsonObject
    {
        ["errorMessage"] = Facet("1-0-1/ErrorMessageRunFacet", new()
        {
            ["message"] = string.Join(" ", report.Results.Where(result => result.KeepsOut).Select(result => $"{result.Check.Kind}: {result.Reason}")),
            ["programmingLanguage"] = "C#",
        }),
    };

    private static JsonObject Output(DataProductDescriptor product, string name, BatchOrigin origin, BatchReport report, long snapshot)
    {
        var output = Dataset(name, new()
        {
            ["version"] = Version(snapshot.ToString(CultureInfo.InvariantCulture)),
            ["schema"] = Facet("1-2-0/SchemaDatasetFacet", new()
            {
                ["fields"] = new JsonArray([.. product.Schema.Select(column => new JsonObject { ["name"] = column.Name, ["type"] = column.Type.ToString() })]),
            }),
            ["columnLineage"] = Facet("1-2-0/ColumnLineageDatasetFacet", new()
            {
                ["fields"] = new JsonObject(product.Schema.Select(column => KeyValuePair.Create<string, JsonNode?>(column.Name, new JsonObject { ["inputFields"] = new JsonArray([.. origin.ColumnsOf(column.Name).Select(InputField)]) }))),
            }),
            ["dataQualityAssertions"] = Facet("1-1-0/DataQualityAssertionsDatasetFacet", new()
            {
                ["assertions"] = new JsonArray([.. report.Results.Select(result => new JsonObject { ["assertion"] = result.Check.Kind, ["success"] = result.Outcome == CheckOutcome.Passed, ["severity"] = WireNames.Of(result.Check.Severity) })]),
            }),
        });
        output["outputFacets"] = new JsonObject { ["outputStatistics"] = Facet("1-0-2/OutputStatisticsOutputDatasetFacet", new() { ["rowCount"] = report.Rows }) };
        return output;
    }

    private static JsonObject InputField(ColumnOrigin origin) => new()
    {
        ["namespace"] = Namespace,
        ["name"] = origin.Dataset,
        ["field"] = origin.Column,
        ["transformations"] = new JsonArray(new JsonObject { ["type"] = "DIRECT", ["subtype"] = origin.IsAggregated ? "AGGREGATION" : "IDENTITY" }),
    };

    private static JsonObject Dataset(string name, JsonObject facets) => new() { ["namespace"] = Namespace, ["name"] = name, ["facets"] = facets };

    private static JsonObject Version(string version) => Facet("1-0-1/DatasetVersionDatasetFacet", new() { ["datasetVersion"] = version });

    private static JsonObject Facet(string schema, JsonObject facet)
    {
        facet["_producer"] = Producer;
        facet["_schemaURL"] = $"{Facets}/{schema}.json#/$defs/{schema[(schema.IndexOf('/', StringComparison.Ordinal) + 1)..]}";
        return facet;
    }
}
