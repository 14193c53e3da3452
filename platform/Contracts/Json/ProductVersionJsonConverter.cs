using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Json;

/// <summary><see cref="ProductVersion"/> as <c>"1.0.0"</c>, also where it is a property's name.</summary>
public sealed class ProductVersionJsonConverter : TextJsonConverter<ProductVersion>
{
    /// <inheritdoc/>
    protected override bool TryParse(string? text, out ProductVersion value, out string? error)
    {
        var parsed = ProductVersion.TryParse(text, out value);
        error = parsed ? null : $"{Quoted.Text(text)} is not a version, which is \"major.minor.patch\".";
        return parsed;
    }
}
