using System.Text.Json.Nodes;

namespace MeshStarter.Platform.Sql.Prepared;

/// <summary>The constant of a parameter's value, as the engine's parser writes one of a literal. Only read, never run. Pure.</summary>
internal static class ParameterNode
{
    public static JsonObject Of(ParameterValue value, ulong offset) => value switch
    {
        // A condition of the query reads nothing from these: bytes have another form as text, and the engine's NULL has a type.
        { IsNull: true } or { Type: ParameterType.Array or ParameterType.DayInterval or ParameterType.YearInterval or ParameterType.Varbinary } => Cast(null, Plain("VARCHAR"), offset),
        { Type: ParameterType.Decimal } => Cast(value.Text, Decimal(value.Text!), offset),
        { Type: ParameterType.Timestamp } => Cast(value.Text!.Replace('T', ' '), Plain("TIMESTAMP"), offset),
        { Type: ParameterType.TimestampTz } => Cast($"{value.Text!.Replace('T', ' ')} UTC", Plain("TIMESTAMP WITH TIME ZONE"), offset),
        _ => Cast(value.Text, Plain(EngineName(value.Type)), offset),
    };

    private static string EngineName(ParameterType type) => type switch
    {
        ParameterType.TinyInt or ParameterType.SmallInt or ParameterType.Integer => "INTEGER",
        ParameterType.BigInt => "BIGINT",
        ParameterType.Real => "FLOAT",
        ParameterType.Double => "DOUBLE",
        _ => type.ToString().ToUpperInvariant(),
    };

    // {"class":"CONSTANT","type":"VALUE_CONSTANT","alias":"","query_location":7,"value":{"type":{"id":"VARCHAR","type_info":null},"is_null":false,"value":"x"}}
    private static JsonObject Constant(string? text, ulong offset)
    {
        var value = new JsonObject { ["type"] = Plain("VARCHAR"), ["is_null"] = text is null };
        if (text is not null)
        {
            value["value"] = text;
        }

        return new JsonObject { ["class"] = "CONSTANT", ["type"] = "VALUE_CONSTANT", ["alias"] = "", ["query_location"] = offset, ["value"] = value };
    }

    private static JsonObject Cast(string? text, JsonObject type, ulong offset) => new()
    {
        ["class"] = "CAST",
        ["type"] = "OPERATOR_CAST",
        ["alias"] = "",
        ["query_location"] = offset,
        ["child"] = Constant(text, offset),
        ["cast_type"] = type,
        ["try_cast"] = false,
    };

    private static JsonObject Plain(string id) => new() { ["id"] = id, ["type_info"] = null };

    private static JsonObject Decimal(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var digits = text.Count(char.IsAsciiDigit);
        var scale = point < 0 ? 0 : text.Length - point - 1;
        return new JsonObject
        {
            ["id"] = "DECIMAL",
            ["type_info"] = new JsonObject { ["type"] = "DECIMAL_TYPE_INFO", ["alias"] = "", ["extension_info"] = null, ["width"] = Math.Max(digits, 1), ["scale"] = scale },
        };
    }
}
