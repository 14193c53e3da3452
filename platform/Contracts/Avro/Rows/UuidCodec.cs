using System.Buffers.Text;
using System.Text.Json;
using MeshStarter.Platform.Avro.Binary;

namespace MeshStarter.Contracts.Avro.Rows;

/// <summary>UUIDs, as lower-case text or, for a fixed, as 16 bytes, big end first.</summary>
internal sealed class UuidCodec(bool isFixed) : AvroValueCodec
{
    private const int TextLength = 36;
    private const int BytesLength = 16;

    public override void Decode(ref AvroReader reader, Utf8JsonWriter json, int level)
    {
        if (isFixed)
        {
            json.WriteStringValue(new Guid(reader.ReadFixed(BytesLength), bigEndian: true));
            return;
        }

        var text = reader.ReadStringBytes();
        if (!Utf8Parser.TryParse(text, out Guid uuid, out var read, 'D') || read != text.Length)
        {
            throw reader.Damaged("a UUID's text is no UUID");
        }

        json.WriteStringValue(uuid);
    }

    protected override void EncodeValue(JsonElement value, RowBuffer output, RowViolations violations)
    {
        if (value.ValueKind != JsonValueKind.String || !value.TryGetGuid(out var uuid))
        {
            AddType(violations, "a UUID such as 123e4567-e89b-12d3-a456-426614174000");
            return;
        }

        Span<byte> text = stackalloc byte[TextLength];
        if (isFixed)
        {
            uuid.TryWriteBytes(text, bigEndian: true, out _);
            output.Writer.WriteFixed(text[..BytesLength]);
        }
        else
        {
            uuid.TryFormat(text, out _);
            output.Writer.WriteBytes(text);
        }
    }
}
