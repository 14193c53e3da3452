using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace MeshStarter.QueryProxy.Tests.Dialect;

/// <summary>The answer of an engine to a statement: names, types and rows, or the name of the error.</summary>
/// <param name="Sql">The statement.</param>
/// <param name="Columns">Names and types.</param>
/// <param name="Rows">The rows.</param>
/// <param name="Error">The error's name; null where there is none.</param>
internal sealed partial record RecordedAnswer(string Sql, IReadOnlyList<string[]>? Columns, JsonArray? Rows, string? Error)
{
    private const double Tolerance = 1e-9;

    /// <summary>The zones of the sessions that it was the answer in; none where it is UTC.</summary>
    public IReadOnlyList<string>? Zones { get; init; }

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>False of a statement that waits for its recording.</summary>
    internal bool IsRecorded => Columns is not null || Error is not null;

    /// <summary>The recorded answers; other lines say how they were recorded and what they are about.</summary>
    public static IReadOnlyList<RecordedAnswer> Read(string file) => [.. File.ReadLines(file).Select(Parse).OfType<RecordedAnswer>()];

    /// <summary>The answer of a line; null where it has no statement.</summary>
    public static RecordedAnswer? Parse(string line) => JsonNode.Parse(line)!.AsObject().ContainsKey("sql") ? JsonSerializer.Deserialize<RecordedAnswer>(line, Json) : null;

    public static RecordedAnswer Of(string sql, Proxy.TrinoAnswer answer) => answer.Error is not null
        ? new RecordedAnswer(sql, null, null, answer.ErrorName)
        : new RecordedAnswer(sql, [.. answer.Columns.Select(column => new[] { column!["name"]!.GetValue<string>(), column["type"]!.GetValue<string>() })], new JsonArray([.. answer.Rows.Select(row => row.DeepClone())]), null);

    /// <summary>A line of a recording.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Describes how an answer differs from this one; null where it is the same. Lengths of text, precisions, and the order of unordered rows do not count.</summary>
    public string? Difference(RecordedAnswer other)
    {
        if (Error is not null || other.Error is not null)
        {
            return Error == other.Error ? null : $"error {Error ?? "none"} | {other.Error ?? "none"}";
        }

        var names = string.Join(", ", Columns!.Select(column => column[0]));
        var otherNames = string.Join(", ", other.Columns!.Select(column => column[0]));
        if (names != otherNames)
        {
            return $"names {names} | {otherNames}";
        }

        var types = string.Join(", ", Columns!.Select(column => Type(column[1])));
        var otherTypes = string.Join(", ", other.Columns!.Select(column => Type(column[1])));
        if (types != otherTypes)
        {
            return $"types {types} | {otherTypes}";
        }

        var (rows, otherRows) = (Texts(Rows!), Texts(other.Rows!));
        if (!Sql.Contains("ORDER BY", StringComparison.OrdinalIgnoreCase))
        {
            rows.Sort(StringComparer.Ordinal);
            otherRows.Sort(StringComparer.Ordinal);
        }

        return rows.SequenceEqual(otherRows, StringComparer.Ordinal) ? null : $"rows {Short(rows)} | {Short(otherRows)}";
    }

    private static List<string> Texts(JsonArray rows) => [.. rows.Select(row => Text(row))];

    private static string Short(List<string> rows) => string.Join(" ", rows) is { Length: > 300 } text ? $"{text[..300]}…" : string.Join(" ", rows);

    private static string Type(string type) => Precisions().Replace(type.ToLowerInvariant().Replace(" ", "", StringComparison.Ordinal), "").Replace("char", "varchar", StringComparison.Ordinal).Replace("varvarchar", "varchar", StringComparison.Ordinal);

    private static string Text(JsonNode? node) => node switch
    {
        null => "null",
        JsonArray items => $"[{string.Join(", ", items.Select(Text))}]",
        JsonObject item => $"{{{string.Join(", ", item.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => $"{member.Key}: {Text(member.Value)}"))}}}",
        JsonValue value when value.GetValueKind() == JsonValueKind.Number => Number(value),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => Plain(value.GetValue<string>()),
        _ => node.ToJsonString(),
    };

    private static string Number(JsonValue value)
    {
        var number = double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture);
        return Math.Abs(number) < Tolerance ? "0" : number.ToString("G9", CultureInfo.InvariantCulture);
    }

    // A fraction's zeros are the precision's: 2026-01-31 12:00:00.000000 UTC, 1.50
    private static string Plain(string text) => Fraction().Replace(text, match => match.Value.TrimEnd('0') is { Length: > 1 } kept ? kept : "").TrimEnd();

    [GeneratedRegex(@"\(\d+(?:,\d+)?\)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Precisions();

    [GeneratedRegex(@"(?<=\d)\.\d+(?!\d)(?=$| |\+|-)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Fraction();
}
