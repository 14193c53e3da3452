using MeshStarter.Contracts.Types;

namespace MeshStarter.Contracts.Json;

/// <summary><see cref="ColumnType"/> as its text, <c>"DECIMAL(18,2)"</c>.</summary>
public sealed class ColumnTypeJsonConverter : TextJsonConverter<ColumnType>
{
    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert) => typeof(ColumnType).IsAssignableFrom(typeToConvert);

    /// <inheritdoc/>
    protected override bool TryParse(string? text, out ColumnType value, out string? error)
    {
        var parsed = ColumnType.TryParse(text, out var type, out error);
        value = type!;
        return parsed;
    }
}
