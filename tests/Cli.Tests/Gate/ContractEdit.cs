using MeshStarter.Contracts.Evolution;

namespace MeshStarter.Cli.Tests.Gate;

/// <summary>One change of a descriptor, with the verdict about it.</summary>
/// <param name="What">The change, in a few words.</param>
/// <param name="From">The text that it replaces; it is in the descriptor once.</param>
/// <param name="To">The text in its place.</param>
/// <param name="Impact">The impact on readers.</param>
/// <param name="Line">The line of the column or key in the changed descriptor.</param>
/// <param name="Column">The character of that line.</param>
public sealed record ContractEdit(string What, string From, string To, ChangeImpact Impact, int Line, int Column = 3)
{
    /// <summary>The descriptor before each change.</summary>
    public const string Before = """
        name: shop.orders
        version: 1.0.0
        owner: shop@company.com
        description: Every order of the shop
        kind: source-aligned
        key: [order_id]
        schema:
          - { name: order_id, type: UUID, required: true, description: Names the order }
          - { name: total, type: INTEGER, description: What it costs }
          - { name: price, type: "DECIMAL(10,2)", description: What an item costs }
          - { name: email, type: STRING, description: Where the customer is }
          - { name: placed_at, type: TIMESTAMP, required: true, description: When it was placed }
          - { name: parts, type: "ARRAY<INTEGER>", description: What it has }
        quality:
          freshness_sla: 5 minutes
          availability: 99.9%
          completeness: 99.9%
          schema_evolution: backward_compatible
          checks:
            - { not_null: [order_id] }
            - { range: { column: total, min: 0 } }
            - { accepted_values: { column: email, values: [a, b] } }
            - { unique: [order_id], severity: warn }
        access:
          classification: internal
          pii_fields: [email]
        ports: [table, rest]
        retention: { keep: 400 days, by: placed_at }
        publish_interval: 2 seconds
        """;

    private const string Parts = "  - { name: parts, type: \"ARRAY<INTEGER>\", description: What it has }\n";
    private const string Price = "  - { name: price, type: \"DECIMAL(10,2)\", description: What an item costs }\n";
    private const string Email = "  - { name: email, type: STRING, description: Where the customer is }\n";
    private const string Warned = "    - { unique: [order_id], severity: warn }\n";
    private const string Retained = "retention: { keep: 400 days, by: placed_at }\n";

    /// <summary>Those that break readers.</summary>
    public static IReadOnlyList<ContractEdit> Breaking { get; } =
    [
        Break("column gone", Parts, "", 7, 1),
        Break("another type", "\"ARRAY<INTEGER>\"", "STRING", 13),
        Break("fewer digits", "DECIMAL(10,2)", "DECIMAL(9,2)", 10),
        Break("another scale", "DECIMAL(10,2)", "DECIMAL(12,3)", 10),
        Break("column required", "type: INTEGER,", "type: INTEGER, required: true,", 9),
        Break("column optional", "type: TIMESTAMP, required: true,", "type: TIMESTAMP,", 12),
        Break("required column", Parts, Parts + "  - { name: weight, type: BIGINT, required: true }\n", 14),
        Break("personal data", "pii_fields: [email]", "pii_fields: [email, price]", 10),
        Break("longer key", "key: [order_id]", "key: [order_id, placed_at]", 6, 1),
        Break("higher classification", "classification: internal", "classification: confidential", 25),
        Break("port gone", "ports: [table, rest]", "ports: [table]", 27, 1),
        Break("shorter retention", "keep: 400 days", "keep: 300 days", 28, 1),
        Break("retention by arrival", "{ keep: 400 days, by: placed_at }", "400 days", 28, 1),
        Break("later", "freshness_sla: 5 minutes", "freshness_sla: 10 minutes", 15),
        Break("less available", "availability: 99.9%", "availability: 99%", 16),
        Break("completeness gone", "  completeness: 99.9%\n", "", 14, 1),
        Break("no evolution", "schema_evolution: backward_compatible", "schema_evolution: none", 18),
        Break("check gone", "    - { not_null: [order_id] }\n", "", 19),
        Break("wider range", "min: 0", "min: -1", 21, 5),
        Break("more values", "values: [a, b]", "values: [a, b, c]", 22, 5),
    ];

    /// <summary>Those that break none.</summary>
    public static IReadOnlyList<ContractEdit> Compatible { get; } =
    [
        Add("optional column", Parts, Parts + "  - { name: weight, type: BIGINT }\n", 14),
        Add("wider number", "type: INTEGER,", "type: BIGINT,", 9),
        Add("more digits", "DECIMAL(10,2)", "DECIMAL(12,2)", 10),
        Add("wider elements", "ARRAY<INTEGER>", "ARRAY<BIGINT>", 13),
        Add("no personal data", "  pii_fields: [email]\n", "", 11),
        Add("another order", Price + Email, Email + Price, 7, 1),
        Add("lower classification", "classification: internal", "classification: public", 25),
        Add("another port", "ports: [table, rest]", "ports: [table, rest, stream]", 27, 1),
        Add("longer retention", "keep: 400 days", "keep: 500 days", 28, 1),
        Add("no retention", Retained, "", 1, 1),
        Add("sooner", "freshness_sla: 5 minutes", "freshness_sla: 2 minutes", 15),
        Add("more available", "availability: 99.9%", "availability: 99.95%", 16),
        Add("full evolution", "schema_evolution: backward_compatible", "schema_evolution: full", 18),
        Add("narrower range", "min: 0", "min: 1", 21, 5),
        Add("another check", Warned, Warned + "    - { row_count: { min: 1 } }\n", 24, 5),
        Add("warning gone", Warned, "", 19),
        Add("another kind", "kind: source-aligned", "kind: aggregate", 5, 1),
        Reword("another owner", "owner: shop@company.com", "owner: sales@company.com", 3, 1),
        Reword("another description", "description: Every order of the shop", "description: All orders of the shop", 4, 1),
        Reword("another interval", "publish_interval: 2 seconds", "publish_interval: 3 seconds", 29, 1),
    ];

    /// <summary>Returns the changed descriptor of a product.</summary>
    /// <param name="product">The product's name.</param>
    /// <param name="version">Its version after the change.</param>
    public string After(string product, string version)
    {
        Assert.Equal(2, Before.Split(From).Length);
        return Of(product, Before.Replace(From, To, StringComparison.Ordinal).Replace("version: 1.0.0", $"version: {version}", StringComparison.Ordinal));
    }

    /// <summary>Returns a descriptor as that of a product.</summary>
    public static string Of(string product, string text) => text.Replace("shop.orders", product, StringComparison.Ordinal);

    public override string ToString() => What;

    private static ContractEdit Break(string what, string from, string to, int line, int column = 3) => new(what, from, to, ChangeImpact.Breaking, line, column);

    private static ContractEdit Add(string what, string from, string to, int line, int column = 3) => new(what, from, to, ChangeImpact.Minor, line, column);

    private static ContractEdit Reword(string what, string from, string to, int line, int column = 3) => new(what, from, to, ChangeImpact.Patch, line, column);
}
