using System.Text.Json;
using System.Text.Json.Serialization;
using MeshStarter.Contracts.Json;

namespace MeshStarter.Sdk.Consuming;

/// <summary>Reads canonical rows as records: a DECIMAL is text on the wire and a number in the record, and so are NaN and the infinities.</summary>
internal static class RowReading
{
    public static JsonSerializerOptions Options { get; } = new(MeshJson.Options) { NumberHandling = JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>Reads a row as a record.</summary>
    /// <param name="row">The row.</param>
    /// <param name="name">The name of the value, for the message.</param>
    /// <exception cref="JsonException">It is no such record; the message says what it is, which column is the matter, and what to do.</exception>
    public static T Read<T>(JsonElement row, string name)
    {
        try
        {
            return row.Deserialize<T>(Options) ?? throw new JsonException("It is null.");
        }
        catch (JsonException wrong)
        {
            throw new JsonException(
                $"{name} is no {typeof(T).Name}: {wrong.Message} Where a mask hides a column from this caller its value is null, or text: give the record's property such a type, or ask the product's owner for access.",
                wrong.Path,
                wrong.LineNumber,
                wrong.BytePositionInLine,
                wrong);
        }
    }
}
