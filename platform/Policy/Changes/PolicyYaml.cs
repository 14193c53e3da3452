using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Yaml;

namespace MeshStarter.Policy.Changes;

/// <summary>Writes YAML that <see cref="YamlTree"/> reads as the same nodes.</summary>
internal static class PolicyYaml
{
    private const string Indent = "  ";

    /// <summary>A rule as an entry of a list: a line for each of its keys.</summary>
    public static IReadOnlyList<string> Item(YamlMapping rule) =>
        [.. rule.Entries.Select((entry, index) => $"{Indent}{(index == 0 ? "- " : Indent)}{Key(entry.Key)}: {Flow(entry.Value)}")];

    /// <summary>A node in one line.</summary>
    public static string Flow(YamlNode node) => node switch
    {
        YamlScalar scalar => Scalar(scalar),
        YamlSequence sequence => $"[{string.Join(", ", sequence.Items.Select(Flow))}]",
        YamlMapping { Entries.Count: 0 } => "{}",
        YamlMapping mapping => $"{{ {string.Join(", ", mapping.Entries.Select(entry => $"{Key(entry.Key)}: {Flow(entry.Value)}"))} }}",
        _ => throw new NotSupportedException($"There is no YAML for {node.GetType().Name}."),
    };

    private static string Scalar(YamlScalar scalar) => scalar.IsNull ? "null" : scalar.IsPlain && IsSafe(scalar.Text) ? scalar.Text : Quote(scalar.Text);

    private static string Key(string key) => IsSafe(key) && key.Length > 0 ? key : Quote(key);

    // JSON's quotes and escapes are YAML's.
    private static string Quote(string text) => JsonSerializer.Serialize(text, MeshJson.Options);

    // Without quotes it means the same in a list, in a mapping and alone.
    private static bool IsSafe(string text)
    {
        if (text.Length == 0 || text[0] is ' ' or '-' or '?' or '.' || text[^1] == ' ')
        {
            return text.Length > 1 && text[0] == '-' && char.IsAsciiDigit(text[1]) && text.All(each => char.IsAsciiDigit(each) || each is '-' or '.');
        }

        return text.All(each => char.IsLetterOrDigit(each) || each is ' ' or '_' or '-' or '.' or '/' or '%' or '+' or ';' or '(' or ')');
    }
}
