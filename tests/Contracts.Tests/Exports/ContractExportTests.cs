using System.Text.Json.Nodes;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Exports;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Yaml;

namespace MeshStarter.Contracts.Tests.Exports;

public sealed class ContractExportTests
{
    [Theory]
    [InlineData(ContractFormat.Avro, "orders.fact_order_events-1.2.0.avsc", "application/json")]
    [InlineData(ContractFormat.JsonSchema, "orders.fact_order_events-1.2.0.schema.json", "application/schema+json")]
    [InlineData(ContractFormat.Odcs, "orders.fact_order_events-1.2.0.odcs.yaml", "application/yaml")]
    public void Export_has_the_name_and_type_of_its_file(ContractFormat format, string fileName, string mediaType)
    {
        var export = ContractExport.Of(Product(), format);
        Assert.Equal((fileName, mediaType), (export.FileName, export.MediaType));
        Assert.EndsWith("\n", export.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Odcs_has_the_required_members_and_those_of_the_descriptor()
    {
        var text = ContractExport.Of(Product(), ContractFormat.Odcs).Text;

        Assert.Equal(
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: "urn:mesh:orders.fact_order_events"
            name: orders.fact_order_events
            version: "1.2.0"
            status: active
            domain: orders
            dataProduct: orders.fact_order_events
            description:
              purpose: "Stream of order lifecycle events (placed, paid, shipped, delivered)"
            servers:
              - server: table
                type: api
                location: "http://localhost:5001/products/fact_order_events@1/table"
            schema:
              - name: fact_order_events
                logicalType: object
                physicalName: orders.fact_order_events
                physicalType: table
                description: "Stream of order lifecycle events (placed, paid, shipped, delivered)"
                properties:
                  - name: order_id
                    logicalType: string
                    physicalType: UUID
                    logicalTypeOptions:
                      format: uuid
                    description: Unique order identifier
                    required: true
                    primaryKey: true
                    primaryKeyPosition: 1
                    classification: internal
                    quality:
                      - type: library
                        metric: nullValues
                        dimension: completeness
                        severity: error
                        mustBe: 0
                      - type: custom
                        engine: meshstarter
            """,
            text[..(text.IndexOf("engine: meshstarter", StringComparison.Ordinal) + "engine: meshstarter".Length)]);
        Assert.Contains("slaProperties:\n  - property: freshness\n    value: 5\n    unit: m\n  - property: availability\n    value: 99.9\n    unit: percent\n", text, StringComparison.Ordinal);
        Assert.Contains("  - property: retention\n    value: 400\n    unit: d\n    element: fact_order_events.occurred_at\n", text, StringComparison.Ordinal);
        Assert.Contains("    - username: orders-team@company.com\n      role: owner\n    - username: ada@company.com\n      name: Ada Lovelace\n      role: accountable\n", text, StringComparison.Ordinal);
        Assert.Contains("  - property: consumer\n    value: \"Finance, for the monthly closing\"\n  - property: inputs\n    value:\n      - shop.orders\n      - shop.payments\n", text, StringComparison.Ordinal);
        Assert.EndsWith("contractCreatedTs: \"2026-01-31T12:30:00Z\"\n", text, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Category", "Property")]
    public void Odcs_is_yaml_that_says_the_same() => Property.ForAll(Arbitraries.Descriptors, descriptor =>
    {
        var issues = new YamlIssues("contract");
        var document = Assert.IsType<YamlMapping>(YamlTree.Parse(ContractExport.Of(Product(descriptor), ContractFormat.Odcs).Text, issues));

        Assert.Empty(issues.Sorted);
        foreach (var member in new[] { "apiVersion", "kind", "id", "version", "status" })
        {
            Assert.Single(document.Entries, entry => entry.Key == member);
        }

        var schema = Assert.IsType<YamlMapping>(Assert.Single(Assert.IsType<YamlSequence>(document.Entries.Single(entry => entry.Key == "schema").Value).Items));
        var columns = Assert.IsType<YamlSequence>(schema.Entries.Single(entry => entry.Key == "properties").Value).Items.Cast<YamlMapping>().ToList();
        Assert.Equal(descriptor.Schema.Select(column => column.Name), columns.Select(column => Text(column, "name")));
        Assert.Equal(descriptor.Schema.Select(column => column.Description), columns.Select(column => Text(column, "description")));
    });

    [Fact]
    public void Odcs_has_mailto_only_for_an_email_address()
    {
        Assert.Contains("url: \"mailto:orders-team@company.com\"", ContractExport.Of(Product() with { Owner = "orders-team@company.com" }, ContractFormat.Odcs).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("mailto", ContractExport.Of(Product() with { Owner = "Orders Team" }, ContractFormat.Odcs).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Odcs_escapes_a_character_behind_the_first_plane_as_yaml_does()
    {
        var descriptor = DescriptorReader.Read(Descriptors.Yaml.Full, Descriptors.Yaml.File).Descriptor!;
        const string Purpose = "📦 of \\uD83D, é";
        var text = ContractExport.Of(Product(descriptor with { Description = Purpose }), ContractFormat.Odcs).Text;

        Assert.Contains("  purpose: \"\\U0001F4E6 of \\\\uD83D, é\"\n", text, StringComparison.Ordinal);
        var document = Assert.IsType<YamlMapping>(YamlTree.Parse(text, new YamlIssues("contract")));
        Assert.Equal(Purpose, Text(Assert.IsType<YamlMapping>(document.Entries.Single(entry => entry.Key == "description").Value), "purpose"));
    }

    [Fact]
    public void Json_schema_describes_a_row_as_the_ports_write_it()
    {
        var schema = JsonNode.Parse(ContractExport.Of(Product(), ContractFormat.JsonSchema).Text)!;

        Assert.Equal("https://json-schema.org/draft/2020-12/schema", schema["$schema"]!.GetValue<string>());
        Assert.Equal(7, schema["required"]!.AsArray().Count);
        Assert.Equal("""{"type":"string","format":"uuid","description":"Unique order identifier"}""", schema["properties"]!["order_id"]!.ToJsonString());
        Assert.Equal("""{"type":["string","null"],"pattern":"^-?[0-9]\u002B\\.[0-9]{2}$"}""", schema["properties"]!["total"]!.ToJsonString());
        Assert.Equal("array", schema["properties"]!["items"]!["type"]![0]!.GetValue<string>());
        Assert.Equal("""["integer","null"]""", schema["properties"]!["items"]!["items"]!["properties"]!["quantity"]!["type"]!.ToJsonString());
    }

    [Fact]
    [Trait("Category", "Property")]
    public void Json_schema_of_any_columns_can_be_read() => Property.ForAll(Arbitraries.Descriptors, descriptor =>
        Assert.Equal(descriptor.Schema.Count, JsonNode.Parse(ContractExport.Of(Product(descriptor), ContractFormat.JsonSchema).Text)!["properties"]!.AsObject().Count));

    private static string? Text(YamlMapping mapping, string key) => (mapping.Entries.Where(entry => entry.Key == key).Select(entry => entry.Value).SingleOrDefault() as YamlScalar)?.Text;

    private static ProductDetails Product() => Product(DescriptorReader.Read(Descriptors.Yaml.Full, Descriptors.Yaml.File).Descriptor!);

    private static ProductDetails Product(DataProductDescriptor descriptor) => ProductDetails.Of(
        descriptor, [new PortLocation(PortType.Table, "http://localhost:5001/products/fact_order_events@1/table")], new DateTimeOffset(2026, 1, 31, 12, 30, 0, TimeSpan.Zero));
}
