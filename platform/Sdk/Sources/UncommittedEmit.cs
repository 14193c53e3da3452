using MeshStarter.Contracts.Products;

namespace MeshStarter.Sdk.Sources;

/// <summary>A product whose rows are emitted, while no transaction that emits them has ever committed.</summary>
/// <param name="Product">The product.</param>
/// <param name="Since">The time of the first emit of this process.</param>
internal sealed record UncommittedEmit(ProductMajorVersion Product, DateTimeOffset Since)
{
    /// <summary>Returns the line for the domain's own people.</summary>
    public override string ToString() =>
        $"failing: rows of {Product.Reference} are emitted since {Since.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}, and no transaction that emits them has committed. The log has the error of the one that fails, such as a constraint that its rows violate.";
}
