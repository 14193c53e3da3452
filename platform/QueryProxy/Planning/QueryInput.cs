using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Iceberg.Metadata;

namespace MeshStarter.QueryProxy.Planning;

/// <summary>A state of a product that a query reads, and what policy demands of its reader.</summary>
/// <param name="Product">The product.</param>
/// <param name="Version">The version whose columns it has.</param>
/// <param name="Snapshot">The state; null where nothing is published yet.</param>
/// <param name="Masks">The masked columns that the query uses, by name; all of the product where it is not known which it uses.</param>
/// <param name="FilterRules">The rules that hide rows of the product.</param>
internal sealed record QueryInput(
    DataProductId Product, ProductVersion Version, Snapshot? Snapshot, IReadOnlyList<MaskedColumn> Masks, IReadOnlyList<string> FilterRules)
{
    /// <summary>The places of the query's text that read it, in bytes.</summary>
    public IReadOnlyList<ulong> Places { get; init; } = [];
}
