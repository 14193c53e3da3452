using System.Diagnostics.CodeAnalysis;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Json;

/// <summary><see cref="PartitionTransform"/> as its text.</summary>
public sealed class PartitionTransformJsonConverter : TextJsonConverter<PartitionTransform>
{
    /// <inheritdoc/>
    protected override bool TryParse(string? text, [NotNull] out PartitionTransform value, out string? error)
    {
        var isKnown = PartitionTransform.TryParse(text, out var transform);
        value = transform ?? PartitionTransform.Identity;
        error = isKnown ? null : $"{Quoted.Text(text)} is not a transform. Use one of {string.Join(", ", PartitionTransform.Forms)}.";
        return isKnown;
    }
}
