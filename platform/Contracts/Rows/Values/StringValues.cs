using System.Text;
using System.Text.Json;

namespace MeshStarter.Contracts.Rows.Values;

/// <summary>Text.</summary>
internal sealed class StringValues : PrimitiveValues<string>
{
    protected override string Wanted => "a STRING";

    // SQL cannot contain a NUL: the engine reads the text up to it.
    public override string? Canonical(string text) => text.Contains('\0', StringComparison.Ordinal) ? null : text;

    public override IComparable? Literal(string text) => text;

    protected override object? TryRead(ref Utf8JsonReader json, RowViolations violations) => TextAt(ref json);

    protected override object? TryTake(object value, RowViolations violations) => value is string text ? Whole(text) : null;

    /// <summary>Replaces halves of surrogate pairs, which are no text, as a serializer does.</summary>
    internal static string Whole(string text) => text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) : text;

    protected override void Write(string value, Utf8JsonWriter json) => json.WriteStringValue(value);

    protected override string Text(string value) => value;
}
