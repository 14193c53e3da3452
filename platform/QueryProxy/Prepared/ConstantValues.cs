using System.Globalization;
using System.Text.Json;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Prepared;
using MeshStarter.Platform.Sql.Times;
using MeshStarter.Platform.Workers.Pipes;

namespace MeshStarter.QueryProxy.Prepared;

/// <summary>Reads the values of constant expressions from the one row that the engine made of them, in Trino's wire form. Pure.</summary>
internal static class ConstantValues
{
    private const string LocalTime = "yyyy-MM-dd HH:mm:ss.FFFFFFF";

    /// <summary>The value of each column.</summary>
    /// <param name="columns">The columns as JSON.</param>
    /// <param name="row">The row, a JSON array.</param>
    /// <exception cref="QueryFailedException">A value is of a type that no parameter has.</exception>
    public static IReadOnlyList<ParameterValue> Read(ReadOnlyMemory<byte> columns, ReadOnlyMemory<byte> row)
    {
        using var values = JsonDocument.Parse(row);
        return [.. JsonSerializer.Deserialize(columns.Span, WorkerJson.Default.IReadOnlyListResultColumn)!.Zip(values.RootElement.EnumerateArray(), (column, value) => Value(column.TypeSignature, value))];
    }

    private static ParameterValue Value(TypeSignature type, JsonElement value)
    {
        var own = TypeOf(type);
        if (value.ValueKind == JsonValueKind.Null)
        {
            return new ParameterValue(own, null);
        }

        try
        {
            if (own is ParameterType.Row or ParameterType.Map)
            {
                return new ParameterValue(own, null, own == ParameterType.Row ? Fields(type, value) : Entries(type, value));
            }

            var read = own == ParameterType.Array
                ? new ParameterValue(own, null, [.. value.EnumerateArray().Select(item => Value(Nested(type.Arguments[0]), item))])
                : Value(own, value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText());
            _ = read.HasParts ? null : read.ToObject();
            return read;
        }
        catch (Exception beyond) when (beyond is FormatException or OverflowException)
        {
            throw Unsupported($"The value {value.GetRawText()} of a constant expression is beyond what a parameter of type {own.Name()} takes. Write the expression into the prepared statement.");
        }
    }

    private static ParameterValue Value(ParameterType type, string text) => type switch
    {
        ParameterType.Varbinary => new ParameterValue(type, Convert.ToHexStringLower(Convert.FromBase64String(text))),
        ParameterType.Timestamp => ParameterValue.Of(DateTime.ParseExact(text, LocalTime, CultureInfo.InvariantCulture)),
        ParameterType.TimestampTz => ParameterValue.Of(TimeConstant.Instant(text, isDate: false, SessionTimeZone.Utc) ?? throw new FormatException(text), TimestampText.ZoneOf(text) ?? SessionTimeZone.Utc),
        ParameterType.DayInterval => IntervalLiteral.DayToSecond(text) ?? throw new FormatException(text),
        _ => new ParameterValue(type, text),
    };

    private static List<ParameterValue> Fields(TypeSignature type, JsonElement row) =>
        [.. type.Arguments.Zip(row.EnumerateArray(), (field, value) => Value(field.Value.Deserialize(WorkerJson.Default.NamedType)!.TypeSignature, value))];

    // {"a":1}: on the wire keys are names.
    private static List<ParameterValue> Entries(TypeSignature type, JsonElement map) =>
    [
        new(ParameterType.Array, null, [.. map.EnumerateObject().Select(entry => Value(TypeOf(Nested(type.Arguments[0])), entry.Name))]),
        new(ParameterType.Array, null, [.. map.EnumerateObject().Select(entry => Value(Nested(type.Arguments[1]), entry.Value))]),
    ];

    private static TypeSignature Nested(TypeArgument argument) => argument.Value.Deserialize(WorkerJson.Default.TypeSignature)!;

    private static ParameterType TypeOf(TypeSignature type) => ParameterTypeExtensions.Named(type.RawType) is { } named and not ParameterType.YearInterval
        ? named
        : throw Unsupported($"A parameter of type {type.RawType} is not supported: send its parts as parameters of their own.");

    private static QueryFailedException Unsupported(string message) => new(new QueryFailure(TrinoErrorCode.NotSupported, message));
}
