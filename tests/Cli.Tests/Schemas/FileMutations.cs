using System.Text.Json.Nodes;

namespace MeshStarter.Cli.Tests.Schemas;

/// <summary>Every change of one place of a file: another value, no value, a key less, a key more, a misspelt key.</summary>
internal static class FileMutations
{
    private static readonly string[] Values = ["\"words\"", "\" \"", "\"5 minutes\"", "\"a.b\"", "\"true\"", "\"7\"", "0", "7", "70000", "0.5", "true", "null", "[]", "[null]", "[\"words\"]", "[\"words\", \"words\"]", "[{}]", "{}", "{\"words\": 1}"];

    /// <summary>The changed files; each is named by its change. Keys that another file has with the same value are left as they are.</summary>
    public static IEnumerable<(string Change, JsonNode? File)> Of(JsonNode file, IReadOnlyList<JsonNode> others)
    {
        var known = file.AsObject().Where(key => others.Any(other => other[key.Key] is { } value && JsonNode.DeepEquals(value, key.Value))).Select(key => key.Key).ToHashSet(StringComparer.Ordinal);
        bool IsKnown(object[] place) => place is [string key, ..] && known.Contains(key);
        foreach (var place in Places(file, []).Where(place => !IsKnown(place)).ToList())
        {
            foreach (var value in Values)
            {
                yield return ($"{Show(place)} = {value}", Changed(file, place, (parent, key) => Set(parent, key, JsonNode.Parse(value))));
            }

            if (place is [.., string name])
            {
                yield return ($"{Show(place)} removed", Changed(file, place, (parent, _) => parent.AsObject().Remove(name)));
                yield return ($"{Show(place)} misspelt", Changed(file, place, (parent, _) =>
                {
                    var value = parent[name];
                    parent.AsObject().Remove(name);
                    parent[$"{name}e"] = value;
                }));
            }
        }

        foreach (var place in Places(file, []).Prepend([]).Where(place => At(file, place) is JsonObject && !IsKnown(place)).ToList())
        {
            var copy = file.DeepClone();
            At(copy, place)!.AsObject()["unknown_key"] = 1;
            yield return ($"{Show(place)}.unknown_key added", copy);
        }
    }

    private static IEnumerable<object[]> Places(JsonNode? node, object[] place) => node switch
    {
        JsonObject keys => keys.SelectMany(key => Places(key.Value, [.. place, key.Key]).Prepend([.. place, key.Key])),
        JsonArray items => items.SelectMany((item, index) => Places(item, [.. place, index]).Prepend([.. place, index])),
        _ => [],
    };

    private static JsonNode Changed(JsonNode file, object[] place, Action<JsonNode, object> change)
    {
        var copy = file.DeepClone();
        change(At(copy, place[..^1])!, place[^1]);
        return copy;
    }

    private static void Set(JsonNode parent, object key, JsonNode? value)
    {
        if (key is string name)
        {
            parent[name] = value;
        }
        else
        {
            parent[(int)key] = value;
        }
    }

    private static JsonNode? At(JsonNode file, IEnumerable<object> place) => place.Aggregate((JsonNode?)file, (node, key) => key is string name ? node![name] : node![(int)key]);

    private static string Show(IEnumerable<object> place) => string.Join('.', place);
}
