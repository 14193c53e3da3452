using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Json;

/// <summary><see cref="DataProductId"/> as <c>"domain.product"</c>, also where it is a property's name.</summary>
public sealed class DataProductIdJsonConverter : TextJsonConverter<DataProductId>
{
    /// <inheritdoc/>
    protected override bool TryParse(string? text, out DataProductId value, out string? error) =>
        DataProductId.TryParse(text, out value, out error);
}
