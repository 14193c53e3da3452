using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Json.Schema;
using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Platform.Pipelines.Reading;
using MeshStarter.Platform.Sources.Definitions;

namespace MeshStarter.Cli.Tests.Schemas;

/// <summary>The schemas by which editors complete and underline, compared with the readers of the files.</summary>
public sealed partial class SchemaTests
{
    private const string Product = """
        name: sales.orders_by_day
        version: 1.2.0
        kind: consumer-aligned
        consumer: Finance
        owner: sales-team@company.com
        accountable: { name: Ada Lovelace, email: ada@company.com }
        description: Orders by day
        inputs: [orders.orders, orders.fact_order_events]
        key: [day]
        schema:
          - { name: day, type: DATE, required: true, description: The day, tags: [calendar] }
          - { name: total, type: "DECIMAL(18,2)" }
          - { name: email, type: string, tags: [pii.email] }
          - { name: seen_at, type: TIMESTAMP }
        quality:
          freshness_sla: by 06:00 daily Europe/Berlin
          availability: "99.9%"
          completeness: "99.9%"
          schema_evolution: backward_compatible
          checks:
            - { not_null: day, severity: warn }
            - { unique: [day] }
            - { accepted_values: { column: email, values: [a, b] } }
            - { range: { column: total, min: 0, max: 10 } }
            - { regex: { column: email, pattern: "@" } }
            - { row_count: { min: 1, max: 10 } }
            - { freshness: { column: seen_at, max_age: 5 minutes } }
            - { completeness: { column: email, min: 99.9% } }
            - { referential: { column: email, to: orders.orders.customer_email } }
            - { distribution_drift: { column: total, snapshots: 10, max_distance: 0.2 } }
            - { sql: "SELECT * FROM this" }
        access: { classification: internal, pii_fields: [email] }
        partition_by:
          - { column: seen_at, transform: month }
          - { column: day }
        retention: { keep: 400 days, by: seen_at }
        publish_interval: 2 Seconds
        ports: [table, rest]
        examples: ["SELECT 1"]
        """;

    private const string Windows = """
        inputs:
          orders.fact_order_events: { by: occurred_at }
          orders.orders@1: { triggers: all }
        window: { column: day, size: 1 day, zone: Europe/Berlin, from: 2016-09-01 }
        run: on_inputs
        min_interval: 5 minutes
        lookback: 2
        timeout: 1 hour
        attempts: 3
        """;

    private const string Clock = """
        run: { cron: "15 6 * * *", zone: Asia/Tokyo }
        catch_up: latest
        """;

    private const string Table = """
        name: crm
        kind: postgres
        table: public.days
        columns: { day: id, total: sum }
        publication: days
        slot: days
        poll: { by: updated_at, every: 1 minute }
        """;

    private const string Files = """
        name: exports
        kind: files
        path: s3://exports/days
        format: csv
        every: 10 seconds
        """;

    private static readonly DataProductDescriptor Descriptor = DescriptorReader.Read(Product, "data-product.yaml").Descriptor!;

    // Ends at the first fault.
    private static readonly EvaluationOptions Verdict = new() { OutputFormat = OutputFormat.Flag };
    private static readonly EvaluationOptions Explanation = new() { OutputFormat = OutputFormat.List };

    /// <summary>Files with all keys, by the name of their schema.</summary>
    public static TheoryData<string, string> Samples => new()
    {
        { "data-product", Product },
        { "data-product", Product.Replace("{ keep: 400 days, by: seen_at }", "400 days", StringComparison.Ordinal) },
        { "pipeline", Windows },
        { "pipeline", Clock },
        { "pipeline", Clock.Replace("{ cron: \"15 6 * * *\", zone: Asia/Tokyo }", "every 15 minutes", StringComparison.Ordinal) },
        { "source", Table },
        { "source", Files },
    };

    [Fact]
    public void Sample_has_each_kind_of_check() => Assert.Equal(
        QualityCheckKinds.All.Order(StringComparer.Ordinal), Descriptor.Quality.Checks.Select(check => check.Kind).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("data-product")]
    [InlineData("pipeline")]
    [InlineData("source")]
    public async Task Stored_schema_is_the_one_that_the_command_writes(string file)
    {
        var (exitCode, output, _) = await MeshCommand.RunAsync(RepositoryFolder.Root, null, "schema", file);
        Assert.Equal(0, exitCode);
        Assert.True(output == await File.ReadAllTextAsync(StoredFile(file)), $"docs/schemas/{file}.json is not what the readers read. Fix: mesh schema {file} > docs/schemas/{file}.json, and copy it to templates/mesh-product/standalone/docs/schemas");
    }

