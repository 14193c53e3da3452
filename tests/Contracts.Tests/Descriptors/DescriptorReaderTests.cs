using System.Text.Json;
using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Contracts.Tests.Descriptors;

public sealed class DescriptorReaderTests
{
    [Fact]
    public void Read_the_full_form_reads_every_key()
    {
        var result = DescriptorReader.Read(Yaml.Full, Yaml.File);

        Assert.Empty(result.Issues);
        var expected = new DataProductDescriptor
        {
            Name = new DataProductId("orders", "fact_order_events"),
            Version = new ProductVersion(1, 2, 0),
            Kind = ProductKind.ConsumerAligned,
            Consumer = "Finance, for the monthly closing",
            Owner = "orders-team@company.com",
            Accountable = new AccountablePerson("Ada Lovelace", "ada@company.com"),
            Description = "Stream of order lifecycle events (placed, paid, shipped, delivered)",
            Inputs = [new DataProductId("shop", "orders"), new DataProductId("shop", "payments")],
            Schema =
            [
                Column("order_id", "UUID", required: true, "Unique order identifier"),
                Column("event_type", "STRING", required: true, "placed, paid, shipped, delivered, canceled"),
                Column("total", "DECIMAL(18,2)"),
                Column("occurred_at", "TIMESTAMP", required: true, "Event timestamp"),
                Column("customer_email", "STRING", required: false, "Where the shop writes to", "pii.email"),
                Column("customer_address", "STRING", required: false, "Where the parcel goes", "pii.address"),
                Column("items", "ARRAY<STRUCT<product_id:UUID, quantity:INTEGER, price:DECIMAL(18,2)>>"),
            ],
            Key = ["order_id", "event_type"],
            Quality = new QualityTerms
            {
                FreshnessSla = "5 minutes",
                Availability = "99.9%",
                Completeness = "99.9%",
                SchemaEvolution = "backward_compatible",
                Checks =
                [
                    new NotNullCheck(["order_id", "event_type"]),
                    new UniqueCheck(["order_id", "event_type"]),
                    new AcceptedValuesCheck("event_type", ["placed", "paid", "shipped", "delivered", "canceled"]),
                    new RangeCheck("total", "0", null),
                    new RegexCheck("customer_email", "^[^@]+@[^@]+$") { Severity = CheckSeverity.Warn },
                    new RowCountCheck(1, null),
                    new ReferentialCheck("order_id", new DataProductId("orders", "orders"), "order_id"),
                    new DistributionDriftCheck("total", 10, 0.2m) { Severity = CheckSeverity.Warn },
                    new SqlCheck("SELECT * FROM this WHERE event_type = 'shipped' AND occurred_at IS NULL"),
                ],
            },
            Access = new AccessTerms
            {
                Classification = Classification.Internal,
                PiiFields = ["customer_email", "customer_address"],
            },
            PartitionBy =
            [
                new PartitionTerm("occurred_at", new PartitionTransform(PartitionTransformKind.Month)),
                new PartitionTerm("order_id", new PartitionTransform(PartitionTransformKind.Bucket, 16)),
            ],
            Retention = new RetentionTerms(TimeSpan.FromDays(400), "occurred_at"),
            PublishInterval = TimeSpan.FromSeconds(2),
            Ports = [PortType.Table, PortType.Stream, PortType.Rest],
            Examples = ["SELECT * FROM orders.fact_order_events WHERE event_type = 'placed'"],
        };
        Assert.Equal(Json(expected), Json(result.Descriptor!));
    }

    [Fact]
    public void Read_the_shortest_form_accepts_it_unchanged()
    {
        var result = DescriptorReader.Read(Yaml.Shortest, Yaml.File);

        Assert.True(result.IsValid);
        Assert.Equal(ProductVersion.First, result.Descriptor!.Version);
        Assert.Equal(ProductKind.SourceAligned, result.Descriptor.Kind);
        Assert.Equal([PortType.Table], result.Descriptor.Ports);
        Assert.Equal(3, result.Descriptor.Schema.Count);
        Assert.Equal(
            [
                "data-product.yaml:20: warning: access.pii_fields[0]: pii.unknown: The schema has no column \"customer_email\". Fix: Use one of order_id, event_type, occurred_at, or add the column to the schema.",
                "data-product.yaml:20: warning: access.pii_fields[1]: pii.unknown: The schema has no column \"customer_address\". Fix: Use one of order_id, event_type, occurred_at, or add the column to the schema.",
            ],
            result.Issues.Select(issue => issue.ToString()));
    }

