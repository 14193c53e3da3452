using System.Collections;
using System.Text.Json;

namespace MeshStarter.Contracts.Rows.Values;

/// <summary>Values of one type in order; each may be null.</summary>
internal sealed class ArrayValues(ColumnValues items) : ColumnValues
{
    protected override string Wanted => "a JSON array, as an ARRAY asks";

    public override void Write(object value, Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (var item in (List<object?>)value)
        {
            items.WriteOptional(item, json);
        }

        json.WriteEndArray();
    }

    protected override object? TryRead(ref Utf8JsonReader json, RowViolations violations)
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            return null;
        }

        List<object?> list = [];
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            var found = violations.Count;
            list.Add(json.TokenType == JsonTokenType.Null ? null : items.Read(ref json, violations));
            Place(list, found, violations);
        }

        return list;
    }

    protected override object? TryTake(object value, RowViolations violations)
    {
        if (value is string or not IEnumerable)
        {
            return null;
        }

        List<object?> list = [];
        foreach (var item in (IEnumerable)value)
        {
            var found = violations.Count;
            list.Add(item is null ? null : items.Take(item, violations));
            Place(list, found, violations);
        }

        return list;
    }

    private static void Place(List<object?> list, int found, RowViolations violations)
    {
        if (violations.Count > found)
        {
            violations.Prefix(found, $"[{list.Count - 1}]");
        }
    }
}
