using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Yaml;

namespace MeshStarter.Contracts.Descriptors.Reading;

/// <summary>Reads a <c>data-product.yaml</c> and says everything that is wrong with it.</summary>
public static class DescriptorReader
{
    /// <summary>Reads a descriptor's text; its JSON form is read as well.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="file">The name that issues give for its file; nothing is read from there.</param>
    public static DescriptorReadResult Read(string yaml, string file) => Read(yaml, file, others: _ => null);

    /// <summary>As <see cref="Read(string, string)"/>, and validates what refers to other products against these.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="file">The name that issues give for its file; nothing is read from there.</param>
    /// <param name="others">The columns of another product; null where they are not known, and nothing is said of what refers to it.</param>
    public static DescriptorReadResult Read(string yaml, string file, Func<DataProductId, IReadOnlyList<ColumnDefinition>?> others)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(others);
        var issues = new YamlIssues(file);
        var root = YamlTree.Parse(yaml, issues);
        DescriptorTexts.Check(root, issues);
        var descriptor = YamlSection.Of(root, issues, "keys such as \"name: orders.orders\"") is { } section
            ? Descriptor(section, others)
            : null;
        return new DescriptorReadResult(issues.HasErrors ? null : descriptor, issues.Sorted);
    }

    private static DataProductDescriptor Descriptor(YamlSection section, Func<DataProductId, IReadOnlyList<ColumnDefinition>?> others)
    {
        var name = Name(section);
        var version = Version(section);
        var kind = section.Word<ProductKind>("kind");
        var consumer = Consumer(section, kind);
        var owner = section.RequiredScalar("owner", "Name who answers for the product, such as \"owner: orders-team@company.com\".");
        var accountable = AccountableSection.Read(section);
        var description = section.Text("description");
        var inputs = InputsSection.Read(section, name);
        var schema = SchemaSection.Read(section);
        var key = KeySection.Read(section, schema);
        var quality = QualitySection.Read(section, name, schema, others);
        var access = AccessSection.Read(section, schema);
        var descriptor = new DataProductDescriptor
        {
            Name = name,
            Version = version,
            Kind = kind ?? ProductKind.SourceAligned,
            Consumer = consumer,
            Owner = owner?.Text.Trim() ?? "",
            Accountable = accountable,
            Description = description ?? "",
            Inputs = inputs,
            Schema = schema.Columns,
            Key = key,
            Quality = quality,
            Access = access,
            PartitionBy = PartitionSection.Read(section, schema, access),
            Retention = RetentionSection.Read(section, schema),
            PublishInterval = PublishIntervalSection.Read(section, quality),
            Ports = Ports(section),
            Examples = section.Texts("examples") is { } examples ? [.. examples.Select(example => example.Text)] : [],
        };
        section.RefuseOthers();
        return descriptor;
    }

    private static DataProductId Name(YamlSection section)
    {
        DataProductId id = default;
        if (section.RequiredScalar("name", "Write \"name: domain.product\".") is { } scalar
            && !DataProductId.TryParse(scalar.Text, out id, out var error))
        {
            section.Issues.Error(scalar, "name.form", error, "Write domain.product in lower snake case, such as orders.fact_order_events.");
        }

        return id;
    }

    private static ProductVersion Version(YamlSection section) => section.Issues.Parsed<ProductVersion>(
        section.Scalar("version", "a version such as 1.0.0"), ProductVersion.TryParse, "version.form", "is not a version.", "Write major.minor.patch, such as 1.0.0.") ?? ProductVersion.First;

    private static string? Consumer(YamlSection section, ProductKind? kind)
    {
        var consumer = section.Text("consumer");
        if (consumer is not null && kind != ProductKind.ConsumerAligned)
        {
            section.Issues.Warn(
                section.Find("consumer")!, "consumer.kind", "Only a consumer-aligned product is made for one consumer.", "Write \"kind: consumer-aligned\", or leave consumer out.");
        }
        else if (consumer is null && kind == ProductKind.ConsumerAligned && section.Find("consumer") is null)
        {
            section.Issues.Warn(
                section.Mapping.Line, "consumer", "key.missing", "A consumer-aligned product does not say who it is made for.", "Name the team or the use, such as \"consumer: Finance, for the monthly closing\".");
        }

        return consumer;
    }

    private static IReadOnlyList<PortType> Ports(YamlSection section)
    {
        var ports = section.Words<PortType>("ports");
        if (ports is { Count: 0 } && section.Find("ports") is YamlSequence { Items.Count: 0 } none)
        {
            section.Issues.Error(none, "ports.empty", "A product without a port cannot be read.", "Write \"ports: [table]\", or leave the key out.");
        }

        return ports is { Count: > 0 } ? ports : [PortType.Table];
    }
}
