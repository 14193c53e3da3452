using System.Text.Json;

namespace MeshStarter.Contracts.Rows.Values;

/// <summary>True and false.</summary>
internal sealed class BooleanValues : PrimitiveValues<bool>
{
    private static readonly object True = true;
    private static readonly object False = false;

    protected override string Wanted => "a BOOLEAN: true or false";

    public override string? Canonical(string text) => text.ToLowerInvariant() is "true" or "false" ? text.ToLowerInvariant() : null;

    public override IComparable? Literal(string text) => bool.TryParse(text, out var flag) ? flag : null;

    protected override object? TryRead(ref Utf8JsonReader json, RowViolations violations) =>
        json.TokenType == JsonTokenType.True ? True : json.TokenType == JsonTokenType.False ? False : null;

    protected override void Write(bool value, Utf8JsonWriter json) => json.WriteBooleanValue(value);

    protected override string Text(bool value) => value ? "true" : "false";
}
