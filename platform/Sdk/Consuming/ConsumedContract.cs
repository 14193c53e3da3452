using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Evolution;
using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Sdk.Consuming;

/// <summary>A consumer's copy of a contract, validated against the one that the producer has now: what was read by the copy must still be read right.</summary>
internal static class ConsumedContract
{
    /// <summary>Refuses a product whose rows are not those that the consumer's record was made for.</summary>
    /// <param name="kept">The columns of the consumer's copy; what the product has alongside them is not looked at.</param>
    /// <param name="product">The product as it is registered.</param>
    /// <exception cref="SubscriptionRefusedException">A column is missing, holds what the copy cannot, or may be without the value that the copy counts on.</exception>
    public static void Require(IReadOnlyList<ColumnDefinition> kept, ProductDetails product)
    {
        if (kept.Select(column => Problem(column, product)).FirstOrDefault(problem => problem is not null) is { } problem)
        {
            throw new SubscriptionRefusedException(product.Name, $"{product.Version} is not what this consumer's copy of the contract says: {problem} Take the contract again with `mesh contract`, or name the major version that the copy is of.");
        }
    }

    /// <summary>Returns the names that a subscription sends, by which the catalog knows its consumer before it reads; null without a copy.</summary>
    /// <param name="kept">The columns of the consumer's copy.</param>
    public static IReadOnlyList<string>? NamesOf(IReadOnlyList<ColumnDefinition> kept) => kept.Count == 0 ? null : [.. kept.Select(column => column.Name)];

    private static string? Problem(ColumnDefinition kept, ProductDetails product) => product.Schema.FirstOrDefault(column => column.Name == kept.Name) switch
    {
        null => kept.Required ? $"there is no column {kept.Name}." : null,
        var column when !Reads(kept.Type, column.Type) => $"{kept.Name} is {column.Type} and not {kept.Type}.",
        { Required: false } when kept.Required => $"{kept.Name} may be without a value.",
        _ => null,
    };

    // A copy keeps the parts of a STRUCT that are read, as it keeps the columns that are.
    private static bool Reads(ColumnType kept, ColumnType produced) => (kept, produced) switch
    {
        (ArrayType k, ArrayType p) => Reads(k.Element, p.Element),
        (MapType k, MapType p) => Reads(k.Value, p.Value),
        (StructType k, StructType p) => k.Fields.All(part => p.Fields.FirstOrDefault(other => other.Name == part.Name) is { Type: { } type } && Reads(part.Type, type)),
        _ => TypeWidening.Holds(produced, kept),
    };
}
