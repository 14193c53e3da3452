using System.Text.Json;

namespace MeshStarter.Contracts.Rows.Values;

/// <summary>Bytes, as base64.</summary>
internal sealed class BinaryValues : PrimitiveValues<byte[]>
{
    public override bool HasOneText => false;

    protected override string Wanted => "BINARY in base64";

    protected override object? TryRead(ref Utf8JsonReader json, RowViolations violations) =>
        json.TokenType == JsonTokenType.String && json.TryGetBytesFromBase64(out var bytes) ? bytes : null;

    protected override void Write(byte[] value, Utf8JsonWriter json) => json.WriteBase64StringValue(value);

    protected override string Text(byte[] value) => Convert.ToBase64String(value);
}
