using System.Text.Json;
using Microsoft.Extensions.Options;

namespace MeshStarter.Governance.Identity;

/// <summary>Selects the audience of a token: all services and domains, or those that the caller names.</summary>
internal sealed class AudienceSelection(IOptions<IssuerOptions> options)
{
    /// <summary>Every name there is.</summary>
    public IReadOnlyList<string> All { get; } = [.. options.Value.Audiences.Distinct(StringComparer.Ordinal)];

    /// <summary>The named audiences, or all when none is named; null and the offender when one is unknown.</summary>
    public IReadOnlyList<string>? Select(IReadOnlyList<string> requested, out string? unknown)
    {
        unknown = requested.FirstOrDefault(name => !All.Contains(name, StringComparer.Ordinal));
        if (unknown is not null)
        {
            return null;
        }

        return requested.Count == 0 ? All : [.. requested.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The names in a JSON member that is absent, a string or an array of strings; null when it is anything else.</summary>
    public static IReadOnlyList<string>? Read(JsonElement? member) => member switch
    {
        null or { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => [],
        { ValueKind: JsonValueKind.String } one => [one.GetString()!],
        { ValueKind: JsonValueKind.Array } list when list.GetArrayLength() > 0 && list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) =>
            [.. list.EnumerateArray().Select(item => item.GetString()!)],
        _ => null,
    };
}
