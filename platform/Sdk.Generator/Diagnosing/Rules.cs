using Microsoft.CodeAnalysis;

namespace MeshStarter.Sdk.Generator.Diagnosing;

/// <summary>Every rule that contracts and the code written against them keep. docs/contracts.md has them for people.</summary>
internal static class Rules
{
    /// <summary>A contract's file cannot be read.</summary>
    public const string Unreadable = "MESH1001";

    /// <summary>Two files contradict each other about one contract.</summary>
    public const string Contradiction = "MESH1002";

    /// <summary>Two contracts would make one record.</summary>
    public const string SameRecord = "MESH1003";

    /// <summary>The domain's service would refuse the file at its start.</summary>
    public const string Refused = "MESH1004";

    /// <summary><c>[Emit]</c> names a schema that is none of this project's.</summary>
    public const string UnknownSchema = "MESH1101";

    /// <summary>A handler with <c>[Emit]</c> returns something else than its schema's rows.</summary>
    public const string WrongReturn = "MESH1102";

    /// <summary>A handler with <c>[Emit]</c> cannot be wrapped.</summary>
    public const string NotWrapped = "MESH1103";

    /// <summary>A row has a member that the contract does not declare.</summary>
    public const string UnknownField = "MESH1104";

    /// <summary>A row lacks what the contract requires.</summary>
    public const string MissingField = "MESH1105";

    /// <summary>A member's type cannot hold what the contract declares.</summary>
    public const string WrongType = "MESH1106";

    private const string Category = "MeshContracts";

    public static IReadOnlyList<DiagnosticDescriptor> OfFiles { get; } =
    [
        Rule(Unreadable, "A contract cannot be read", "The file says nothing that records can be made of. The message has the rule that it breaks, as `mesh check` has it."),
        Rule(Contradiction, "Two files contradict each other", "An .avsc alongside a data-product.yaml has the same columns with the same types. It may promise more: that what may be null is not."),
        Rule(SameRecord, "Two contracts make one record", "Give the record of one .avsc another name."),
        Rule(Refused, "The service's start would refuse the file", "Records can be made of it, but the domain's service would not start. The message has the rule that it breaks, as `mesh check` has it."),
    ];

    public static IReadOnlyList<DiagnosticDescriptor> OfCode { get; } =
    [
        Rule(UnknownSchema, "No such schema", "[Emit] names a product of this project, such as orders.orders, or the .avsc alongside its descriptor, such as orders/order_event.avsc."),
        Rule(WrongReturn, "The handler returns something else than the schema's rows", "A handler with [Emit] returns a row of its schema, several, or a task of them."),
        Rule(NotWrapped, "The handler cannot be wrapped", "The wrapper is a further method of the handler's type: that and those around it are partial, and the handler has no type parameters and no ref parameters."),
        Rule(UnknownField, "The contract has no such field", "A row has the columns of its product's contract and no others."),
        Rule(MissingField, "A required field is missing", "A row has a value for each column that is required."),
        Rule(WrongType, "The field has another type in the contract", "A member has the type in C# that represents the column's; docs/contracts.md has the list."),
    ];

    private static readonly Dictionary<string, DiagnosticDescriptor> ById = OfFiles.Concat(OfCode).ToDictionary(rule => rule.Id, StringComparer.Ordinal);

    public static DiagnosticDescriptor Of(string id) => ById[id];

    private static DiagnosticDescriptor Rule(string id, string title, string description) =>
        new(id, title, "{0}", Category, DiagnosticSeverity.Error, isEnabledByDefault: true, description);
}
