using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace MeshStarter.Contracts.Rows.Values;

/// <summary>Whole numbers of one size.</summary>
/// <typeparam name="T">The number, of at most 64 bits.</typeparam>
internal sealed class WholeNumberValues<T>(string wanted) : PrimitiveValues<T>
    where T : struct, IBinaryInteger<T>
{
    protected override string Wanted { get; } = wanted;

    public override string? Canonical(string text) => TryParse(text, out var number) ? Text(number) : null;

    public override IComparable? Literal(string text) => TryParse(text, out var number) ? (IComparable)number : null;

    protected override object? TryRead(ref Utf8JsonReader json, RowViolations violations) =>
        json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var number) && T.CreateTruncating(number) is var value && long.CreateTruncating(value) == number ? value : null;

    protected override void Write(T value, Utf8JsonWriter json) => json.WriteNumberValue(long.CreateTruncating(value));

    protected override string Text(T value) => value.ToString(null, CultureInfo.InvariantCulture);

    private static bool TryParse(string text, out T number) => T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
}