    [Fact]
    public void Read_many_mistakes_reports_all_of_them_by_line()
    {
        const string Wrong = """
            name: Orders.orders
            onwer: orders-team@company.com
            version: 1.0
            kind: source_aligned
            schema:
              - { name: order_id, type: UUID, requird: true }
              - { name: status, type: STRNG }
              - { name: order_id, type: DATE }
            quality: { freshness_sla: soon, availability: 99.9, checks: [ { not_nul: [status] }, { unique: [stats] } ] }
            access: { classification: secret }
            retention: 2 years
            ports: [table, tables]
            """;
        Assert.Equal(
            [
                "data-product.yaml:1: name: name.form: Domain \"Orders\" does not begin with a lower-case letter. Fix: Write domain.product in lower snake case, such as orders.fact_order_events.",
                "data-product.yaml:1: owner: key.missing: The key owner is missing. Fix: Name who answers for the product, such as \"owner: orders-team@company.com\".",
                "data-product.yaml:2: onwer: key.unknown: The key \"onwer\" is not known here. Fix: Did you mean owner?",
                "data-product.yaml:3: version: version.form: \"1.0\" is not a version. Fix: Write major.minor.patch, such as 1.0.0.",
                "data-product.yaml:4: kind: value.unknown: \"source_aligned\" is not known here. Fix: Did you mean source-aligned? Use one of source-aligned, aggregate, consumer-aligned.",
                "data-product.yaml:6: schema[0].requird: key.unknown: The key \"requird\" is not known here. Fix: Did you mean required?",
                "data-product.yaml:7: schema[1].type: type.unknown: \"STRNG\" is not a type. Fix: Did you mean STRING?",
                "data-product.yaml:8: schema[2].name: column.duplicate: A column \"order_id\" is in line 6 already; case does not count. Fix: Rename or remove one of the two.",
                "data-product.yaml:9: quality.freshness_sla: freshness.form: \"soon\" is not a freshness. Fix: Write a duration such as \"5 minutes\", or \"by 06:00 daily Europe/Berlin\".",
                "data-product.yaml:9: quality.availability: percentage.form: \"99.9\" is not a share from 0% to 100%. Fix: Write it with a percent sign, such as \"99.9%\".",
                "data-product.yaml:9: quality.checks[0].not_nul: key.unknown: The key \"not_nul\" is not known here. Fix: Did you mean not_null?",
                "data-product.yaml:9: quality.checks[1].unique[0]: column.unknown: The schema has no column \"stats\". Fix: Did you mean status?",
                "data-product.yaml:10: access.classification: value.unknown: \"secret\" is not known here. Fix: Use one of public, internal, confidential, restricted.",
                "data-product.yaml:11: retention: duration.form: \"2 years\" is not a duration. Fix: Write a whole number and a unit (seconds, minutes, hours, days or weeks), such as \"5 minutes\".",
                $"data-product.yaml:12: ports[1]: value.unknown: \"tables\" is not known here. Fix: Did you mean table? Use one of {string.Join(", ", WireNames.All<PortType>())}.",
            ],
            Yaml.Issues(Wrong));
        Assert.Null(DescriptorReader.Read(Wrong, Yaml.File).Descriptor);
    }

    [Fact]
    [Trait("Category", "Property")]
    public void Read_descriptor_json_gives_the_descriptor() => Property.ForAll(Arbitraries.Descriptors, descriptor =>
    {
        var json = Json(descriptor);
        var result = DescriptorReader.Read(json, "request");
        Assert.DoesNotContain(result.Issues, issue => issue.Severity == IssueSeverity.Error);
        Assert.Equal(json, Json(result.Descriptor!));
    });

    [Fact]
    [Trait("Category", "Property")]
    public void Json_of_a_descriptor_gives_it_back() => Property.ForAll(Arbitraries.Descriptors, descriptor =>
    {
        var back = JsonSerializer.Deserialize<DataProductDescriptor>(Json(descriptor), MeshJson.Options)!;
        Assert.Equivalent(descriptor, back, strict: true);
        Assert.Equal(Json(descriptor), Json(back));
    });

    [Fact]
    [Trait("Category", "Property")]
    public void Read_damaged_text_never_throws() => Property.ForAll(Damage.Of(Yaml.Full), text =>
    {
        var result = DescriptorReader.Read(text, Yaml.File);
        Assert.Equal(result.IsValid, result.Issues.All(issue => issue.Severity == IssueSeverity.Warning));
        Assert.All(result.Issues, issue => Assert.True(issue.Line >= 1));
    }, fewest: 750);

    private static string Json(DataProductDescriptor descriptor) => JsonSerializer.Serialize(descriptor, MeshJson.Options);

    private static ColumnDefinition Column(string name, string type, bool required = false, string? description = null, params string[] tags) =>
        new() { Name = name, Type = ColumnType.Parse(type), Required = required, Description = description, Tags = tags };
}
