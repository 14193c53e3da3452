using System.Text.Json;
using MeshStarter.Platform.Avro.Binary;

namespace MeshStarter.Contracts.Avro.Rows;

/// <summary>Turns the values of one schema from JSON into Avro's bytes and back into canonical JSON.</summary>
internal abstract class AvroValueCodec
{
    /// <summary>Whether a value may be null, and so be left out.</summary>
    public virtual bool TakesNull => false;

    /// <summary>Writes a value, or notes why it does not fit; what was written then is to be forgotten.</summary>
    public void Encode(JsonElement value, RowBuffer output, RowViolations violations)
    {
        if (value.ValueKind == JsonValueKind.Null && !TakesNull)
        {
            RefuseNull(violations);
        }
        else
        {
            EncodeValue(value, output, violations);
        }
    }

    /// <summary>Writes null; only where <see cref="TakesNull"/>.</summary>
    public virtual void EncodeNull(RowBuffer output) => throw new NotSupportedException("This type has no null.");

    /// <summary>Reads a value and writes it in canonical form.</summary>
    /// <exception cref="AvroDataException">The bytes are damaged.</exception>
    public abstract void Decode(ref AvroReader reader, Utf8JsonWriter json, int level);

    protected virtual void RefuseNull(RowViolations violations) => AddRequired(violations);

    protected abstract void EncodeValue(JsonElement value, RowBuffer output, RowViolations violations);

    protected static void AddRequired(RowViolations violations, string path = "") => violations.Add("required", "the contract requires a value here", path);

    protected static void AddType(RowViolations violations, string wanted) => violations.Add("type", $"the value is not {wanted}");
}
