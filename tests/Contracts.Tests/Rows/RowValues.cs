using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Contracts.Tests.Rows;

/// <summary>Types of columns, each with a value that fits it.</summary>
internal static class RowValues
{
    public static Gen<(ColumnType Type, JsonNode? Value)> All { get; } =
        from type in Arbitraries.ColumnTypes
        from value in Of(type)
        select (type, value);

    private static Gen<JsonNode?> Of(ColumnType type) => type switch
    {
        DecimalType exact => Gen.Choose(0, 9).ListOf().Select(JsonNode? (digits) => Decimal(exact, digits)),
        ArrayType array => Of(array.Element).ListOf(2).Select(JsonNode? (items) => new JsonArray([.. items.Select(item => item?.DeepClone())])),
        MapType map => Of(map.Value).Select(JsonNode? (value) => new JsonObject { ["k\"é"] = value?.DeepClone(), [""] = null }),
        StructType structure => structure.Fields.Aggregate(
            Gen.Constant(new JsonObject()),
            (rest, field) => from members in rest from value in Of(field.Type) select With(members, field.Name, value)).Select(JsonNode? (members) => members),
        PrimitiveType primitive => Gen.Frequency((1, Gen.Constant<JsonNode?>(null)), (9, OfPrimitive(primitive.Kind))),
        _ => throw new NotSupportedException(),
    };

    private static Gen<JsonNode?> OfPrimitive(PrimitiveKind kind) => kind switch
    {
        PrimitiveKind.Boolean => Gen.Elements(true, false).Select(JsonNode? (value) => value),
        PrimitiveKind.Integer => ArbMap.Default.GeneratorFor<int>().Select(JsonNode? (value) => value),
        PrimitiveKind.BigInt => ArbMap.Default.GeneratorFor<long>().Select(JsonNode? (value) => value),
        PrimitiveKind.Real => ArbMap.Default.GeneratorFor<float>().Select(JsonNode? (value) => float.IsFinite(value) ? value : "NaN"),
        PrimitiveKind.Double => ArbMap.Default.GeneratorFor<double>().Select(JsonNode? (value) => double.IsFinite(value) ? value : "-Infinity"),
        PrimitiveKind.String => Arbitraries.Text.Select(JsonNode? (value) => value),
        PrimitiveKind.Uuid => ArbMap.Default.GeneratorFor<Guid>().Select(JsonNode? (value) => value.ToString("D").ToUpperInvariant()),
        PrimitiveKind.Date => Instants.Select(JsonNode? (value) => value.ToString("yyyy-MM-dd")),
        PrimitiveKind.Time => Instants.Select(JsonNode? (value) => value.ToString("HH:mm:ss.fffffff")),
        PrimitiveKind.Timestamp => from at in Instants from hours in Gen.Choose(-14, 14) select (JsonNode?)at.ToOffset(TimeSpan.FromHours(hours)).ToString("O"),
        PrimitiveKind.TimestampNtz => Instants.Select(JsonNode? (value) => value.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF")),
        PrimitiveKind.Binary => ArbMap.Default.GeneratorFor<byte[]>().Select(JsonNode? (value) => Convert.ToBase64String(value ?? [])),
        var other => throw new NotSupportedException($"There are no values of {other} here."),
    };

    private static Gen<DateTimeOffset> Instants { get; } =
        from days in Gen.Choose(1, 3_652_000)
        from ticks in Gen.Choose(0, 863_999)
        from fraction in Gen.Elements(0, 1, 10, 5_000_000, 9_999_999)
        select new DateTimeOffset(0, TimeSpan.Zero).AddDays(days).AddSeconds(ticks / 10d).AddTicks(fraction);

    // A number of the type: at most as many digits as it has places before the point, and its own decimals.
    private static string Decimal(DecimalType type, List<int> digits)
    {
        var whole = string.Concat(digits.Take(type.Precision - type.Scale));
        var fraction = string.Concat(digits.Skip(type.Precision - type.Scale).Take(type.Scale));
        return (digits.Count % 2 == 0 ? "-" : "") + (whole.Length == 0 ? "0" : whole) + (fraction.Length == 0 ? "" : "." + fraction) + (digits.Count % 3 == 0 ? "e0" : "");
    }

    private static JsonObject With(JsonObject members, string name, JsonNode? value)
    {
        var copy = members.DeepClone().AsObject();
        copy[name] = value?.DeepClone();
        return copy;
    }
}
