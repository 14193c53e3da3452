using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MeshStarter.Contracts;

/// <summary>Turns one JSON value into the canonical form of its column's type, or notes why it does not fit.</summary>
internal static class CanonicalValue
{
    public static JsonNode? Of(JsonElement value, ColumnType type, string path, List<RowViolation> violations)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return type switch
        {
            PrimitiveType primitive => OfPrimitive(value, primitive, path, violations),
            DecimalType exact => OfDecimal(value, exact, path, violations),
            ArrayType array => OfArray(value, array, path, violations),
            MapType map => OfMap(value, map, path, violations),
            StructType structure => OfStruct(value, structure, path, violations),
            _ => throw new NotSupportedException($"No canonical form for {type}."),
        };
    }

    private static JsonNode? OfPrimitive(JsonElement value, PrimitiveType type, string path, List<RowViolation> violations)
    {
        JsonNode? node = type.Kind switch
        {
            PrimitiveKind.Boolean => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? JsonValue.Create(value.GetBoolean()) : null,
            PrimitiveKind.Integer => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var i) ? JsonValue.Create(i) : null,
            PrimitiveKind.BigInt => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var l) ? JsonValue.Create(l) : null,
            PrimitiveKind.Real => Floating(value, single: true),
            PrimitiveKind.Double => Floating(value, single: false),
            PrimitiveKind.String => Text(value) is { } text ? JsonValue.Create(text) : null,
            PrimitiveKind.Uuid => value.ValueKind == JsonValueKind.String && value.TryGetGuid(out var uuid) ? JsonValue.Create(uuid.ToString("D")) : null,
            PrimitiveKind.Date => IsoText.Date(Text(value)) is { } day ? JsonValue.Create(CanonicalText.Of(day)) : null,
            PrimitiveKind.Time => IsoText.Time(Text(value)) is { } time ? JsonValue.Create(CanonicalText.Of(time)) : null,
            PrimitiveKind.Timestamp => IsoText.Instant(Text(value)) is { } instant ? JsonValue.Create(CanonicalText.Of(instant)) : null,
            PrimitiveKind.TimestampNtz => IsoText.WallClock(Text(value)) is { } wall ? JsonValue.Create(CanonicalText.Of(wall)) : null,
            PrimitiveKind.Binary => value.ValueKind == JsonValueKind.String && value.TryGetBytesFromBase64(out var bytes)
                ? JsonValue.Create(Convert.ToBase64String(bytes)) : null,
            _ => throw new NotSupportedException($"No canonical form for {type}."),
        };
        if (node is null)
        {
            violations.Add(new RowViolation(path, "type", $"the value is not {Wanted(type.Kind)}"));
        }

        return node;
    }

    private static JsonNode? OfDecimal(JsonElement value, DecimalType type, string path, List<RowViolation> violations)
    {
        var text = value.ValueKind switch
        {
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.String => value.GetString(),
            _ => null,
        };
        if (text is null || !CanonicalText.TryParseDecimal(text, out var digits, out var scale))
        {
            violations.Add(new RowViolation(path, "type", $"the value is not a number for {type}"));
            return null;
        }

        for (; scale > type.Scale && digits % 10 == 0; scale--)
        {
            digits /= 10;
        }

        if (scale > type.Scale)
        {
            violations.Add(new RowViolation(path, "range", $"the value has more than the {type.Scale} decimals of {type}; round it before it is published"));
            return null;
        }

        digits *= BigInteger.Pow(10, type.Scale - scale);
        if (BigInteger.Abs(digits) >= BigInteger.Pow(10, type.Precision))
        {
            violations.Add(new RowViolation(path, "range", $"the value has more digits than {type} holds"));
            return null;
        }

        return JsonValue.Create(CanonicalText.Of(digits, type.Scale));
    }

    private static JsonArray? OfArray(JsonElement value, ArrayType type, string path, List<RowViolation> violations)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            violations.Add(new RowViolation(path, "type", $"the value is not a JSON array, as {type} asks"));
            return null;
        }

        var array = new JsonArray();
        var index = 0;
        foreach (var element in value.EnumerateArray())
        {
            array.Add(Of(element, type.Element, $"{path}[{index++}]", violations));
        }

        return array;
    }

    private static JsonObject? OfMap(JsonElement value, MapType type, string path, List<RowViolation> violations)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            violations.Add(new RowViolation(path, "type", $"the value is not a JSON object, as {type} asks"));
            return null;
        }

        var map = new JsonObject();
        var index = 0;
        foreach (var entry in value.EnumerateObject())
        {
            // By its place: the key is data, too.
            map[entry.Name] = Of(entry.Value, type.Value, $"{path}[{index++}]", violations);
        }

        return map;
    }

    private static JsonObject? OfStruct(JsonElement value, StructType type, string path, List<RowViolation> violations)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            violations.Add(new RowViolation(path, "type", "the value is not a JSON object, as a STRUCT asks"));
            return null;
        }

        var structure = new JsonObject();
        foreach (var field in type.Fields)
        {
            structure[field.Name] = value.TryGetProperty(field.Name, out var member)
                ? Of(member, field.Type, $"{path}.{field.Name}", violations)
                : null;
        }

        foreach (var member in value.EnumerateObject().Where(member => type.Fields.All(field => field.Name != member.Name)))
        {
            violations.Add(new RowViolation($"{path}.{member.Name}", "undeclared", "the STRUCT has no such field"));
        }

        return structure;
    }

    private static JsonValue? Floating(JsonElement value, bool single)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            return value.GetString() is "NaN" or "Infinity" or "-Infinity" ? JsonValue.Create(value.GetString()) : null;
        }

        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var number) || !double.IsFinite(number))
        {
            return null;
        }

        return single ? float.IsFinite((float)number) ? JsonValue.Create((float)number) : null : JsonValue.Create(number);
    }

    // Null also for an escaped half of a surrogate pair, which is no text.
    private static string? Text(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string Wanted(PrimitiveKind kind) => kind switch
    {
        PrimitiveKind.Boolean => "a BOOLEAN: true or false",
        PrimitiveKind.Integer => "an INTEGER: a whole number of 32 bits",
        PrimitiveKind.BigInt => "a BIGINT: a whole number of 64 bits",
        PrimitiveKind.Real => "a REAL number",
        PrimitiveKind.Double => "a DOUBLE number",
        PrimitiveKind.String => "a STRING",
        PrimitiveKind.Uuid => "a UUID such as 123e4567-e89b-12d3-a456-426614174000",
        PrimitiveKind.Date => "a DATE such as 2026-01-31",
        PrimitiveKind.Time => "a TIME such as 12:30:00",
        PrimitiveKind.Timestamp => "a TIMESTAMP with its offset, such as 2026-01-31T12:30:00Z",
        PrimitiveKind.TimestampNtz => "a TIMESTAMP_NTZ without an offset, such as 2026-01-31T12:30:00",
        _ => "BINARY in base64",
    };
}
