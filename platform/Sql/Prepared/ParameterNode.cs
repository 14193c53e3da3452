using System.Text.Json.Nodes;
using MeshStarter.Platform.Sql.Tree;

namespace MeshStarter.Platform.Sql.Prepared;

/// <summary>The constant of a parameter's value, as the engine's parser writes one of a literal. Only read, never run. Pure.</summary>
internal static class ParameterNode
{
    public static JsonObject Of(ParameterValue value) => value switch
    {
        // A condition of the query reads nothing from these: bytes have another form as text, and the engine's NULL has a type.
        { Text: null } or { Type: ParameterType.DayInterval or ParameterType.YearInterval or ParameterType.Varbinary } => Nodes.Cast(Nodes.Null(), "VARCHAR"),
        { Type: ParameterType.Decimal } => Decimal(value.Text),
        { Type: ParameterType.Timestamp } => Nodes.Cast(Nodes.Constant(value.Text.Replace('T', ' ')), "TIMESTAMP"),
        { Type: ParameterType.TimestampTz } => Nodes.Cast(Nodes.Constant($"{value.Text.Replace('T', ' ')} UTC"), "TIMESTAMP WITH TIME ZONE"),
        _ => Nodes.Cast(Nodes.Constant(value.Text), EngineName(value.Type)),
    };

    private static string EngineName(ParameterType type) => type switch
    {
        ParameterType.TinyInt or ParameterType.SmallInt or ParameterType.Integer => "INTEGER",
        ParameterType.BigInt => "BIGINT",
        ParameterType.Real => "FLOAT",
        ParameterType.Double => "DOUBLE",
        _ => type.ToString().ToUpperInvariant(),
    };

    private static JsonObject Decimal(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        return Nodes.Cast(Nodes.Constant(text), Math.Max(text.Count(char.IsAsciiDigit), 1), point < 0 ? 0 : text.Length - point - 1);
    }
}
