using System.Text.Json.Nodes;
using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Evolution;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Schemas;
using MeshStarter.Contracts.Types;
using static MeshStarter.Contracts.Schemas.SchemaForm;

namespace MeshStarter.Contracts.Descriptors.Reading;

/// <summary>The JSON Schema of <c>data-product.yaml</c>.</summary>
public static class DescriptorSchema
{
    /// <summary>Makes the schema.</summary>
    public static JsonObject Create() => Document("data-product.yaml", Keys(
        ("name*", ValueForms.Product().Says("The product's name, domain.product.")),
        ("version", Text(@"^[0-9]+\.[0-9]+\.[0-9]+$", "Write major.minor.patch, such as 1.0.0.").Says("The contract's version. A breaking change raises major, an addition minor. Default: 1.0.0.")),
        ("kind", Word<ProductKind>().Says("source-aligned: the facts of one domain. aggregate: derived from other products. consumer-aligned: made for particular readers.")),
        ("consumer", Text().Says("The team or the use that a consumer-aligned product is made for.")),
        ("owner*", Filled().Says("The team that answers for the product, as an e-mail address.")),
        ("accountable", Keys(("name*", Filled().Says("The person's name.")), ("email*", Text(@"^\s*[^\s@]+@[^\s@]+\.[^\s@]+\s*$", "Write an address such as ada@company.com.").Says("The person's e-mail address."))).Says("The person who decides about the product.")),
        ("description", Text().Says("The purpose of the product, and what a row is.")),
        ("inputs", Set(ValueForms.Product()).Says("The products that it is made of.")),
        ("key", Set(Filled()).Says("The columns that name a row, without floating-point numbers. A row with the key of an earlier one replaces it.")),
        ("schema*", List(Column(), least: 1).Says("The columns.")),
        ("quality", Quality()),
        ("access", Access()),
        ("partition_by", List(Partition()).Says("The layout of the table: how columns divide the rows among files. Default: unpartitioned.")),
        ("retention", Retention()),
        ("publish_interval", ValueForms.Duration().Says("The longest time that a row waits for the next publish: 1 second to 1 hour, shorter than freshness_sla.")),
        ("ports", Set(Word<PortType>(), least: 1).Says("The ways by which the product is read. Default: [table].")),
        ("examples", Set(Filled()).Says("Queries that show what the product answers."))));

    private static JsonObject Column() => Keys(
        ("name*", ValueForms.ColumnName().Says("The column's name, in lower snake case.")),
        ("type*", Type()),
        ("required", Flag().Says("Whether every row has a value. Default: false.")),
        ("description", Text().Says("The meaning of a value, with its unit.")),
        ("tags", Set(Plain(@"^[a-z0-9_]+(\.[a-z0-9_]+)*$", "Write lower-case words joined by dots, such as pii.email.")).Says("Tags such as pii.email, by which the rules of the mesh mask columns.")));

    private static JsonObject Type()
    {
        var simple = PrimitiveForms.All.Select(forms => forms.Name).ToList();
        var words = string.Join('|', PrimitiveNames.Words.Select(ValueForms.AnyCase));
        return Either(
            Word(simple),
            Text($@"^\s*({words})(?![A-Za-z0-9_])", $"Use one of {string.Join(", ", simple)}, DECIMAL(p,s), ARRAY<T>, MAP<STRING, T>, STRUCT<a:T, …>."))
            .Says("The type, such as STRING, DECIMAL(18,2) or ARRAY<STRUCT<a:STRING, b:INTEGER>>.");
    }

    private static JsonObject Quality() => Keys(
        ("freshness_sla", Text($@"^({ValueForms.DurationPattern}|\s*by\s.+)$", "Write a duration such as \"5 minutes\", or \"by 06:00 daily Europe/Berlin\".").Says("The longest time until readers see a row, or the hour by which the day before is complete.")),
        ("availability", ValueForms.Share().Says("The share of requests that the ports answer, such as 99.9%.")),
        ("completeness", ValueForms.Share().Says("The share of rows that reach readers, such as 99.9%.")),
        ("schema_evolution", Word(SchemaEvolutions.All).Says("The changes that the schema may see within a major version.")),
        ("checks", List(CheckForms.Entry()).Says("Checks of each batch, before readers see it.")))
        .Says("The promises of the product.");

    private static JsonObject Access() => Keys(
        ("classification", Word<Classification>().Says("How far the data may travel. Default: internal.")),
        ("pii_fields", Set(Filled()).Says("Columns with personal data, or parts of columns such as address.street.")))
        .Says("The confidentiality of the data.");

    private static JsonObject Partition()
    {
        var words = PartitionTransform.Forms.Where(form => !form.Contains('[', StringComparison.Ordinal)).ToList();
        return Keys(
            ("column*", ValueForms.Column()),
            ("transform", Either(Word(words), Text($@"^\s*((bucket|truncate)\[[0-9]+\]|{string.Join('|', words)})\s*$", $"Use one of {string.Join(", ", PartitionTransform.Forms)}."))
                .Says("The transform of Iceberg. Default: identity.")));
    }

    private static JsonObject Retention() => Either(
        ValueForms.Duration(),
        Keys(
            ("keep*", ValueForms.Duration().Says("How long a row stays.")),
            ("by", Text().Says("The date or timestamp column that the time counts from. Default: the row's first publication."))))
        .Says("How long rows stay, such as 400 days.");
}