    [Theory]
    [InlineData("data-product")]
    [InlineData("pipeline")]
    [InlineData("source")]
    public void Schema_accepts_every_file_of_the_repository(string file)
    {
        var schema = Stored(file);
        var files = new[] { "domains", "benchmarks" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(RepositoryFolder.Root, folder), $"{file}.yaml", SearchOption.AllDirectories))
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "artifacts")).ToList();

        Assert.NotEmpty(file == "source" ? ["none"] : files);
        Assert.All(files, path => Assert.True(Accepts(schema, YamlFile.Parse(File.ReadAllText(path))), path));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Schema_refuses_only_what_the_reader_refuses_and_every_unknown_key_and_word(string file, string sample)
    {
        var schema = Stored(file);
        var document = YamlFile.Parse(sample)!;
        Assert.True(Accepts(schema, document), Explain(schema, document));
        Assert.DoesNotContain(Read(file, sample), issue => issue.Severity == IssueSeverity.Error);

        List<string> differences = [];
        var before = Samples.Select(each => (File: (string)each[0], Text: (string)each[1])).TakeWhile(each => each.Text != sample).Where(each => each.File == file).Select(each => YamlFile.Parse(each.Text)!).ToList();
        foreach (var (change, changed) in FileMutations.Of(document, before))
        {
            var errors = Read(file, changed?.ToJsonString() ?? "null").Where(issue => issue.Severity == IssueSeverity.Error).ToList();
            if (!Accepts(schema, changed))
            {
                differences.AddRange(errors.Count == 0 ? [$"{change}: the schema alone refuses it"] : []);
            }
            else
            {
                differences.AddRange(errors.Where(IsForSchemas).Select(issue => $"{change}: the schema accepts it, and the reader says {issue}"));
            }
        }

        Assert.Empty(differences);
    }

    // The reader says which keys it knows.
    [Theory]
    [MemberData(nameof(Samples))]
    public void Schema_has_the_keys_of_the_reader(string file, string sample)
    {
        var schema = JsonNode.Parse(File.ReadAllText(StoredFile(file)))!;
        var known = schema["properties"]!.AsObject().Select(key => key.Key);
        var added = YamlFile.Parse(sample)!;
        added["zzzzzzzzzzzzzzzz"] = 1;
        var fix = Assert.Single(Read(file, added.ToJsonString()), issue => issue is { Rule: "key.unknown" }).Fix;
        var read = Keys().Match(fix).Groups["keys"].Value.Split(", ").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

        // A source has the keys of its kind.
        var refused = file != "source" ? [] : schema["allOf"]!.AsArray().Single(rule => (string?)rule!["if"]!["properties"]!["kind"]!["const"] == (string?)added["kind"])!["then"]!["properties"]!.AsObject()
            .Where(key => key.Value!.GetValueKind() == JsonValueKind.False).Select(key => key.Key);
        Assert.Equal(known.Except(refused, StringComparer.Ordinal).Order(StringComparer.Ordinal), read);
    }

    [Fact]
    public void Files_name_a_schema_that_is_there()
    {
        var files = Directory.EnumerateFiles(Path.Combine(RepositoryFolder.Root, "domains"), "*.yaml", SearchOption.AllDirectories)
            .Where(path => Path.GetFileName(path) is "data-product.yaml" or "pipeline.yaml" or "source.yaml").ToList();
        Assert.NotEmpty(files);
        Assert.All(files, path =>
        {
            var named = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, Modeline().Match(File.ReadAllText(path)).Groups["path"].Value));
            Assert.Equal(StoredFile(Path.GetFileNameWithoutExtension(path)), named);
        });
    }

    // What a schema can say. A column of a source's product is one of its descriptor, and a list of empty texts is one of texts.
    private static bool IsForSchemas(DescriptorIssue issue) =>
        issue.Rule is "key.unknown" or "key.missing" or "value.unknown" or "value.type" && !issue.Key.StartsWith("columns.", StringComparison.Ordinal);

    private static IReadOnlyList<DescriptorIssue> Read(string file, string text) => file switch
    {
        "data-product" => DescriptorReader.Read(text, "data-product.yaml").Issues,
        "pipeline" => PipelineReader.Read(text, "pipeline.yaml", Descriptor, _ => null).Issues,
        _ => SourceDefinitionReader.Read(text, "source.yaml", Descriptor).Issues,
    };

    private static string StoredFile(string file) => Path.Combine(RepositoryFolder.Root, "docs", "schemas", $"{file}.json");

    private static JsonSchema Stored(string file) => JsonSchema.FromText(File.ReadAllText(StoredFile(file)));

    private static bool Accepts(JsonSchema schema, JsonNode? file) => Evaluate(schema, file, Verdict).IsValid;

    private static EvaluationResults Evaluate(JsonSchema schema, JsonNode? file, EvaluationOptions options) => schema.Evaluate(JsonSerializer.SerializeToElement(file), options);

    private static string Explain(JsonSchema schema, JsonNode document) => string.Join('\n', (Evaluate(schema, document, Explanation).Details ?? []).Where(detail => detail.Errors is { Count: > 0 }).Select(detail => $"{detail.InstanceLocation}: {string.Join("; ", detail.Errors!.Values)}"));

    [GeneratedRegex(@"^Use one of (?<keys>.*)\.$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Keys();

    [GeneratedRegex(@"^# yaml-language-server: \$schema=(?<path>\S+)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Modeline();
}
