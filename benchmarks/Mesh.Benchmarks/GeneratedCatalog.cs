using System.Globalization;
using System.Text;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;

namespace MeshStarter.Mesh.Benchmarks;

/// <summary>
/// Generates the products of a large mesh: always the same ones for the same numbers. A product has fifty columns, some of them personal, of words that
/// other products have, too; a tenth of the products is confidential, and a twentieth restricted.
/// </summary>
internal static class GeneratedCatalog
{
    public const int ColumnsOfProduct = 50;

    private static readonly string[] Subjects =
    [
        "order", "customer", "payment", "invoice", "shipment", "parcel", "warehouse", "supplier", "contract", "campaign", "visit", "session", "ticket", "claim", "refund", "price", "stock",
        "return", "voucher", "delivery", "route", "vehicle", "employee", "shift", "store", "basket", "product", "review", "account", "ledger", "budget", "forecast", "machine", "sensor", "alarm",
    ];

    private static readonly string[] Views = ["events", "states", "daily", "monthly", "history", "summary", "changes", "items", "totals", "scores", "segments", "balances"];

    private static readonly string[] Properties =
    [
        "id", "name", "status", "amount", "currency", "created_at", "updated_at", "country", "city", "region", "category", "quantity", "weight", "score", "channel", "source", "reason", "comment",
        "priority", "duration", "start", "end", "rate", "discount", "tax", "total", "email", "phone", "postcode", "language", "version", "count", "share", "rank", "flag",
    ];

    // With what a product of the kind has to name.
    private static readonly string[] Kinds = ["source-aligned", "aggregate\ninputs: [load.template]", "consumer-aligned\nconsumer: Reports of the month"];

    /// <summary>Gets the domains.</summary>
    public static IReadOnlyList<string> Domains { get; } = [.. Subjects.Select(subject => $"{subject}_desk")];

    /// <summary>Returns the name of a product.</summary>
    public static DataProductId Name(int number) => new(
        Domains[number % Domains.Count], string.Create(CultureInfo.InvariantCulture, $"{Subjects[number * 7 % Subjects.Length]}_{Views[number / Domains.Count % Views.Length]}_{number}"));

    /// <summary>Returns the registration of a product.</summary>
    public static ProductRegistration Registration(int number)
    {
        var name = Name(number);
        var columns = Columns(number).ToList();
        var schema = new StringBuilder();
        foreach (var (column, type, tag) in columns)
        {
            schema.Append(CultureInfo.InvariantCulture, $"  - {{ name: {column}, type: {type}, description: The {column.Replace('_', ' ')} as the {name.Domain.Replace('_', ' ')} records it{(tag is null ? "" : $", tags: [{tag}]")} }}\n");
        }

        var classification = (number % 20) switch { 0 => "restricted", 1 or 2 => "confidential", 3 or 4 or 5 => "public", _ => "internal" };
        var subject = Subjects[number * 7 % Subjects.Length];
        return new ProductRegistration
        {
            Descriptor = $"""
                name: {name}
                version: 1.0.0
                kind: {Kinds[number % 7 % Kinds.Length]}
                owner: {name.Domain.Replace('_', '-')}@example.org
                accountable: {"{"} name: Ada Lovelace, email: ada@example.org {"}"}
                description: Every {subject} of the company with its {Properties[number % Properties.Length].Replace('_', ' ')}, for {Views[number % Views.Length]} reports
                schema:
                {schema}quality: {"{"} freshness_sla: "{number % 30 + 1} minutes", completeness: "99%" {"}"}
                access: {"{"} classification: {classification} {"}"}
                retention: 400 days
                ports: [{(number % 3 == 0 ? "table, stream" : number % 3 == 1 ? "table" : "table, rest")}]
                examples: ["SELECT count(*) FROM {name} WHERE {columns[0].Name} IS NOT NULL"]
                """,
            File = "data-product.yaml",
            Ports = [.. Ports(number).Select(port => new PortLocation(port, string.Create(CultureInfo.InvariantCulture, $"http://localhost/products/{name.Product}@1/{WireNames.Of(port)}")))],
        };
    }

    /// <summary>Returns the columns of a product.</summary>
    public static IEnumerable<(string Name, string Type, string? Tag)> Columns(int number)
    {
        for (var column = 0; column < ColumnsOfProduct; column++)
        {
            var property = Properties[(number + column) % Properties.Length];
            var subject = Subjects[(number * 3 + column * 11) % Subjects.Length];
            var tag = property switch { "email" => "pii.email", "phone" => "pii.phone", "name" when column % 2 == 0 => "not_personal", _ => null };
            yield return (
                string.Create(CultureInfo.InvariantCulture, $"{subject}_{property}{(column < Properties.Length ? "" : $"_{column}")}"),
                property.EndsWith("_at", StringComparison.Ordinal) ? "TIMESTAMP" : property is "amount" or "total" or "tax" ? "\"DECIMAL(18,2)\"" : property is "quantity" or "count" or "rank" ? "BIGINT" : "STRING",
                tag ?? (property == "name" ? "not_personal" : null));
        }
    }

    private static IEnumerable<PortType> Ports(int number) => (number % 3) switch { 0 => [PortType.Table, PortType.Stream], 1 => [PortType.Table], _ => [PortType.Table, PortType.Rest] };
}
