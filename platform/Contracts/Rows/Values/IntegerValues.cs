using System.Globalization;
using System.Text.Json;
using MeshStarter.Platform.Avro.Binary;

namespace MeshStarter.Contracts.Rows.Values;

/// <summary>Whole numbers of 32 bits.</summary>
internal sealed class IntegerValues : PrimitiveValues<int>
{
    protected override string Wanted => "an INTEGER: a whole number of 32 bits";

    public override string? Canonical(string text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? Text(number) : null;

    public override IComparable? Literal(string text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    protected override object? TryRead(ref Utf8JsonReader json, RowViolations violations) =>
        json.TokenType == JsonTokenType.Number && json.TryGetInt32(out var number) ? number : null;

    protected override void Write(int value, Utf8JsonWriter json) => json.WriteNumberValue(value);

    protected override void Write(int value, AvroWriter avro) => avro.WriteInt(value);

    protected override string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
