using System.Text.Json;

namespace MeshStarter.Contracts.Rows.Values;

/// <summary>UUIDs, as lower-case text.</summary>
internal sealed class UuidValues : PrimitiveValues<Guid>
{
    protected override string Wanted => "a UUID such as 123e4567-e89b-12d3-a456-426614174000";

    public override string? Canonical(string text) => Guid.TryParseExact(text, "D", out var uuid) ? Text(uuid) : null;

    public override IComparable? Literal(string text) => Guid.TryParseExact(text, "D", out var uuid) ? uuid : null;

    protected override object? TryRead(ref Utf8JsonReader json, RowViolations violations) =>
        json.TokenType == JsonTokenType.String && json.TryGetGuid(out var uuid) ? uuid : null;

    protected override void Write(Guid value, Utf8JsonWriter json) => json.WriteStringValue(value);

    protected override string Text(Guid value) => value.ToString("D");
}
