using System.Text.Json;

namespace MeshStarter.Platform.Iceberg.Json;

/// <summary>
/// Reads one JSON object member by member, with errors that name the member and the rule. A member that is <c>null</c> counts as absent.
/// Members that were not read are the <see cref="Rest"/>.
/// </summary>
internal sealed class JsonObjectReader
{
    private readonly List<JsonProperty> _members = [];

    public JsonObjectReader(JsonElement element, JsonPlace place)
    {
        Place = place;
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw place.Wrong($"must be a JSON object, not {Kind(element)}.");
        }

        foreach (var member in element.EnumerateObject())
        {
            _members.Add(member);
        }
    }

    public JsonPlace Place { get; }

    /// <summary>Takes a member; null when it is absent or <c>null</c>.</summary>
    public JsonElement? Take(string name)
    {
        for (var i = 0; i < _members.Count; i++)
        {
            if (_members[i].NameEquals(name))
            {
                var value = _members[i].Value;
                _members.RemoveAt(i);
                return value.ValueKind == JsonValueKind.Null ? null : value;
            }
        }

        return null;
    }

    public JsonElement Required(string name) => Take(name) ?? throw Place.Member(name).Wrong("is required.");

    public string? Text(string name) => Take(name) is { } value ? TextOf(value, Place.Member(name)) : null;

    public string RequiredText(string name) => Text(name) ?? throw Place.Member(name).Wrong("is required.");

    public long? Int64(string name) =>
        Take(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number
        : throw Place.Member(name).Wrong($"must be a whole number of 64 bits, not {Kind(value)}.");

    public long RequiredInt64(string name) => Int64(name) ?? throw Place.Member(name).Wrong("is required.");

    public int? Int32(string name) =>
        Take(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number
        : throw Place.Member(name).Wrong($"must be a whole number of 32 bits, not {Kind(value)}.");

    public int RequiredInt32(string name) => Int32(name) ?? throw Place.Member(name).Wrong("is required.");

    public bool? Boolean(string name) =>
        Take(name) is not { } value ? null
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : throw Place.Member(name).Wrong($"must be true or false, not {Kind(value)}.");

    public bool RequiredBoolean(string name) => Boolean(name) ?? throw Place.Member(name).Wrong("is required.");

    public Guid? Uuid(string name) =>
        Take(name) is not { } value ? null
        : Guid.TryParseExact(TextOf(value, Place.Member(name)), "D", out var uuid) ? uuid
        : throw Place.Member(name).Wrong("must be a UUID such as \"f79c3e09-677c-4bbd-a479-3f349cb785e7\".");

    public Guid RequiredUuid(string name) => Uuid(name) ?? throw Place.Member(name).Wrong("is required.");

    public IReadOnlyList<T>? List<T>(string name, Func<JsonElement, JsonPlace, T> read) =>
        Take(name) is { } value ? ListOf(value, Place.Member(name), read) : null;

    public IReadOnlyList<T> RequiredList<T>(string name, Func<JsonElement, JsonPlace, T> read) =>
        List(name, read) ?? throw Place.Member(name).Wrong("is required.");

    public IReadOnlyDictionary<string, string>? TextMap(string name) => Take(name) is { } value ? TextMapOf(value, Place.Member(name)) : null;

    public IReadOnlyDictionary<string, string> RequiredTextMap(string name) => TextMap(name) ?? throw Place.Member(name).Wrong("is required.");

    /// <summary>Returns the members that were not read, to write them again. They do not keep the document alive.</summary>
    public JsonMembers Rest() =>
        _members.Count == 0 ? JsonMembers.None : new JsonMembers([.. _members.Select(member => KeyValuePair.Create(member.Name, member.Value.Clone()))]);

    public static IReadOnlyList<T> ListOf<T>(JsonElement value, JsonPlace place, Func<JsonElement, JsonPlace, T> read)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            throw place.Wrong($"must be a JSON array, not {Kind(value)}.");
        }

        var items = new List<T>(value.GetArrayLength());
        foreach (var item in value.EnumerateArray())
        {
            items.Add(read(item, place.Item(items.Count)));
        }

        return items;
    }

    private static Dictionary<string, string> TextMapOf(JsonElement value, JsonPlace place)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            throw place.Wrong($"must be a JSON object of strings, not {Kind(value)}.");
        }

        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            map[member.Name] = TextOf(member.Value, place.Member(member.Name));
        }

        return map;
    }

    public static string TextOf(JsonElement value, JsonPlace place) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw place.Wrong($"must be a string, not {Kind(value)}.");

    public static int Int32Of(JsonElement value, JsonPlace place) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : throw place.Wrong($"must be a whole number of 32 bits, not {Kind(value)}.");

    public static long Int64Of(JsonElement value, JsonPlace place) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : throw place.Wrong($"must be a whole number of 64 bits, not {Kind(value)}.");

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetRawText() is { Length: <= 40 } text ? text : "a long number",
        JsonValueKind.String => "a string",
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.Null => "null",
        var other => other.ToString().ToLowerInvariant(),
    };
}
