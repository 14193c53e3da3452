using System.Globalization;
using System.Text.Json;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Platform.Sources.Rows;

/// <summary>
/// Writes the texts of a source's values as JSON of a column's type: those of PostgreSQL's output functions, of CSV files, and of the engine's casts. A
/// text that is no value of the type is written as text, which the contract refuses with the rule.
/// </summary>
internal static class SourceValues
{
    private const string Utc = "+00";

    /// <summary>Writes a value.</summary>
    public static void Write(Utf8JsonWriter json, ColumnType type, string text)
    {
        switch (type)
        {
            case PrimitiveType { Kind: PrimitiveKind.Boolean } when Boolean(text) is { } flag:
                json.WriteBooleanValue(flag);
                break;
            case PrimitiveType { Forms.IsWhole: true } when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole):
                json.WriteNumberValue(whole);
                break;
            case PrimitiveType { Forms.IsFloating: true } when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case PrimitiveType { Kind: PrimitiveKind.Timestamp }:
                json.WriteStringValue(Instant(text));
                break;
            case PrimitiveType { Kind: PrimitiveKind.Binary } when text.StartsWith("\\x", StringComparison.Ordinal) && Bytes(text) is { } bytes:
                json.WriteBase64StringValue(bytes);
                break;
            case PrimitiveType:
                json.WriteStringValue(text);
                break;
            default:
                WriteOther(json, type, text);
                break;
        }
    }

    private static void WriteOther(Utf8JsonWriter json, ColumnType type, string text)
    {
        if (type is ArrayType array && PostgresArray.Read(text) is { } elements)
        {
            WriteArray(json, array.Element, elements);
        }
        else if (type is not DecimalType && IsJson(text))
        {
            json.WriteRawValue(text);
        }
        else
        {
            json.WriteStringValue(text);
        }
    }

    private static void WriteArray(Utf8JsonWriter json, ColumnType type, IReadOnlyList<object?> elements)
    {
        json.WriteStartArray();
        foreach (var element in elements)
        {
            switch (element)
            {
                case null:
                    json.WriteNullValue();
                    break;
                case string text:
                    Write(json, type, text);
                    break;
                case IReadOnlyList<object?> inner:
                    WriteArray(json, type is ArrayType array ? array.Element : type, inner);
                    break;
            }
        }

        json.WriteEndArray();
    }

    private static bool? Boolean(string text) => text switch
    {
        "t" => true,
        "f" => false,
        _ => bool.TryParse(text, out var flag) ? flag : null,
    };

    // PostgreSQL and the engine leave the minutes of an offset of whole hours out.
    private static string Instant(string text) => text.EndsWith(Utc, StringComparison.Ordinal) ? string.Concat(text.AsSpan(0, text.Length - Utc.Length), "Z") : text;

    private static byte[]? Bytes(string text)
    {
        try
        {
            return Convert.FromHexString(text.AsSpan(2));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static bool IsJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
