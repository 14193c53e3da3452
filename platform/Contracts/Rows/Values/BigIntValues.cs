using System.Globalization;
using System.Text.Json;
using MeshStarter.Platform.Avro.Binary;

namespace MeshStarter.Contracts.Rows.Values;

/// <summary>Whole numbers of 64 bits.</summary>
internal sealed class BigIntValues : PrimitiveValues<long>
{
    protected override string Wanted => "a BIGINT: a whole number of 64 bits";

    public override string? Canonical(string text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? Text(number) : null;

    public override IComparable? Literal(string text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    protected override object? TryRead(ref Utf8JsonReader json, RowViolations violations) =>
        json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var number) ? number : null;

    protected override void Write(long value, Utf8JsonWriter json) => json.WriteNumberValue(value);

    protected override void Write(long value, AvroWriter avro) => avro.WriteLong(value);

    protected override string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
