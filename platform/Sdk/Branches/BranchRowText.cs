using System.Text.Json;
using MeshStarter.Platform.Iceberg.Types;

namespace MeshStarter.Sdk.Branches;

/// <summary>The text of a branch's row that names its event: the same one after the contract has got a further column or field, in which the row has no value.</summary>
internal static class BranchRowText
{
    /// <param name="value">The row, or a value of it.</param>
    /// <param name="first">Its type when the branch began; null where that is not known.</param>
    public static string Of(JsonElement value, IcebergType? first) => (value.ValueKind, first) switch
    {
        (JsonValueKind.Object, IcebergStruct row) => $"{{{string.Join(',', value.EnumerateObject().Select(member => Field(member, row)).OfType<string>())}}}",
        (JsonValueKind.Object, IcebergMap map) => $"{{{string.Join(',', value.EnumerateObject().Select(member => Member(member, map.Value)))}}}",
        (JsonValueKind.Array, IcebergList list) => $"[{string.Join(',', value.EnumerateArray().Select(item => Of(item, list.Element)))}]",
        _ => value.GetRawText(),
    };

    private static string? Field(JsonProperty member, IcebergStruct row) =>
        row.Fields.FirstOrDefault(field => field.Name == member.Name) is { } known ? Member(member, known.Type)
        : member.Value.ValueKind == JsonValueKind.Null ? null
        : member.ToString();

    private static string Member(JsonProperty member, IcebergType type) => member.ToString()[..^member.Value.GetRawText().Length] + Of(member.Value, type);
}
