using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MeshStarter.Contracts.Yaml;

namespace MeshStarter.Cli.Tests.Schemas;

/// <summary>A YAML file as an editor sees it: values have the types of YAML 1.2's core schema.</summary>
internal static partial class YamlFile
{
    public static JsonNode? Parse(string text)
    {
        var issues = new YamlIssues("file");
        var node = YamlTree.Parse(text, issues);
        Assert.False(issues.HasErrors, string.Join('\n', issues.Sorted));
        return Of(node!);
    }

    private static JsonNode? Of(YamlNode node) => node switch
    {
        YamlMapping mapping => new JsonObject(mapping.Entries.Select(entry => KeyValuePair.Create(entry.Key, Of(entry.Value)))),
        YamlSequence sequence => new JsonArray([.. sequence.Items.Select(Of)]),
        YamlScalar { IsNull: true } => null,
        YamlScalar { IsPlain: true } plain when bool.TryParse(plain.Text, out var flag) => flag,
        YamlScalar { IsPlain: true } plain when Number().IsMatch(plain.Text) => JsonNode.Parse(decimal.Parse(plain.Text, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture)),
        YamlScalar text => text.Text,
        _ => throw new ArgumentOutOfRangeException(nameof(node)),
    };

    [GeneratedRegex(@"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Number();
}
