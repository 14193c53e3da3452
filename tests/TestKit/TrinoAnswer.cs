using System.Text.Json;
using System.Text.Json.Nodes;

namespace MeshStarter.TestKit;

/// <summary>The answer of Trino to a statement.</summary>
/// <param name="Columns">The columns, as its client protocol describes them; undefined where it describes none.</param>
/// <param name="Data">The rows, an array of values each, as its client protocol writes them.</param>
/// <param name="PhysicalInputBytes">What it read from storage.</param>
public sealed record TrinoAnswer(JsonElement Columns, IReadOnlyList<JsonElement> Data, long PhysicalInputBytes)
{
    /// <summary>The value of an answer of one row and one column.</summary>
    public JsonElement Value => Data.Single().EnumerateArray().Single();

    /// <summary>The rows as objects, the values as the mesh writes them: times as ISO 8601 has them, the rest is the same.</summary>
    public IReadOnlyList<JsonElement> Rows
    {
        get
        {
            var columns = Columns.EnumerateArray().Select(column => (column.GetProperty("name").GetString()!, Type: column.GetProperty("typeSignature"))).ToList();
            return [.. Data.Select(row => JsonElement.Parse(Members(columns, row).ToJsonString()))];
        }
    }

    private static JsonObject Members(IEnumerable<(string Name, JsonElement Type)> members, JsonElement values) =>
        new(members.Zip(values.EnumerateArray(), (member, value) => KeyValuePair.Create(member.Name, Plain(member.Type, value))));

    private static JsonNode? Plain(JsonElement type, JsonElement value) => (type.GetProperty("rawType").GetString(), value.ValueKind) switch
    {
        (_, JsonValueKind.Null) => null,
        ("timestamp with time zone", _) => value.GetString()!.Replace(' ', 'T').Replace("TUTC", "Z", StringComparison.Ordinal),
        ("array", _) => new JsonArray([.. value.EnumerateArray().Select(item => Plain(Arguments(type).Single(), item))]),
        ("row", _) => Members(Arguments(type).Select(field => (field.GetProperty("fieldName").GetProperty("name").GetString()!, field.GetProperty("typeSignature"))), value),
        _ => JsonNode.Parse(value.GetRawText()),
    };

    private static IEnumerable<JsonElement> Arguments(JsonElement type) => type.GetProperty("arguments").EnumerateArray().Select(argument => argument.GetProperty("value"));
}
