using System.Collections;
using System.Text.Json;
using MeshStarter.Contracts.Json;

namespace MeshStarter.Contracts.Rows.Values;

/// <summary>Values of one type, each under a text; each may be null. The last of several entries with one text counts.</summary>
internal sealed class MapValues(ColumnValues values) : ColumnValues
{
    protected override string Wanted => "a JSON object, as a MAP asks";

    public override void Write(object value, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        foreach (var (key, entry) in (List<KeyValuePair<object, object?>>)value)
        {
            json.WritePropertyName((string)key);
            values.WriteOptional(entry, json);
        }

        json.WriteEndObject();
    }

    protected override object? TryTake(object value, RowViolations violations)
    {
        if (value is not IDictionary map)
        {
            // A dictionary of another kind is known by its type alone, as the serializer knows it.
            var json = new Utf8JsonReader(JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), MeshJson.Options));
            json.Read();
            return TryRead(ref json, violations);
        }

        List<KeyValuePair<object, object?>> entries = [];
        foreach (DictionaryEntry entry in map)
        {
            var found = violations.Count;
            entries.Add(new(StringValues.Whole((string)entry.Key), entry.Value is null ? null : values.Take(entry.Value, violations)));
            if (violations.Count > found)
            {
                violations.Prefix(found, $"[{entries.Count - 1}]");
            }
        }

        return entries;
    }

    protected override object? TryRead(ref Utf8JsonReader json, RowViolations violations)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        var before = violations.Count;
        OrderedDictionary<string, (object? Value, IReadOnlyList<RowViolation> Found)> entries = new(StringComparer.Ordinal);
        var isText = true;
        while (json.Read() && json.TokenType != JsonTokenType.EndObject)
        {
            var key = TextAt(ref json);
            isText &= key is not null;
            json.Read();
            var value = json.TokenType == JsonTokenType.Null ? null : values.Read(ref json, violations);
            entries[key ?? ""] = (value, violations.Take(before));
        }

        if (!isText)
        {
            violations.Add("type", "a key holds half of a surrogate pair, which is no text");
            return null;
        }

        for (var i = 0; i < entries.Count; i++)
        {
            // Names its place: the key is data, too.
            violations.AddAll(entries.GetAt(i).Value.Found, $"[{i}]");
        }

        return entries.Select(entry => new KeyValuePair<object, object?>(entry.Key, entry.Value.Value)).ToList();
    }
}
